/**
 * One task of the queue, whatever its kind. What fails for lack of a dependency is thrown, so that the queue runs it again
 * later; a refusal is a result. Every kind may run twice at once, after a lease ran out, and starts again where it is.
 */
import type { DomainError } from '../../domain/errors.ts'
import type { LeasedTask } from '../../ports/task-board.ts'
import type { ServiceDeps } from '../deps.ts'
import { runBatchConfirm } from './run-batch-confirm.ts'
import { runBucketDelete } from './run-bucket-delete.ts'
import { giveUpConfirm, runConfirm } from './run-confirm-task.ts'
import type { TaskResult } from './task-result.ts'

/** A worker that dies loses its task to another one after this long without a sign of life. */
export const TASK_LEASE_SECONDS = 60

export async function runTask(deps: ServiceDeps, taskId: string): Promise<void> {
  const task = await deps.tasks.lease(taskId, TASK_LEASE_SECONDS)
  if (task === null) return
  await using _lease = keepLease(deps, taskId)
  const result = await run(deps, task)
  if (result !== null) await deps.tasks.finish(taskId, result)
}

function run(deps: ServiceDeps, task: LeasedTask): Promise<TaskResult | null> {
  switch (task.type) {
    case 'api_buckets_uploads_confirm':
      return runConfirm(deps, task)
    case 'api_buckets_uploads_batch_confirm':
      return runBatchConfirm(deps, task)
    case 'api_buckets_delete':
      return runBucketDelete(deps, task)
  }
}

/** For the last try of the queue: the caller polls the task and has to learn that nobody works on it any more. */
export async function failTask(deps: ServiceDeps, taskId: string, error: DomainError): Promise<void> {
  const task = await deps.tasks.lease(taskId, TASK_LEASE_SECONDS)
  if (task === null) return
  const result: TaskResult =
    task.type === 'api_buckets_uploads_confirm'
      ? await giveUpConfirm(deps, task, error)
      : { status: 'FAILED', outputs: [], error: error.message }
  await deps.tasks.finish(taskId, result)
}

function keepLease(deps: ServiceDeps, taskId: string): AsyncDisposable {
  const timer = setInterval(
    () => {
      deps.tasks.lease(taskId, TASK_LEASE_SECONDS).catch(error => {
        deps.log.warn({ taskId, err: error }, 'could not prolong the lease of a task')
      })
    },
    (TASK_LEASE_SECONDS * 1000) / 3,
  )
  return { [Symbol.asyncDispose]: async () => clearInterval(timer) }
}
