import { z } from 'zod'
import { BUCKET_CATALOG } from '../../domain/filter/fields.ts'
import { SCALAR_FIELD_TYPES } from '../../domain/unique-key.ts'
import {
  pageCursor,
  pageLimit,
  pageOffset,
  searchText,
  statusEnum,
  timestamp,
  withDefault,
} from '../common.ts'
import { filtersOf, looseSortOf } from '../filters.ts'
import { identifier, isStorableText, jsonObject, nameText } from '../text.ts'
import { bucketSchema } from './bucket-schema.ts'

/** `image/png` or a family, `image/*`. */
export const mediaRange = z
  .string()
  .min(3)
  .max(255)
  .regex(/^[\w!#$&^.+*-]+\/[\w!#$&^.+*-]+$/)

/** CONTRACT 0.19: checked at create, the size again at confirm. */
export const bucketRules = z.object({
  max_file_bytes: z.int().min(1).nullish(),
  content_types: z.array(mediaRange).max(100).nullish(),
  require_size: z.boolean().nullish(),
})

const uniqueKey = z.object({
  fields: z.array(nameText).min(1).max(20),
  default_policy: z.enum(['insert', 'update', 'upsert']).nullish(),
})

function uniqueKeyFitsSchema(value: UniqueKeyParts, context: z.RefinementCtx): void {
  const properties = value.bucket_schema.properties as Record<string, unknown>
  for (const [index, field] of (value.unique_key?.fields ?? []).entries()) {
    const definition = Object.hasOwn(properties, field) ? properties[field] : undefined
    const type =
      typeof definition === 'object' && definition !== null && 'type' in definition ? definition.type : null
    if (typeof type === 'string' && SCALAR_FIELD_TYPES.includes(type)) continue
    const message =
      definition === undefined
        ? 'is not in bucket_schema.properties'
        : 'is not a single value in bucket_schema'
    context.addIssue({ code: 'custom', path: ['unique_key', 'fields', index], message })
  }
}

interface UniqueKeyParts {
  bucket_schema: Record<string, unknown>
  unique_key?: { fields: string[] } | null | undefined
}

const bucketName = nameText.refine(name => !name.startsWith('bkt_'), 'must not start with bkt_')
const description = z.string().max(2000).refine(isStorableText, 'must not contain NUL')
const unconfirmed = z.enum(['settle', 'expire'])
const confirmGrace = z.int().min(0).max(86_400)

export const createBucketInput = z
  .object({
    /** Unique in its namespace, CONTRACT 0.13. An id's prefix would make look-ups ambiguous. */
    bucket_name: bucketName,
    description: description.nullish(),
    bucket_schema: bucketSchema,
    unique_key: uniqueKey.nullish(),
    metadata: jsonObject.nullish(),
    rules: bucketRules.nullish(),
    /** What becomes of bytes whose confirm never comes. */
    unconfirmed: withDefault(unconfirmed, 'settle'),
    /** Seconds that a client's own confirm is waited for, once bytes were seen. */
    confirm_grace: withDefault(confirmGrace, 120),
  })
  .superRefine(uniqueKeyFitsSchema)

export const getBucketInput = z.object({ bucket: identifier })

/**
 * `BucketPatchRequest` and `BucketUpdateRequest`: what is absent or null stays as it is. The unique key cannot be changed.
 * From `rules` on they are additions.
 */
export const updateBucketInput = z.object({
  bucket: identifier,
  bucket_name: bucketName.nullish(),
  description: description.nullish(),
  metadata: jsonObject.nullish(),
  bucket_schema: bucketSchema.nullish(),
  rules: bucketRules.nullish(),
  unconfirmed: unconfirmed.nullish(),
  confirm_grace: confirmGrace.nullish(),
  /** Read-only: takes no new uploads and objects, but completes what was begun. */
  is_locked: z.boolean().nullish(),
  status: z.enum(['ACTIVE', 'ARCHIVED', 'SUSPENDED']).nullish(),
})

/** CONTRACT 6: poll the task. */
export const deleteBucketResponse = z.object({
  task_id: z.string(),
  status: statusEnum,
  bucket_id: z.string(),
  bucket_name: z.string(),
  object_count: z.int(),
})

export const listBucketsInput = z.object({
  /** In id, name and description. */
  search: searchText.nullish(),
  filters: filtersOf(BUCKET_CATALOG).nullish(),
  /** Default: newest first. */
  sort: looseSortOf(BUCKET_CATALOG, ['created_at']).nullish(),
  limit: pageLimit,
  offset: pageOffset.nullish(),
  cursor: pageCursor.nullish(),
})

const json = z.record(z.string(), z.unknown())

export const bucketResponse = z.object({
  bucket_id: z.string(),
  bucket_name: z.string(),
  description: z.string().nullable(),
  bucket_schema: json.nullable(),
  unique_key: json.nullable(),
  metadata: json.nullable(),
  object_count: z.int(),
  total_size_bytes: z.int(),
  created_at: timestamp,
  updated_at: timestamp,
  last_upload_at: timestamp.nullable(),
  /** When the sizes of files were looked at, which is as they are asked for. */
  stats_updated_at: timestamp,
  status: statusEnum,
  is_locked: z.boolean(),
  /** Of processing batches, of which there are none here. */
  batch_stats: z.object({ total: z.int(), active: z.int(), completed: z.int(), failed: z.int() }),
  /** Of stored files; the average is by object. */
  storage_stats: z.object({
    total_size_bytes: z.int(),
    avg_size_bytes: z.int(),
    max_size_bytes: z.int(),
    min_size_bytes: z.int(),
  }),
  rules: z.object({
    max_file_bytes: z.int().nullable(),
    content_types: z.array(z.string()),
    require_size: z.boolean(),
  }),
  unconfirmed: z.enum(['settle', 'expire']),
  confirm_grace: z.int(),
})

export const listBucketsResponse = z.object({
  results: z.array(bucketResponse),
  total_count: z.int(),
  next_cursor: z.string().nullable(),
  /** `BucketListStats` of the contract, over all that match. */
  stats: z.object({
    total_objects: z.int(),
    total_size_bytes: z.int(),
    avg_objects_per_bucket: z.number(),
    avg_size_per_bucket: z.number(),
  }),
})

export type CreateBucketInput = z.input<typeof createBucketInput>
export type UpdateBucketInput = z.input<typeof updateBucketInput>
export type BucketResponse = z.output<typeof bucketResponse>
