import { randomUUID } from 'node:crypto'
import { InfrastructureError, type StoreCapabilities } from '@landfall/core/domain'
import { createS3Clients, type S3Config } from './config.ts'
import { withDeadline } from './deadline.ts'
import { toPortError } from './errors.ts'
import { headObject } from './operations/head-object.ts'
import { cleanUp } from './probe/clean-up.ts'
import { FIRST_BYTES, type Probe, put, signPut, UndecidedError } from './probe/probe.ts'
import { type Capability, type CheckOutcome, runChecks } from './probe/run-checks.ts'
import { createS3Context } from './s3-context.ts'

/**
 * Finds out what a store does by doing it: uploads with presigned URLs as a client would (a hostile one too), copies and
 * deletes, on keys of its own under `{prefix}_landfall/probe/{random}/`. Several stores accept a condition or a checksum
 * and ignore it, so neither names nor documents are asked. Whatever is not seen to hold is false: the safer path.
 */
export interface ProbeOptions {
  fetch: typeof globalThis.fetch
  /** `S3_PREFIX`: empty, or ends in a slash. */
  prefix?: string
  /** Bound of all checks together; cleaning up has the same once more. Default 30,000. */
  timeoutMs?: number
  /** Tells which keys a dead probe left behind. Default: the machine's clock. */
  now?: () => Date
}

export interface ProbeReport {
  capabilities: StoreCapabilities
  /** One sentence per capability on what was seen. */
  findings: Record<keyof StoreCapabilities, string>
  /** False above, but not known: the store failed or time ran out meanwhile. Probe again soon rather than tomorrow. */
  undecided: (keyof StoreCapabilities)[]
  /** Why keys of the probe were left behind; a later probe removes them. `null`: none were. */
  cleanUpFailure: string | null
}

const DEFAULT_TIMEOUT_MS = 30_000

/**
 * Throws `InfrastructureError` when not even a plain presigned PUT works: a store that is down tells nothing, and a
 * profile that says "can do nothing" would be believed for a day.
 */
export async function probeStore(config: S3Config, opts: ProbeOptions): Promise<ProbeReport> {
  const timeoutMs = opts.timeoutMs ?? DEFAULT_TIMEOUT_MS
  const probesFolder = `${opts.prefix ?? ''}_landfall/probe/`
  const folder = `${probesFolder}${randomUUID()}/`
  const clients = createS3Clients({ ...config, publicEndpoint: undefined })
  const context = createS3Context(config, clients)
  const source: Omit<Probe, 'sourceEtag'> = {
    context,
    signer: { client: clients.internal, bucket: config.bucket },
    fetch: opts.fetch,
    signal: AbortSignal.timeout(timeoutMs),
    folder,
    sourceKey: `${folder}source`,
  }
  const clean = async (isVersioned: boolean) => {
    const now = opts.now?.() ?? new Date()
    const request = { context, probesFolder, folder, isVersioned, now }
    return withDeadline(timeoutMs, () => cleanUp(request)).then(() => null, String)
  }
  const startedAt = performance.now()
  try {
    const { etag, versionId } = await withDeadline(timeoutMs, () => putSource(source))
    const leftMs = Math.max(1, timeoutMs - (performance.now() - startedAt))
    const outcomes = await runChecks({ ...source, sourceEtag: etag }, leftMs)
    const report = reportOf({ ...outcomes, versioned: versionedOutcome(versionId) })
    return { ...report, cleanUpFailure: await clean(versionId !== null) }
  } catch (error) {
    await clean(false)
    throw toPortError(error)
  } finally {
    clients.internal.destroy()
  }
}

/** The control: without a PUT that works, every refusal below would look like a virtue. */
async function putSource(probe: Omit<Probe, 'sourceEtag'>) {
  await probe.context.checkAccess()
  const signed = await signPut(probe.signer, { key: probe.sourceKey })
  const answer = await put(probe, signed, FIRST_BYTES).catch((error: unknown) => {
    throw error instanceof UndecidedError ? new InfrastructureError('STORAGE_UNAVAILABLE', error) : error
  })
  if (answer.verdict !== 'accepted') {
    const code = answer.verdict === 'cut' ? 'STORAGE_UNAVAILABLE' : 'STORAGE_MISCONFIGURED'
    throw new InfrastructureError(code, new Error(`A plain presigned PUT was ${answer.text}.`))
  }
  const stored = await headObject(probe.context, { key: probe.sourceKey, versionId: null })
  if (stored === null) {
    const cause = new Error('A presigned PUT was accepted, but HEAD finds nothing at its key.')
    throw new InfrastructureError('STORAGE_MISCONFIGURED', cause)
  }
  return { etag: stored.etag, versionId: answer.versionId === 'null' ? null : answer.versionId }
}

function versionedOutcome(versionId: string | null): CheckOutcome {
  const holds = versionId !== null
  return {
    holds,
    seen: holds ? 'A PUT answered a version id.' : 'A PUT answered no version id.',
    isUndecided: false,
  }
}

function reportOf(outcomes: Record<Capability, CheckOutcome>): Omit<ProbeReport, 'cleanUpFailure'> {
  const names = Object.keys(outcomes) as Capability[]
  const each = <TValue>(pick: (outcome: CheckOutcome) => TValue) =>
    Object.fromEntries(names.map(name => [name, pick(outcomes[name])])) as Record<Capability, TValue>
  return {
    capabilities: each(({ holds }) => holds),
    findings: each(({ seen }) => seen),
    undecided: names.filter(name => outcomes[name].isUndecided),
  }
}
