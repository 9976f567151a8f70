import { describe, expect, it } from 'vitest'
import { systemClock } from './clock.ts'

describe('systemClock', () => {
  it('sleeps for the time, and ends at once with the reason when it is aborted', async () => {
    const start = performance.now()
    await systemClock.sleep(30, new AbortController().signal)
    expect(performance.now() - start).toBeGreaterThanOrEqual(29)

    const abort = new AbortController()
    const long = systemClock.sleep(60_000, abort.signal)
    abort.abort('enough')
    await expect(long).rejects.toBe('enough')
    await expect(systemClock.sleep(60_000, abort.signal)).rejects.toBe('enough')
  })
})
