import type { BucketRecord } from '../../domain/bucket.ts'
import type { BucketResponse } from '../../wire/buckets/bucket.ts'

export function toBucketResponse(bucket: BucketRecord): BucketResponse {
  return {
    bucket_id: bucket.bucketId,
    bucket_name: bucket.name,
    description: bucket.description,
    bucket_schema: bucket.schema,
    unique_key: bucket.uniqueKey,
    metadata: bucket.metadata,
    object_count: bucket.objectCount,
    total_size_bytes: bucket.totalSizeBytes,
    created_at: bucket.createdAt.toISOString(),
    updated_at: bucket.updatedAt.toISOString(),
    last_upload_at: bucket.lastUploadAt?.toISOString() ?? null,
    status: bucket.status,
    is_locked: bucket.isLocked,
    rules: {
      max_file_bytes: bucket.rules.maxFileBytes,
      content_types: bucket.rules.contentTypes,
      require_size: bucket.rules.requireSize,
    },
    unconfirmed: bucket.unconfirmed,
    confirm_grace: bucket.confirmGraceSeconds,
  }
}
