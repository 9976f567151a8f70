import type { BucketRecord } from '../../domain/bucket.ts'
import type { ServiceDeps } from '../../services/deps.ts'
import type { BucketResponse } from '../../wire/buckets/bucket.ts'

/** No processing batches are ever made here. */
const NO_BATCHES = { total: 0, active: 0, completed: 0, failed: 0 }

type Sizes = { min: number; max: number } | undefined

function toBucketResponse(bucket: BucketRecord, sizes: Sizes): BucketResponse {
  const { totalSizeBytes, objectCount } = bucket
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
    stats_updated_at: new Date().toISOString(),
    status: bucket.status,
    is_locked: bucket.isLocked,
    batch_stats: NO_BATCHES,
    storage_stats: {
      total_size_bytes: totalSizeBytes,
      avg_size_bytes: objectCount === 0 ? 0 : Math.floor(totalSizeBytes / objectCount),
      max_size_bytes: sizes?.max ?? 0,
      min_size_bytes: sizes?.min ?? 0,
    },
    rules: {
      max_file_bytes: bucket.rules.maxFileBytes,
      content_types: bucket.rules.contentTypes,
      require_size: bucket.rules.requireSize,
    },
    unconfirmed: bucket.unconfirmed,
    confirm_grace: bucket.confirmGraceSeconds,
  }
}

/** With the sizes of their files, of a whole page at once. */
export async function toBucketResponses(
  services: ServiceDeps,
  buckets: readonly BucketRecord[],
): Promise<BucketResponse[]> {
  const sizes = await services.buckets.fileSizes(buckets.map(({ bucketId }) => bucketId))
  return buckets.map(bucket => toBucketResponse(bucket, sizes.get(bucket.bucketId)))
}

export async function toCountedBucket(services: ServiceDeps, bucket: BucketRecord): Promise<BucketResponse> {
  const sizes = await services.buckets.fileSizes([bucket.bucketId])
  return toBucketResponse(bucket, sizes.get(bucket.bucketId))
}

/** Nothing lies in it yet. */
export const toNewBucket = (bucket: BucketRecord): BucketResponse => toBucketResponse(bucket, undefined)
