import type { Actor } from '../../domain/actor.ts'
import type { DomainError } from '../../domain/errors.ts'
import { type Result, refuse, succeed } from '../../domain/result.ts'
import type { UploadRecord } from '../../domain/upload.ts'
import { isOpen } from '../../domain/upload-state.ts'
import type { Claim } from '../../domain/verify-object.ts'
import type { ServiceDeps } from '../deps.ts'
import { answerReplay } from './answer-replay.ts'
import { supersededError } from './confirm-refusal.ts'
import { findUpload, type UploadRef } from './find-upload.ts'
import { settleUpload } from './settle-upload.ts'
import type { Settlement } from './settled-answer.ts'

export interface ConfirmUpload extends UploadRef {
  claim: Claim
  /** Answer at once with a task. */
  isAsync: boolean
}

export async function confirmUpload(
  deps: ServiceDeps,
  actor: Actor,
  input: ConfirmUpload,
): Promise<Result<Settlement>> {
  const found = await findUpload(deps, actor, input)
  if (!found.ok) return found
  const upload = found.value
  if (!isOpen(upload.status)) return answerReplay(deps, upload, input.claim)
  if (upload.bucketStatus === 'IN_PROGRESS') return refuse(bucketDeleting(upload))
  if (upload.liveTaskId) return succeed({ kind: 'processing', upload, taskId: upload.liveTaskId })
  if (input.isAsync) return confirmLater(deps, upload, input.claim)
  return settleUpload(deps, upload, {
    kind: 'confirm',
    claim: input.claim,
    settledBy: 'client',
    mayDefer: true,
  })
}

async function confirmLater(
  deps: ServiceDeps,
  upload: UploadRecord,
  claim: Claim,
): Promise<Result<Settlement>> {
  const { uploadId, attempt } = upload
  const started = await deps.tasks.startConfirm({ taskId: deps.ids.next('task'), uploadId, attempt, claim })
  if (started) return succeed({ kind: 'processing', upload, taskId: started.taskId })
  const settled = (await deps.uploads.findById(uploadId)) ?? upload
  return isOpen(settled.status) ? refuse(supersededError(settled)) : answerReplay(deps, settled, claim)
}

function bucketDeleting(upload: UploadRecord): DomainError {
  return {
    code: 'BUCKET_DELETING',
    message: 'This bucket is being deleted',
    details: { resource: 'bucket', id: upload.bucketId },
  }
}
