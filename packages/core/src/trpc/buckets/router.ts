import type { z } from 'zod'
import { createBucket, getBucket } from '../../services/buckets/buckets.ts'
import { deleteBucket, updateBucket } from '../../services/buckets/change-bucket.ts'
import {
  bucketResponse,
  type bucketRules,
  createBucketInput,
  deleteBucketResponse,
  getBucketInput,
  updateBucketInput,
} from '../../wire/buckets/bucket.ts'
import { procedureFor, router } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'
import { listBucketsProcedure } from './list-buckets.ts'
import { toCountedBucket, toNewBucket } from './to-bucket-response.ts'

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
      rules: toRules(input.rules ?? {}),
      unconfirmed: input.unconfirmed,
      confirmGraceSeconds: input.confirm_grace,
    })
    return toNewBucket(unwrap(bucket))
  })

const get = procedureFor('read')
  .input(getBucketInput)
  .output(bucketResponse)
  .query(async ({ ctx, input }) =>
    toCountedBucket(ctx.services, unwrap(await getBucket(ctx.services, ctx.actor, input.bucket))),
  )

const update = procedureFor('write')
  .input(updateBucketInput)
  .output(bucketResponse)
  .mutation(async ({ ctx, input }) => {
    const { bucket, rules } = input
    const changes = {
      name: input.bucket_name ?? undefined,
      description: input.description ?? undefined,
      metadata: input.metadata ?? undefined,
      schema: input.bucket_schema ?? undefined,
      rules: rules ? toRules(rules) : undefined,
      unconfirmed: input.unconfirmed ?? undefined,
      confirmGraceSeconds: input.confirm_grace ?? undefined,
      isLocked: input.is_locked ?? undefined,
      status: input.status ?? undefined,
    }
    const updated = unwrap(await updateBucket(ctx.services, ctx.actor, { bucket, changes: given(changes) }))
    return toCountedBucket(ctx.services, updated)
  })

const remove = procedureFor('delete')
  .input(getBucketInput)
  .output(deleteBucketResponse)
  .mutation(async ({ ctx, input }) => {
    const { taskId, bucket } = unwrap(await deleteBucket(ctx.services, ctx.actor, input.bucket))
    return {
      task_id: taskId,
      status: 'PENDING' as const,
      bucket_id: bucket.bucketId,
      bucket_name: bucket.name,
      object_count: bucket.objectCount,
    }
  })

const toRules = (rules: z.output<typeof bucketRules>) => ({
  maxFileBytes: rules.max_file_bytes ?? null,
  contentTypes: rules.content_types ?? [],
  requireSize: rules.require_size ?? false,
})

type Given<TChanges> = { [Name in keyof TChanges]?: Exclude<TChanges[Name], undefined> }

/** Without what is undefined. */
const given = <TChanges extends object>(changes: TChanges) =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Given<TChanges>

export const bucketsRouter = router({ create, get, list: listBucketsProcedure, update, delete: remove })
