import { setTimeout as sleep } from 'node:timers/promises'
import type { Runtime } from '@landfall/runtime'
import { type Runner, run } from 'graphile-worker'
import { queueLogger } from './queue-log.ts'
import { everyMinute, PERIODIC_JOB, PERIODIC_TASKS, periodicJobKey, taskListOf } from './tasks/task-list.ts'

/**
 * Background work on graphile-worker: any number of workers side by side, in processes of their own or inside api. Owns
 * the queue's life: a database that is away, at start or later, is waited for, and a queue that stopped by itself is
 * started again. What a job does is core's.
 */
export interface Worker {
  /** Takes no more jobs and lets running ones end, for a few seconds; what is cut off is taken over by another worker. */
  stop(): Promise<void>
}

export interface WorkerOptions {
  /** Jobs at a time. */
  concurrency?: number
  /** How soon a job is seen that no notification announced. */
  pollIntervalMs?: number
}

const STOP_JOBS_AFTER_MS = 6_000
const RETRY_MS = 2_000

type Queue = Pick<Runtime, 'env' | 'log' | 'services'>

/** Resolves after the first try; if that failed, further ones go on until `stop`. */
export async function startWorker(runtime: Queue, options: WorkerOptions = {}): Promise<Worker> {
  const stopping = new AbortController()
  let runner = await tryToStart(runtime, options)

  async function keepRunning(): Promise<void> {
    while (!stopping.signal.aborted) {
      if (runner !== null) await runner.promise.catch(() => undefined)
      if (stopping.signal.aborted) return
      runtime.log.warn({}, 'the job queue is not running; starting it again')
      await sleep(RETRY_MS, undefined, { signal: stopping.signal }).catch(() => undefined)
      if (!stopping.signal.aborted) runner = await tryToStart(runtime, options)
    }
  }
  const running = keepRunning()

  return {
    async stop() {
      stopping.abort()
      if (runner !== null) await stopRunner(runner)
      await running
    },
  }
}

async function tryToStart(runtime: Queue, options: WorkerOptions): Promise<Runner | null> {
  const { env, log, services } = runtime
  const concurrency = options.concurrency ?? 4
  try {
    const runner = await run({
      connectionString: env.DATABASE_URL,
      // One listens for new jobs; the others fetch and finish them. What jobs do themselves has a pool of its own.
      maxPoolSize: 4,
      concurrency,
      pollInterval: options.pollIntervalMs ?? 2_000,
      noHandleSignals: true,
      gracefulShutdownAbortTimeout: STOP_JOBS_AFTER_MS,
      logger: queueLogger(log),
      taskList: taskListOf(services),
      parsedCronItems: everyMinute(),
    })
    await runPeriodicTasksNow(runner, log)
    return runner
  } catch (err) {
    log.warn({ err }, 'could not start the job queue')
    return null
  }
}

/** After a stop of any length there is work to do, and the next full minute may be almost a minute away. */
async function runPeriodicTasksNow(runner: Runner, log: Queue['log']): Promise<void> {
  for (const task of PERIODIC_TASKS) {
    await runner.addJob(task, {}, { ...PERIODIC_JOB, jobKey: periodicJobKey(task) }).catch((err: unknown) => {
      log.warn({ err, task }, 'could not queue a periodic task at start')
    })
  }
}

async function stopRunner(runner: Runner): Promise<void> {
  const stopped = runner.stop().catch(() => undefined)
  const late = new AbortController()
  const timer = sleep(STOP_JOBS_AFTER_MS, 'late' as const, { signal: late.signal }).catch(() => 'stopped')
  if ((await Promise.race([stopped, timer])) === 'late') await runner.kill('shutting down')
  late.abort()
}
