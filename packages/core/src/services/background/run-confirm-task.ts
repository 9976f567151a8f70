import { type DomainError, toWireError } from '../../domain/errors.ts'
import type { Result } from '../../domain/result.ts'
import type { JsonObject } from '../../domain/upload.ts'
import type { ServiceDeps } from '../deps.ts'
import { settleUpload } from '../uploads/settle-upload.ts'
import type { Settlement } from '../uploads/settled-answer.ts'

/** A worker that dies loses its task to another one after this long without a sign of life. */
export const TASK_LEASE_SECONDS = 60

/**
 * The background half of a confirm. May run twice at once (a lease ran out, the first worker lives after all): settle
 * is idempotent, and the second to finish changes nothing. What fails for lack of a dependency is thrown, so that the
 * queue runs it again later.
 */
export async function runConfirmTask(deps: ServiceDeps, taskId: string): Promise<void> {
  const task = await deps.tasks.lease(taskId, TASK_LEASE_SECONDS)
  if (task === null) return
  const upload = await deps.uploads.findById(task.uploadId)
  if (upload === null) {
    await deps.tasks.finish(taskId, { status: 'FAILED', outputs: [], error: 'The upload is gone' })
    return
  }
  await using _lease = keepLease(deps, taskId)
  const intent = { kind: 'confirm', claim: task.claim, settledBy: 'client', mayDefer: false } as const
  const result = await settleUpload(deps, upload, intent)
  if (!result.ok) await deps.uploads.setLastError(upload.uploadId, upload.attempt, lastErrorOf(result.error))
  await deps.tasks.finish(taskId, taskResultOf(task.uploadId, result))
}

/** For the last try of the queue: the caller polls the task and has to learn that nobody works on it any more. */
export async function failConfirmTask(deps: ServiceDeps, taskId: string, error: DomainError): Promise<void> {
  const task = await deps.tasks.lease(taskId, TASK_LEASE_SECONDS)
  if (task === null) return
  const upload = await deps.uploads.findById(task.uploadId)
  if (upload) await deps.uploads.setLastError(upload.uploadId, upload.attempt, lastErrorOf(error))
  await deps.tasks.finish(taskId, taskResultOf(task.uploadId, { ok: false, error }))
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

const lastErrorOf = ({ code, message, details }: DomainError) => ({ code, message, details: details ?? {} })

function taskResultOf(uploadId: string, result: Result<Settlement>) {
  const output = result.ok ? settledOutput(result.value) : { error: toWireError(result.error) }
  return {
    status: result.ok ? ('COMPLETED' as const) : ('FAILED' as const),
    outputs: [{ upload_id: uploadId, ...output }] satisfies JsonObject[],
    error: result.ok ? null : result.error.message,
  }
}

const settledOutput = ({ upload }: Settlement) => ({ status: upload.status, object_id: upload.objectId })
