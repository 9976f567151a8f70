import { type DomainError, toWireError } from '../../domain/errors.ts'
import type { Result } from '../../domain/result.ts'
import type { JsonObject } from '../../domain/upload.ts'
import type { LeasedTask } from '../../ports/task-board.ts'
import type { ServiceDeps } from '../deps.ts'
import { settleUpload } from '../uploads/settle-upload.ts'
import type { Settlement } from '../uploads/settled-answer.ts'
import type { TaskResult } from './task-result.ts'

export type ConfirmWork = Extract<LeasedTask, { type: 'api_buckets_uploads_confirm' }>

/**
 * The background half of a confirm. May run twice at once (a lease ran out, the first worker lives after all): settle
 * is idempotent, and the second to finish changes nothing.
 */
export async function runConfirm(deps: ServiceDeps, { uploadId, claim }: ConfirmWork): Promise<TaskResult> {
  const upload = await deps.uploads.findById(uploadId)
  if (upload === null) return { status: 'FAILED', outputs: [], error: 'The upload is gone' }
  const intent = { kind: 'confirm', claim, settledBy: 'client', mayDefer: false } as const
  const result = await settleUpload(deps, upload, intent)
  if (!result.ok) await deps.uploads.setLastError(uploadId, upload.attempt, lastErrorOf(result.error))
  return taskResultOf(uploadId, result)
}

/** The caller polls the task and has to learn that nobody works on it any more. */
export async function giveUpConfirm(
  deps: ServiceDeps,
  { uploadId }: Pick<ConfirmWork, 'uploadId'>,
  error: DomainError,
): Promise<TaskResult> {
  const upload = await deps.uploads.findById(uploadId)
  if (upload) await deps.uploads.setLastError(uploadId, upload.attempt, lastErrorOf(error))
  return taskResultOf(uploadId, { ok: false, error })
}

export const lastErrorOf = ({ code, message, details }: DomainError) => ({
  code,
  message,
  details: details ?? {},
})

function taskResultOf(uploadId: string, result: Result<Settlement>): TaskResult {
  return {
    status: result.ok ? 'COMPLETED' : 'FAILED',
    outputs: [outputOf(uploadId, result)],
    error: result.ok ? null : result.error.message,
  }
}

/** CONTRACT 0.6: a result per upload. */
export function outputOf(uploadId: string, result: Result<Settlement>): JsonObject {
  if (!result.ok) return { upload_id: uploadId, error: toWireError(result.error) }
  const { upload } = result.value
  return { upload_id: uploadId, status: upload.status, object_id: upload.objectId }
}
