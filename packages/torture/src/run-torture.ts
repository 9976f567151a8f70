import { rmSync } from 'node:fs'
import { connect, type Database } from '@landfall/db'
import { audit } from './audit/audit.ts'
import { settleDown } from './chaos/calm.ts'
import { changeProfile } from './chaos/change-profile.ts'
import { type StormDeps, storm } from './chaos/storm.ts'
import { createRandom, type Random } from './lib/random.ts'
import { makeSharedFiles } from './load/files.ts'
import { createCall } from './load/http.ts'
import type { World } from './load/load-deps.ts'
import { makeBuckets } from './load/make-buckets.ts'
import { firstKindOf, runClient } from './load/run-client.ts'
import { createStranger } from './load/stranger.ts'
import { Witness } from './load/witness.ts'
import { type Installation, startInstallation } from './parts/installation.ts'

/**
 * The crash proof: rounds of a storm under load, each on another kind of store; then calm; then the account of every
 * byte that S3 ever acknowledged. Owns the order of things; what breaks, what loads and what is held true are folders.
 */
export interface TortureOptions {
  minutes: number
  seed: number
  clients: number
  /** The store keeps every version of a key. */
  isVersioned: boolean
  say(line: string): void
  /** Ends the storm and every process, removes what they wrote, and throws its reason: nothing is audited. */
  signal?: AbortSignal
}

export interface TortureResult {
  violations: string[]
  figures: [string, number][]
  answers: [string, number][]
  /** Logs and data; the caller removes it. */
  dir: string
}

const ROUND_SECONDS = 40

export async function runTorture(options: TortureOptions): Promise<TortureResult> {
  const { seed, say, signal = new AbortController().signal } = options
  const random = createRandom(seed)
  await using resources = new AsyncDisposableStack()
  say('starting Postgres, the store, two apis and two workers')
  const installation = await startInstallation(random.fork(), signal)
  resources.defer(async () => {
    await installation.stop()
    if (signal.aborted) rmSync(installation.dir, { recursive: true, force: true })
  })
  signal.throwIfAborted()
  const database = connect({
    databaseUrl: installation.postgres.url,
    maxConnections: 3,
    applicationName: 'torture',
    statementTimeoutMs: 60_000,
  })
  resources.defer(() => database.close())
  const run = stormAndAudit({ installation, database, random }, options)
  const stopped = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  // Awaited here: what was started ends only after it.
  return await Promise.race([run, stopped])
}

interface Started {
  installation: Installation
  database: Database
  random: Random
}

async function stormAndAudit(
  { installation, database, random }: Started,
  { minutes, clients, say, isVersioned }: TortureOptions,
): Promise<TortureResult> {
  const witness = new Witness()
  const { figures } = witness
  const deps: StormDeps = { installation, database, random: random.fork(), figures }
  const call = createCall(installation, witness, random.fork())
  const stranger = createStranger(installation.s3)
  if (isVersioned) await stranger.enableVersioning()
  await makeBuckets(call)
  const world: World = { sharedFiles: makeSharedFiles(random), stranger, objectsNearTheLimit: [] }
  const play = (client: number, signal: AbortSignal) =>
    runClient({ call, witness, random: deps.random.fork() }, world, { first: firstKindOf(client), signal })

  const start = performance.now()
  const end = start + minutes * 60_000
  for (let round = 1; performance.now() < end; round += 1) {
    const profile = round > 1 ? await changeProfile(deps) : 'aws'
    say(`${Math.round((performance.now() - start) / 1000)} s, round ${round}: the store is like ${profile}`)
    figures.add(`rounds like ${profile}`)
    const ms = Math.min(ROUND_SECONDS * 1000, Math.max(1000, end - performance.now()))
    await playRound(deps, ms, isOver => Array.from({ length: clients }, (_, client) => play(client, isOver)))
    figures.add('rounds')
  }
  say('calm: nothing fails, times end, the workers finish')
  const open = await settleDown(installation, database)
  say('audit')
  const audited = { database, witness, stranger, isVersioned }
  const violations = [...open, ...(await audit(installation, audited))]
  stranger.close()
  figures.add('seconds', Math.round((performance.now() - start) / 1000))
  return { violations, figures: figures.entries(), answers: witness.answers.entries(), dir: installation.dir }
}

/** Clients finish what they carry while the storm still blows. */
async function playRound(
  deps: StormDeps,
  ms: number,
  playAll: (isOver: AbortSignal) => Promise<void>[],
): Promise<void> {
  const calm = new AbortController()
  const blowing = storm(deps, calm.signal)
  try {
    await Promise.all(playAll(AbortSignal.timeout(Math.ceil(ms))))
  } finally {
    calm.abort()
    await blowing
  }
}
