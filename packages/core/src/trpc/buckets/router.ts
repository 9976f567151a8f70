import type { BucketRecord } from '../../domain/bucket.ts'
import type { BucketPage } from '../../ports/bucket-registry.ts'
import { createBucket, getBucket } from '../../services/buckets/buckets.ts'
import { listBuckets } from '../../services/buckets/list-buckets.ts'
import {
  type BucketResponse,
  bucketResponse,
  createBucketInput,
  getBucketInput,
  listBucketsInput,
  listBucketsResponse,
} from '../../wire/buckets/bucket.ts'
import { procedureFor, router } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'

const create = procedureFor('write')
  .input(createBucketInput)
  .output(bucketResponse)
  .mutation(async ({ ctx, input }) => {
    const bucket = await createBucket(ctx.services, ctx.actor, {
      name: input.bucket_name,
      description: input.description ?? null,
      schema: input.bucket_schema,
      uniqueKey: input.unique_key ?? null,
      metadata: input.metadata ?? null,
      rules: {
        maxFileBytes: input.rules?.max_file_bytes ?? null,
        contentTypes: input.rules?.content_types ?? [],
        requireSize: input.rules?.require_size ?? false,
      },
      unconfirmed: input.unconfirmed,
      confirmGraceSeconds: input.confirm_grace,
    })
    return toBucketResponse(unwrap(bucket))
  })

const get = procedureFor('read')
  .input(getBucketInput)
  .output(bucketResponse)
  .query(async ({ ctx, input }) =>
    toBucketResponse(unwrap(await getBucket(ctx.services, ctx.actor, input.bucket))),
  )

const list = procedureFor('read')
  .input(listBucketsInput)
  .output(listBucketsResponse)
  .query(async ({ ctx, input }) => {
    const page = unwrap(
      await listBuckets(ctx.services, ctx.actor, {
        search: input.search ?? undefined,
        filter: input.filters ?? undefined,
        sort: input.sort ?? undefined,
        limit: input.limit,
        offset: input.offset ?? 0,
        cursor: input.cursor ?? undefined,
      }),
    )
    return toListResponse(page)
  })

export const bucketsRouter = router({ create, get, list })

function toListResponse({ buckets, nextCursor, total, totalObjects, totalSizeBytes }: BucketPage) {
  const average = (sum: number) => (total === 0 ? 0 : sum / total)
  return {
    results: buckets.map(toBucketResponse),
    total_count: total,
    next_cursor: nextCursor,
    stats: {
      total_objects: totalObjects,
      total_size_bytes: totalSizeBytes,
      avg_objects_per_bucket: average(totalObjects),
      avg_size_per_bucket: average(totalSizeBytes),
    },
  }
}

function toBucketResponse(bucket: BucketRecord): BucketResponse {
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
