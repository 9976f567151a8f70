import type { Log, StoreProfile } from '@landfall/core/ports'
import { type ProbeOptions, probeStore, type S3Config } from '@landfall/storage'

/** Finding out what the store does, beside serving: until it is known, every upload takes the safer path (SEALED). */
export interface Prober {
  /** Probes if the profile is unknown, invalidated or older than a day. Throws if the store or the database is down. */
  ensureProbed(): Promise<void>
  /** The same now and every few minutes, so that an expired or invalidated profile comes back. Failures are logged. */
  keepProbed(): { stop(): void }
}

const LOOK_EVERY_MS = 5 * 60_000
/** After a failure the store may be back soon, and meanwhile every confirm copies. */
const LOOK_AGAIN_MS = 30_000

export function createProber(opts: {
  config: S3Config
  probe: ProbeOptions
  profile: StoreProfile
  log: Log
}): Prober {
  const { config, profile, log } = opts
  let probing: Promise<void> | null = null

  async function probeIfDue(): Promise<void> {
    if ((await profile.current()) !== null) return
    const { capabilities, undecided, findings, cleanUpFailure } = await probeStore(config, opts.probe)
    if (cleanUpFailure !== null) log.warn({ cleanUpFailure }, 'the store probe left keys behind')
    // What was not decided reads as "cannot", and would be believed for a day.
    if (undecided.length > 0) throw new UndecidedProbeError(undecided)
    await profile.save(capabilities)
    log.info({ capabilities, findings }, 'probed the store')
  }

  const ensureProbed = () => {
    probing ??= probeIfDue().finally(() => {
      probing = null
    })
    return probing
  }

  function keepProbed(): { stop(): void } {
    let isStopped = false
    let timer: NodeJS.Timeout | undefined
    const look = async () => {
      const wait = await ensureProbed().then(
        () => LOOK_EVERY_MS,
        (err: unknown) => {
          log.warn({ err }, 'could not probe the store; uploads stay on the safer path until it works')
          return LOOK_AGAIN_MS
        },
      )
      if (!isStopped) timer = setTimeout(look, wait).unref()
    }
    void look()
    return {
      stop() {
        isStopped = true
        clearTimeout(timer)
      },
    }
  }

  return { ensureProbed, keepProbed }
}

class UndecidedProbeError extends Error {
  constructor(undecided: string[]) {
    super(`The store failed while these were probed: ${undecided.join(', ')}`)
    this.name = 'UndecidedProbeError'
  }
}
