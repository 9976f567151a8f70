import { setTimeout as sleep } from 'node:timers/promises'
import type { Runtime } from '@landfall/runtime'
import { type Runner, run } from 'graphile-worker'
import { queueLogger } from './queue-log.ts'
import { untilBroken } from './queue-watch.ts'
import { PERIODIC_JOB, PERIODIC_TASKS, periodicJobKey, schedule, taskListOf } from './tasks/task-list.ts'

/** One life of the job queue: a graphile-worker runner and the connections it lives on. */
export interface QueueRunner {
  /** Resolves when it ended or works no more; it never rejects. `stop` it then too. */
  readonly ended: Promise<void>
  stop(): Promise<void>
}

export type QueueRuntime = Pick<Runtime, 'connectQueue' | 'log' | 'services'>

export interface WorkerOptions {
  /** Jobs at a time. */
  concurrency?: number
  /** How soon a job is seen that no notification announced. */
  pollIntervalMs?: number
}

const STOP_JOBS_AFTER_MS = 5_000
const GIVE_UP_AFTER_MS = 1_500

export async function startQueueRunner(runtime: QueueRuntime, options: WorkerOptions): Promise<QueueRunner> {
  const { log, services } = runtime
  // One listens for new jobs; the others fetch and finish them. What jobs do themselves has a pool of its own.
  const connections = runtime.connectQueue(4)
  try {
    const runner = await run({
      pgPool: connections.pool,
      concurrency: options.concurrency ?? 4,
      pollInterval: options.pollIntervalMs ?? 2_000,
      noHandleSignals: true,
      gracefulShutdownAbortTimeout: STOP_JOBS_AFTER_MS,
      logger: queueLogger(log),
      // Unbatched, graphile-worker 0.18 does not await these two, and a database that goes away just then would be an
      // unhandled rejection. Batched, they are tried again, and at last end the runner.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
      taskList: taskListOf(services),
      parsedCronItems: schedule(),
    })
    const ended = Promise.race([runner.promise.catch(() => undefined), untilBroken(runner.events)])
    await runPeriodicTasksNow(runner, log)
    return {
      ended,
      async stop() {
        await stopRunner(runner)
        await endsWithin(connections.close(), GIVE_UP_AFTER_MS)
      },
    }
  } catch (error) {
    await endsWithin(connections.close(), GIVE_UP_AFTER_MS)
    throw error
  }
}

/** After a stop of any length there is work to do, and the next full minute may be almost a minute away. */
async function runPeriodicTasksNow(runner: Runner, log: QueueRuntime['log']): Promise<void> {
  for (const task of PERIODIC_TASKS) {
    await runner.addJob(task, {}, { ...PERIODIC_JOB, jobKey: periodicJobKey(task) }).catch((err: unknown) => {
      log.warn({ err, task }, 'could not queue a periodic task at start')
    })
  }
}

/** Without a database a runner would try for minutes to hand its jobs back; they are taken over once their leases end. */
async function stopRunner(runner: Runner): Promise<void> {
  const stopped = runner.stop().catch(() => undefined)
  if (await endsWithin(stopped, STOP_JOBS_AFTER_MS)) return
  const killed = runner.kill('shutting down').catch(() => undefined)
  await endsWithin(killed, GIVE_UP_AFTER_MS)
}

async function endsWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  const settled = new AbortController()
  const late = sleep(ms, 'late', { signal: settled.signal }).catch(() => 'settled')
  const outcome = await Promise.race([work.catch(() => undefined), late])
  settled.abort()
  return outcome !== 'late'
}
