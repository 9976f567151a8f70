import { z } from 'zod'
import { OBJECT_CATALOG } from '../../domain/filter/fields.ts'
import { BUCKET_FIELD_TYPES } from '../buckets/bucket-schema.ts'
import {
  pageCursor,
  pageLimit,
  pageOffset,
  searchText,
  statusEnum,
  timestamp,
  withDefault,
} from '../common.ts'
import { filtersOf, sortOf } from '../filters.ts'
import { identifier } from '../text.ts'

export const getObjectInput = z.object({
  /** Absent: any bucket of the namespace. */
  bucket: identifier.nullish(),
  object_id: identifier,
  /** Download URLs in `blobs[].properties.presigned_url`. CONTRACT 5.6. */
  return_presigned_urls: z.boolean().default(false),
})

export const deleteObjectInput = getObjectInput.pick({ bucket: true, object_id: true })

export const objectContentInput = z.object({
  object_id: identifier,
  /** Which blob; default the first. */
  property: z.string().min(1).max(100).nullish(),
})

export const listObjectsInput = z.object({
  /** Absent: all buckets of the namespace. REST always names one. */
  bucket: identifier.nullish(),
  /** In the name of the object's first file, which its sort goes by too, and in the values of its metadata. */
  search: searchText.nullish(),
  filters: filtersOf(OBJECT_CATALOG).nullish(),
  /** Default: newest first. */
  sort: sortOf(OBJECT_CATALOG).nullish(),
  limit: pageLimit,
  offset: pageOffset.nullish(),
  cursor: pageCursor.nullish(),
  return_presigned_urls: withDefault(z.boolean(), false),
})

/** `BlobModel` of the contract. */
export const blobResponse = z.object({
  blob_id: z.string(),
  property: z.string(),
  /** Lower case, CONTRACT 3. */
  type: z.enum(BUCKET_FIELD_TYPES),
  key_prefix: z.string().nullable(),
  metadata: z.record(z.string(), z.unknown()).nullable(),
  /** The metadata once more, and the download URL where it was asked for. */
  properties: z.looseObject({ presigned_url: z.string().optional() }).nullable(),
  details: z.object({
    filename: z.string(),
    size_bytes: z.int(),
    mime_type: z.string(),
    /** SHA-256 in hex where the store verified it. */
    hash: z.string().nullable(),
  }),
  upload_id: z.string(),
  etag: z.string(),
  /** Only where nothing was found in the place of the bytes; such a blob has no URL (`BYTES_MISSING`). */
  bytes_missing_since: timestamp.optional(),
})

/**
 * `ObjectResponse`: the object's own metadata lies flat at the root beside these fields (CONTRACT 7). A member that is called
 * like one of them stands in `metadata`.
 */
export const objectResponse = z.looseObject({
  object_id: z.string(),
  bucket_id: z.string(),
  key_prefix: z.string().nullable(),
  blobs: z.array(blobResponse),
  status: statusEnum,
  created_at: timestamp,
  updated_at: timestamp,
})

/** What a member of the metadata cannot be called at the root. */
export const OBJECT_OWN_FIELDS: readonly string[] = Object.keys(objectResponse.shape)

export const listObjectsResponse = z.object({
  results: z.array(objectResponse),
  next_cursor: z.string().nullable(),
})

export const objectStatsInput = listObjectsInput.pick({ bucket: true, search: true, filters: true })

/** `ObjectListStats` of the contract. */
export const objectStatsResponse = z.object({
  total_objects: z.int(),
  total_blobs: z.int(),
  avg_blobs_per_object: z.number(),
  objects_by_status: z.record(z.string(), z.int()),
  /** More than `MAX_EXACT_COUNT` objects match, and the figures are an estimate. */
  stats_estimated: z.boolean(),
})

export const objectContentResponse = z.object({ url: z.string(), expires_at: timestamp })

export type ObjectResponse = z.output<typeof objectResponse>
