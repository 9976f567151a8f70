/** graphile-worker's name for the job; its payload is `{ taskId }`, its job key the task's id. */
export const CONFIRM_JOB = 'confirm-upload'
