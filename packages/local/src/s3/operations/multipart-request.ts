import type { Bucket } from '../disk/bucket.ts'
import type { OpenUpload } from '../disk/upload-meta.ts'
import type { Query } from '../http/request-target.ts'
import type { S3Request } from '../http/s3-request.ts'
import { S3Error } from '../s3-error.ts'
import { invalidArgument } from './list-request.ts'

/** What the operations on a multipart upload read from their requests. */
const MAX_PART_NUMBER = 10_000

export function noSuchUpload(uploadId: string): S3Error {
  return new S3Error('NoSuchUpload', { details: { UploadId: uploadId } })
}

export function readUploadId(request: S3Request): string {
  return request.target.query.get('uploadId') ?? ''
}

/** Aborted and completed uploads are gone, and an id under another key was never there. */
export function requireUpload(bucket: Bucket, request: S3Request): OpenUpload {
  const uploadId = readUploadId(request)
  const upload = bucket.uploads.find(uploadId, request.target.key)
  if (!upload) throw noSuchUpload(uploadId)
  return upload
}

export function readPartNumber(query: Query): number {
  const text = query.get('partNumber') ?? ''
  const partNumber = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (partNumber >= 1 && partNumber <= MAX_PART_NUMBER) return partNumber
  throw invalidArgument(
    'partNumber',
    text,
    `Part number must be an integer between 1 and ${MAX_PART_NUMBER}, inclusive`,
  )
}
