import { setTimeout as sleep } from 'node:timers/promises'
import { type QueueRunner, type QueueRuntime, startQueueRunner, type WorkerOptions } from './queue-runner.ts'

/**
 * Background work on graphile-worker: any number of workers side by side, in processes of their own or inside api. Owns
 * the queue's life: a database that is away, at start or later, is waited for, and a queue that stopped by itself is
 * started again. What a job does is core's.
 */
export interface Worker {
  /** Takes no more jobs and lets running ones end, for a few seconds; what is cut off is taken over by another worker. */
  stop(): Promise<void>
}

const RETRY_MS = 2_000

/** Resolves after the first try; if that failed, further ones go on until `stop`. */
export async function startWorker(runtime: QueueRuntime, options: WorkerOptions = {}): Promise<Worker> {
  const stopping = new AbortController()
  const { signal } = stopping
  let runner = await tryToStart(runtime, options)

  async function keepRunning(): Promise<void> {
    for (;;) {
      await runner?.ended
      if (signal.aborted) return
      runtime.log.warn({}, 'the job queue is not running; starting it again')
      await runner?.stop()
      await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined)
      if (signal.aborted) return
      runner = await tryToStart(runtime, options)
      if (signal.aborted) await runner?.stop()
    }
  }
  void keepRunning()

  return {
    async stop() {
      stopping.abort()
      await runner?.stop()
    },
  }
}

async function tryToStart(runtime: QueueRuntime, options: WorkerOptions): Promise<QueueRunner | null> {
  try {
    return await startQueueRunner(runtime, options)
  } catch (err) {
    runtime.log.warn({ err }, 'could not start the job queue')
    return null
  }
}
