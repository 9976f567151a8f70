import type { Actor } from '../../domain/actor.ts'
import { notFound, type Result, succeed } from '../../domain/result.ts'
import type { UploadRecord } from '../../domain/upload.ts'
import { seesUpload } from '../../domain/upload-token.ts'
import type { ServiceDeps } from '../deps.ts'
import { quotaToldTo } from '../quotas/quota-error.ts'

export interface UploadRef {
  /** Id or name of the bucket in the path, where an upload of another bucket is not found; null: any bucket. */
  bucket: string | null
  uploadId: string
}

/**
 * A stranger's upload, another bucket's and a missing one get the same answer; to a token, every upload that was not made
 * with it is a stranger's. Whatever works on one upload finds it here.
 */
export async function findUpload(
  deps: ServiceDeps,
  actor: Actor,
  ref: UploadRef,
): Promise<Result<UploadRecord>> {
  const upload = await deps.uploads.find(actor, ref.uploadId)
  const isInBucket =
    ref.bucket === null || upload?.bucketId === ref.bucket || upload?.bucketName === ref.bucket
  return upload && isInBucket && seesUpload(actor, upload)
    ? succeed(toldTo(actor, upload))
    : notFound('upload', ref.uploadId)
}

/** What is kept of a refusal is for the operator too, and says more than a token is told. */
export const toldTo = (actor: Actor, upload: UploadRecord): UploadRecord =>
  upload.lastError === null ? upload : { ...upload, lastError: quotaToldTo(actor, upload.lastError) }
