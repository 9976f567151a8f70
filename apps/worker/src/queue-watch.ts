import type { Runner } from 'graphile-worker'

/**
 * Whether a runner still works. graphile-worker 0.18 recovers from most of what a database does, but not from all of it:
 * task names that could not be read at its first look are a failure for good, and one whose batch of finished jobs
 * could not be written shuts itself down and may never say that it ended. Both are left for dead, and a new runner is
 * started.
 */

/** Every look failed for so long; a database that is away answers a new runner no better, which costs nothing. */
const BROKEN_MS = 5_000

export function untilBroken(events: Runner['events']): Promise<void> {
  return new Promise(done => {
    let lastGood = performance.now()
    const isGood = () => {
      lastGood = performance.now()
    }
    events.on('worker:getJob:empty', isGood)
    events.on('job:start', isGood)
    events.on('worker:getJob:error', () => {
      if (performance.now() - lastGood > BROKEN_MS) done()
    })
    events.on('pool:gracefulShutdown', () => done())
  })
}
