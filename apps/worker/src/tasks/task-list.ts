import {
  abortStrayMultiparts,
  compareStore,
  deleteDoomedKeys,
  recordRun,
  removeOldRecords,
  reportQuotaDrift,
  type ServiceDeps,
  settleSeenUpload,
} from '@landfall/core/services'
import { type CronItem, parseCronItems, type Task, type TaskList } from 'graphile-worker'
import { runTaskWithRetries } from './run-task.ts'
import { SWEEP_TASK, sweepTask } from './sweep-uploads.ts'

/** Every kind of job, by the name it has in the queue. */
export function taskListOf(deps: ServiceDeps): TaskList {
  return {
    'run-task': runTaskJob(deps),
    // Its name before there were other tasks than confirms: jobs that were queued then.
    'confirm-upload': runTaskJob(deps),
    [SWEEP_TASK]: (payload, { addJob }) => sweepTask(deps, { payload, addJob }),
    'settle-upload': async payload => {
      const seen = seenUploadOf(payload)
      const outcome = await settleSeenUpload(deps, seen)
      if (outcome !== null) deps.log.info({ ...seen, outcome }, 'settled an upload that the store told of')
    },
    'delete-doomed-keys': async () => {
      const figures = await recordRun(deps, 'delete-doomed-keys', () => deleteDoomedKeys(deps))
      if ((figures.found ?? 0) > 0) deps.log.info({ ...figures }, 'deleted doomed keys')
    },
    'compare-store': async payload => {
      const { reportId } = payload as { reportId?: unknown }
      const started = typeof reportId === 'number' ? reportId : undefined
      await recordRun(deps, 'compare-store', async () => ({ ...(await compareStore(deps, started)) }))
    },
    'abort-stray-multiparts': async () => {
      const figures = await recordRun(deps, 'abort-stray-multiparts', () => abortStrayMultiparts(deps))
      if ((figures.aborted ?? 0) > 0) deps.log.info({ ...figures }, 'aborted stray multiparts')
    },
    'remove-old-records': async () => {
      await recordRun(deps, 'remove-old-records', () => removeOldRecords(deps))
      await deps.runs.forget(RUNS_KEPT_SECONDS)
    },
    'verify-quotas': async () => {
      const figures = await recordRun(deps, 'verify-quotas', async () => {
        const { checkedScopes, drifts } = await reportQuotaDrift(deps)
        return { checked_scopes: checkedScopes, drifts: drifts.length }
      })
      deps.log.info({ ...figures }, 'verified the quotas')
    },
    'forget-idempotency-keys': async () => {
      const forgotten = await deps.uploads.forgetExpired()
      if (forgotten > 0) deps.log.info({ forgotten }, 'forgot idempotency keys of a day ago')
    },
    'forget-tokens': async () => {
      const forgotten = await deps.tokens.forgetExpired()
      if (forgotten > 0) deps.log.info({ forgotten }, 'forgot upload tokens that ended a day ago')
    },
    'forget-unknown-keys': async () => {
      await deps.storeEvents.forgetUnknown()
    },
    'requeue-expired-tasks': async () => {
      const requeued = await deps.tasks.requeueExpired()
      if (requeued > 0) deps.log.warn({ requeued }, 'queued tasks again whose worker died')
    },
  }
}

/** A week of runs says what is usual. */
const RUNS_KEPT_SECONDS = 7 * 86_400

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

/** Written by the statement that recorded the bytes. */
function seenUploadOf(payload: unknown): { uploadId: string; attempt: number } {
  const { uploadId, attempt } = payload as { uploadId?: unknown; attempt?: unknown }
  if (typeof uploadId !== 'string' || typeof attempt !== 'number') {
    throw new TypeError('A settle job needs an uploadId and an attempt')
  }
  return { uploadId, attempt }
}

/** Each is safe to run twice at once: what it takes is leased or skipped by the other. */
export const PERIODIC_TASKS = [
  SWEEP_TASK,
  'delete-doomed-keys',
  'forget-idempotency-keys',
  'forget-tokens',
  'forget-unknown-keys',
  'requeue-expired-tasks',
] as const

/** A failed run is not tried again; the next minute is soon enough. */
export const PERIODIC_JOB = { maxAttempts: 1 } as const

/** With the key, a run that is still waiting when the next is due is that next one. */
export const periodicJobKey = (task: string) => `periodic-${task}`

/** A night that was missed because no worker ran is made up for by the next one that starts. */
const nightly = (task: string, match: string): CronItem => ({
  task,
  match,
  options: { maxAttempts: 3, jobKey: periodicJobKey(task), backfillPeriod: 86_400_000 },
})

export const schedule = () =>
  parseCronItems([
    ...PERIODIC_TASKS.map(
      (task): CronItem => ({
        task,
        match: '* * * * *',
        options: { ...PERIODIC_JOB, jobKey: periodicJobKey(task) },
      }),
    ),
    nightly('verify-quotas', '17 3 * * *'),
    nightly('compare-store', '27 2 * * *'),
    nightly('abort-stray-multiparts', '37 2 * * *'),
    nightly('remove-old-records', '47 3 * * *'),
  ])
