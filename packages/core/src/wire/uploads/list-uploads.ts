import { z } from 'zod'
import { UPLOAD_CATALOG } from '../../domain/filter/fields.ts'
import { pageCursor, pageLimit, pageOffset, searchText, withDefault } from '../common.ts'
import { filtersOf, sortOf } from '../filters.ts'
import { identifier, nameText } from '../text.ts'
import { uploadResponse } from './upload-response.ts'

const storedStatus = z.enum(['PENDING', 'IN_PROGRESS', 'COMPLETED', 'FAILED', 'CANCELED', 'SKIPPED'])

export const listUploadsInput = z.object({
  /** Absent: all buckets of the namespace. REST always names one. */
  bucket: identifier.nullish(),
  /** One, or any of several. */
  status: z.union([storedStatus, z.array(storedStatus).min(1).max(6)]).nullish(),
  /** In the file's name and in the values of `metadata`. */
  search: searchText.nullish(),
  filters: filtersOf(UPLOAD_CATALOG).nullish(),
  /** Default: newest first. */
  sort: sortOf(UPLOAD_CATALOG).nullish(),
  owner: nameText.nullish(),
  limit: pageLimit,
  offset: pageOffset.nullish(),
  cursor: pageCursor.nullish(),
  return_presigned_urls: withDefault(z.boolean(), false),
})

/** tRPC lists carry no totals (CONTRACT 0.16). */
export const listUploadsResponse = z.object({
  results: z.array(uploadResponse),
  next_cursor: z.string().nullable(),
})

export const uploadStatsInput = listUploadsInput.pick({
  bucket: true,
  status: true,
  search: true,
  filters: true,
  owner: true,
})

/** `UploadListStats` of the contract. */
export const uploadStatsResponse = z.object({
  total_uploads: z.int(),
  total_size_bytes: z.int(),
  uploads_by_status: z.record(z.string(), z.int()),
  avg_file_size_bytes: z.number(),
  unique_buckets: z.int(),
  /** More than `MAX_EXACT_COUNT` uploads match, and the figures are an estimate. */
  stats_estimated: z.boolean(),
})

export type ListUploadsInput = z.input<typeof listUploadsInput>
export type ListUploadsResponse = z.output<typeof listUploadsResponse>
