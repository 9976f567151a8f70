import { createBucket, getBucket } from '../../services/buckets/buckets.ts'
import { bucketResponse, createBucketInput, getBucketInput } from '../../wire/buckets/bucket.ts'
import { procedureFor, router } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'
import { listBucketsProcedure } from './list-buckets.ts'
import { toBucketResponse } from './to-bucket-response.ts'

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

export const bucketsRouter = router({ create, get, list: listBucketsProcedure })
