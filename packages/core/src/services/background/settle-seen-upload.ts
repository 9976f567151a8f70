import type { Result } from '../../domain/result.ts'
import { isOpen } from '../../domain/upload-state.ts'
import { EMPTY_CLAIM } from '../../domain/verify-object.ts'
import type { ServiceDeps } from '../deps.ts'
import { settleUpload } from '../uploads/settle-upload.ts'
import type { Settlement } from '../uploads/settled-answer.ts'

/**
 * Settles an upload whose bytes an event told of and whose client said nothing. The client, a task that confirms, the
 * sweep and a renewal may all have been faster; then there is nothing to do. `null`: nothing was tried.
 */
export async function settleSeenUpload(
  deps: ServiceDeps,
  { uploadId, attempt }: { uploadId: string; attempt: number },
): Promise<Result<Settlement> | null> {
  const upload = await deps.uploads.findById(uploadId)
  if (upload === null || !isOpen(upload.status) || upload.attempt !== attempt) return null
  if (upload.liveTaskId !== null || upload.bucketStatus === 'IN_PROGRESS') return null
  const bucket = await deps.buckets.find(upload, upload.bucketId)
  if (bucket?.unconfirmed !== 'settle') return null

  const result = await settleUpload(deps, upload, {
    kind: 'confirm',
    claim: EMPTY_CLAIM,
    settledBy: 'event',
    // This is background work already.
    mayDefer: false,
  })
  if (!result.ok) {
    const { code, message, details = {} } = result.error
    await deps.uploads.setLastError(uploadId, attempt, { code, message, details })
  }
  return result
}
