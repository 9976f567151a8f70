import { LandfallError } from '../errors/landfall-error.ts'
import { createPartsApi } from '../parts/parts-api.ts'
import { API_POLICY, withRetry } from '../retry/with-retry.ts'
import { goesInParts } from '../upload/goes-in-parts.ts'
import { createInput, type Requested } from '../upload/request-upload.ts'
import type { UploadJob } from '../upload/upload-job.ts'
import { fingerprintOf } from './fingerprint.ts'
import { isUndecided } from './upload-record.ts'
import type { PendingUpload } from './upload-store.ts'

/** The upload that was begun with the same file and the same options and is still open; `null`: begin one. */
export async function findPending(job: UploadJob, sha256: string | null): Promise<Requested | null> {
  if (!job.pending.isKept || !goesInParts(job)) return null
  job.record.fingerprint = await fingerprintOf(job, createInput(job, sha256), job.signal)
  if (job.record.fingerprint === null) return null
  for (const found of await job.pending.list()) {
    const { uploadId, fingerprint } = found
    // Held since: the same file was chosen twice, and the other one goes on with it.
    if (fingerprint !== job.record.fingerprint || job.pending.isHeld(uploadId)) continue
    job.record.takes(uploadId)
    const reopened = await reopen(job, found, sha256).catch(thrown => {
      job.onCreated(uploadId)
      throw thrown
    })
    if (reopened !== null) {
      job.onCreated(uploadId)
      return reopened
    }
    job.record.leaves()
  }
  return null
}

async function reopen(
  job: UploadJob,
  found: PendingUpload,
  sha256: string | null,
): Promise<Requested | null> {
  const { uploadId, bucketId, attempt, claim } = found
  const api = createPartsApi(job.trpc, found)
  try {
    const stored = await withRetry(job, API_POLICY, () => api.list(job.signal))
    const { partSizeBytes } = stored
    const place = { uploadId, bucketId, attempt: stored.attempt, sha256 }
    return { kind: 'ticket', ticket: { ...place, kind: 'parts', partSizeBytes, mayHaveParts: true } }
  } catch (thrown) {
    if (!(thrown instanceof LandfallError) || thrown.retry === 'same_request') throw thrown
    // Somebody finished it: the next confirm says with what.
    if (thrown.code === 'UPLOAD_SETTLED') return { kind: 'settled', uploadId, bucketId, attempt, claim }
    if (!isUndecided(thrown)) await job.pending.remove(uploadId)
    return null
  }
}
