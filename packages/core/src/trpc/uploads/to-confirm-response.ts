import type { Settlement } from '../../services/uploads/settled-answer.ts'
import type { ConfirmUploadResponse } from '../../wire/uploads/confirm-upload.ts'
import { fileHashOf, outcomeMessage, toReceipt } from './to-upload-response.ts'

export function toConfirmResponse(settlement: Settlement): ConfirmUploadResponse {
  const { upload } = settlement
  const isProcessing = settlement.kind === 'processing'
  return {
    upload_id: upload.uploadId,
    status: isProcessing ? 'PROCESSING' : upload.status,
    etag: upload.etag,
    file_size_bytes: upload.fileSizeBytes,
    file_hash: fileHashOf(upload),
    verified_at: upload.verifiedAt?.toISOString() ?? null,
    completed_at: upload.completedAt?.toISOString() ?? null,
    object_id: upload.objectId ?? upload.existingObjectId,
    task_id: isProcessing ? settlement.taskId : null,
    message: messageOf(settlement),
    receipt: toReceipt(upload.receipt),
  }
}

/** Equal for the first answer and every replay of it; only a later deletion of the object shows (CONTRACT 0.4). */
function messageOf(settlement: Settlement): string | null {
  if (settlement.kind === 'processing')
    return 'The upload is being confirmed in the background; poll the task.'
  if (settlement.upload.objectDeleted) return 'This upload was confirmed; its object has been deleted since.'
  return outcomeMessage(settlement.upload)
}
