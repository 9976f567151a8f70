import { deleteDoomedKeys, reportQuotaDrift, type ServiceDeps } from '@landfall/core/services'
import { type CronItem, parseCronItems, type Task, type TaskList } from 'graphile-worker'
import { runTaskWithRetries } from './run-task.ts'

/** Every kind of job, by the name it has in the queue. */
export function taskListOf(deps: ServiceDeps): TaskList {
  return {
    'run-task': runTaskJob(deps),
    // Its name before there were other tasks than confirms: jobs that were queued then.
    'confirm-upload': runTaskJob(deps),
    'delete-doomed-keys': async () => {
      const deleted = await deleteDoomedKeys(deps)
      if (deleted > 0) deps.log.info({ deleted }, 'deleted doomed keys')
    },
    'verify-quotas': async () => {
      const { checkedScopes, drifts } = await reportQuotaDrift(deps)
      deps.log.info({ checkedScopes, drifts: drifts.length }, 'verified the quotas')
    },
    'forget-idempotency-keys': async () => {
      const forgotten = await deps.uploads.forgetExpired()
      if (forgotten > 0) deps.log.info({ forgotten }, 'forgot idempotency keys of a day ago')
    },
    'requeue-expired-tasks': async () => {
      const requeued = await deps.tasks.requeueExpired()
      if (requeued > 0) deps.log.warn({ requeued }, 'queued tasks again whose worker died')
    },
  }
}

const runTaskJob =
  (deps: ServiceDeps): Task =>
  (payload, { job }) => {
    const taskId = taskIdOf(payload)
    return runTaskWithRetries(deps, { taskId, attempt: job.attempts, maxAttempts: job.max_attempts })
  }

/** Written by the ledger in the statement that made the task; anything else is a bug, and fails the job. */
function taskIdOf(payload: unknown): string {
  const { taskId } = payload as { taskId?: unknown }
  if (typeof taskId !== 'string') throw new TypeError('The job of a task needs a taskId')
  return taskId
}

/** Each is safe to run twice at once: what it takes is leased or skipped by the other. */
export const PERIODIC_TASKS = [
  'delete-doomed-keys',
  'forget-idempotency-keys',
  'requeue-expired-tasks',
] as const

/** A failed run is not tried again; the next minute is soon enough. */
export const PERIODIC_JOB = { maxAttempts: 1 } as const

/** With the key, a run that is still waiting when the next is due is that next one. */
export const periodicJobKey = (task: string) => `periodic-${task}`

/** A night that was missed because no worker ran is made up for by the next one that starts. */
const NIGHTLY: CronItem = {
  task: 'verify-quotas',
  match: '17 3 * * *',
  options: { maxAttempts: 3, jobKey: periodicJobKey('verify-quotas'), backfillPeriod: 86_400_000 },
}

export const schedule = () =>
  parseCronItems([
    ...PERIODIC_TASKS.map(
      (task): CronItem => ({
        task,
        match: '* * * * *',
        options: { ...PERIODIC_JOB, jobKey: periodicJobKey(task) },
      }),
    ),
    NIGHTLY,
  ])
