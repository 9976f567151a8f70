import { fragment } from '../sql/statement.ts'

/** graphile-worker's name for the job of every task; its payload is `{ taskId }`, its job key the task's id. */
export const TASK_JOB = 'run-task'

/**
 * When a queued task counts as lost that no worker has leased. A worker can die between taking the job and leasing the
 * task, and the queue itself would hold that job for hours.
 */
export const PICKED_UP_BY = fragment`now() + interval '5 minutes'`
