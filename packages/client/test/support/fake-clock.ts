import type { Clock } from '../../src/clock.ts'

/** Waits take no time; each is noted, and moves the clock. */
export interface FakeClock extends Clock {
  /** Every wait so far in milliseconds, oldest first. */
  readonly waits: number[]
  /** Runs instead of the time passing, so that a test can let something happen meanwhile. */
  onWait: (ms: number) => Promise<void> | void
}

export function createFakeClock(): FakeClock {
  let now = 0
  const waits: number[] = []
  const clock: FakeClock = {
    waits,
    onWait: () => undefined,
    now: () => now,
    sleep: async (ms, signal) => {
      signal.throwIfAborted()
      waits.push(ms)
      now += ms
      await clock.onWait(ms)
      signal.throwIfAborted()
    },
  }
  return clock
}
