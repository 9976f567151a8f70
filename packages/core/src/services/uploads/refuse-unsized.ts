import type { DomainError } from '../../domain/errors.ts'
import type { UploadRecord } from '../../domain/upload.ts'
import type { ServiceDeps } from '../deps.ts'
import { refuseBySize } from './check-new-bytes.ts'

/** Limits were checked at create for a declared size; without one, this is the first time that there is a size. */
export async function refuseUnsized(
  deps: ServiceDeps,
  upload: UploadRecord,
  sizeBytes: number,
): Promise<DomainError | null> {
  if (upload.fileSizeBytes !== null) return null
  const bucket = await deps.buckets.find(upload, upload.bucketId)
  return bucket && refuseBySize(bucket, sizeBytes, { inParts: upload.multipart !== null })
}
