import { sweepUploads } from '@landfall/core/services'
import type { TestServices } from '@landfall/core/testing'

export const MINUTE = 60
/** The pause between two runs, and how soon the queue sees a job. */
export const LATE_SECONDS = 7

/** As a worker sweeps: when something is due, a little late, and once a minute. */
export async function sweepFor(test: TestServices, seconds: number): Promise<void> {
  for (let passed = 0; passed < seconds; ) {
    const next = (await test.db.openUploads.secondsToNextCheck()) ?? MINUTE
    const step = Math.min(Math.max(next + LATE_SECONDS, LATE_SECONDS), MINUTE, seconds - passed)
    test.db.clock.advance(step)
    passed += step
    await sweepUploads(test.deps)
  }
}
