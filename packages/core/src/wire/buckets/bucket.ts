import { z } from 'zod'
import { BUCKET_CATALOG } from '../../domain/filter/fields.ts'
import { pageCursor, pageLimit, pageOffset, searchText, statusEnum, timestamp } from '../common.ts'
import { filtersOf, looseSortOf } from '../filters.ts'
import { identifier, isStorableText, jsonObject, nameText } from '../text.ts'
import { bucketSchema } from './bucket-schema.ts'

/** CONTRACT 0.19: checked at create, the size again at confirm. */
export const bucketRules = z.object({
  max_file_bytes: z.int().min(1).nullish(),
  /** `image/png` or a family, `image/*`. */
  content_types: z
    .array(
      z
        .string()
        .min(3)
        .max(255)
        .regex(/^[\w!#$&^.+*-]+\/[\w!#$&^.+*-]+$/),
    )
    .max(100)
    .nullish(),
  require_size: z.boolean().nullish(),
})

const uniqueKey = z.object({
  fields: z.array(nameText).min(1).max(20),
  default_policy: z.enum(['insert', 'update', 'upsert']).nullish(),
})

/** CONTRACT 6: the fields of a unique key are single values of the schema. */
const SCALAR_TYPES = ['string', 'text', 'number', 'integer', 'float', 'boolean', 'date', 'datetime']

function uniqueKeyFitsSchema(value: UniqueKeyParts, context: z.RefinementCtx): void {
  const properties = value.bucket_schema.properties as Record<string, unknown>
  for (const [index, field] of (value.unique_key?.fields ?? []).entries()) {
    const definition = Object.hasOwn(properties, field) ? properties[field] : undefined
    const type =
      typeof definition === 'object' && definition !== null && 'type' in definition ? definition.type : null
    if (typeof type === 'string' && SCALAR_TYPES.includes(type)) continue
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

export const createBucketInput = z
  .object({
    /** Unique in its namespace, CONTRACT 0.13. An id's prefix would make look-ups ambiguous. */
    bucket_name: nameText.refine(name => !name.startsWith('bkt_'), 'must not start with bkt_'),
    description: z.string().max(2000).refine(isStorableText, 'must not contain NUL').nullish(),
    bucket_schema: bucketSchema,
    unique_key: uniqueKey.nullish(),
    metadata: jsonObject.nullish(),
    rules: bucketRules.nullish(),
    /** What becomes of bytes whose confirm never comes. */
    unconfirmed: z.enum(['settle', 'expire']).default('settle'),
    /** Seconds that a client's own confirm is waited for, once bytes were seen. */
    confirm_grace: z.int().min(0).max(86_400).default(120),
  })
  .superRefine(uniqueKeyFitsSchema)

export const getBucketInput = z.object({ bucket: identifier })

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
  status: statusEnum,
  is_locked: z.boolean(),
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
export type BucketResponse = z.output<typeof bucketResponse>
