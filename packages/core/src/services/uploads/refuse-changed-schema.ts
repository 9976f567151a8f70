import type { DomainError } from '../../domain/errors.ts'
import type { UploadRecord } from '../../domain/upload.ts'
import type { ServiceDeps } from '../deps.ts'
import { refuseBySchema } from './check-schema.ts'

/** What fitted when the upload was created has to fit what the bucket asks of its objects now (CONTRACT 4.1). */
export async function refuseChangedSchema(
  deps: ServiceDeps,
  upload: UploadRecord,
): Promise<DomainError | null> {
  if (!upload.schemaChanged || !upload.createObject) return null
  const bucket = await deps.buckets.find(upload, upload.bucketId)
  const refusal = bucket && refuseBySchema(bucket, { ...upload, blobType: null })
  if (!refusal) return null
  return {
    code: 'SCHEMA_CHANGED',
    message: `The schema of the bucket was changed, and this upload does not fit it any more: ${refusal.message}`,
    details: { upload_id: upload.uploadId, issues: refusal.issues },
  }
}
