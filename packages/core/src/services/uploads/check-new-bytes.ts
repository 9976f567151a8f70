import { allowsContentType, type BucketRecord, maxFileBytes } from '../../domain/bucket.ts'
import type { DomainError } from '../../domain/errors.ts'
import { MAX_SINGLE_PUT_BYTES } from '../../wire/limits.ts'

export interface NewBytes {
  contentType: string
  fileSizeBytes: number | null
  /** Otherwise in one PUT, which has a limit of its own. */
  inParts: boolean
}

/** Whether a bucket takes new uploads at all. What was begun still completes in a locked one (CONTRACT 0.4). */
export function refuseByState(bucket: BucketRecord): DomainError | null {
  const details = { resource: 'bucket', id: bucket.bucketId }
  if (bucket.status === 'IN_PROGRESS') {
    return { code: 'BUCKET_DELETING', message: 'This bucket is being deleted', details }
  }
  if (bucket.status !== 'ACTIVE') {
    return { code: 'BUCKET_INACTIVE', message: `This bucket is ${bucket.status}`, details }
  }
  if (bucket.isLocked) return { code: 'BUCKET_LOCKED', message: 'This bucket is locked', details }
  return null
}

/** Limits and rules on what is about to be sent; every message names the field and the limit. */
export function refuseByRules(bucket: BucketRecord, bytes: NewBytes): DomainError | null {
  if (!allowsContentType(bucket.rules, bytes.contentType)) {
    const allowed = bucket.rules.contentTypes.join(', ')
    return invalidField('content_type', `must be one of ${allowed} in this bucket`)
  }
  if (bytes.fileSizeBytes === null) {
    return bucket.rules.requireSize ? invalidField('file_size_bytes', 'is required in this bucket') : null
  }
  return refuseBySize(bucket, bytes.fileSizeBytes, bytes)
}

export function refuseBySize(
  bucket: BucketRecord,
  fileSizeBytes: number,
  { inParts }: { inParts: boolean },
): DomainError | null {
  const largest = maxFileBytes(bucket)
  if (largest !== null && fileSizeBytes > largest.limit) {
    return {
      code: 'FILE_TOO_LARGE',
      message: `file_size_bytes is ${fileSizeBytes}; this ${largest.scope} allows at most ${largest.limit} bytes`,
      details: {
        field: 'file_size_bytes',
        limit_bytes: largest.limit,
        asked_bytes: fileSizeBytes,
        scope: largest.scope,
      },
    }
  }
  if (!inParts && fileSizeBytes > MAX_SINGLE_PUT_BYTES) {
    return {
      code: 'SINGLE_PUT_TOO_LARGE',
      message: `file_size_bytes is ${fileSizeBytes}; a single PUT takes at most ${MAX_SINGLE_PUT_BYTES} bytes, larger files need multipart: send multipart: {} with the create`,
      details: { field: 'file_size_bytes', limit_bytes: MAX_SINGLE_PUT_BYTES, asked_bytes: fileSizeBytes },
    }
  }
  return null
}

export function invalidField(field: string, message: string): DomainError {
  return {
    code: 'INVALID_INPUT',
    message: `${field} ${message}`,
    issues: [{ path: [field], message, type: 'value_error' }],
  }
}
