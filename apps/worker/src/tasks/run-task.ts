import { InfrastructureError } from '@landfall/core/domain'
import { failTask, runTask, type ServiceDeps } from '@landfall/core/services'

/**
 * Tasks of the queue. What fails for lack of a dependency is tried again, later each time; then the caller who
 * polls the task is told, and may ask again: a refused confirm leaves its upload open, a bucket is as empty as it got.
 */
export interface TaskJob {
  taskId: string
  /** Counts from 1, this one included. */
  attempt: number
  maxAttempts: number
}

/** The queue waits e^attempt seconds: about half an hour in all. */
export const GIVE_UP_AFTER = 8

/** How far beyond the queue's next try the lease is kept. */
const LEASE_MARGIN_SECONDS = 60

export async function runTaskWithRetries(deps: ServiceDeps, job: TaskJob): Promise<void> {
  const { taskId, attempt } = job
  try {
    await runTask(deps, taskId)
    deps.log.info({ taskId, attempt }, 'ran a task')
  } catch (error) {
    if (attempt < Math.min(job.maxAttempts, GIVE_UP_AFTER)) {
      await leaseUntilNextTry(deps, job)
      throw error
    }
    deps.log.error({ taskId, attempt, err: error }, 'gave up on a task')
    await failTask(deps, taskId, refusalOf(error))
  }
}

/** Without it the task would look abandoned before its next try, be queued anew, and count its tries from 1 again. */
async function leaseUntilNextTry(deps: ServiceDeps, { taskId, attempt }: TaskJob): Promise<void> {
  const seconds = Math.ceil(Math.exp(attempt)) + LEASE_MARGIN_SECONDS
  await deps.tasks.lease(taskId, seconds).catch((err: unknown) => {
    deps.log.warn({ taskId, err }, 'could not prolong the lease of a task')
  })
}

function refusalOf(error: unknown) {
  if (error instanceof InfrastructureError) return { code: error.code, message: error.message }
  return { code: 'INTERNAL', message: 'Something went wrong on our side in the background' } as const
}
