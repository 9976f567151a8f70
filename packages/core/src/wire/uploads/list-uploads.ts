import { z } from 'zod'
import { pageCursor, pageLimit, pageOffset } from '../common.ts'
import { identifier, nameText } from '../text.ts'
import { uploadResponse } from './upload-response.ts'

export const listUploadsInput = z.object({
  bucket: identifier,
  status: z.enum(['PENDING', 'IN_PROGRESS', 'COMPLETED', 'FAILED', 'CANCELED', 'SKIPPED']).nullish(),
  owner: nameText.nullish(),
  limit: pageLimit,
  offset: pageOffset.nullish(),
  cursor: pageCursor.nullish(),
  return_presigned_urls: z.boolean().default(false),
})

/** tRPC lists carry no totals (CONTRACT 0.16). */
export const listUploadsResponse = z.object({
  results: z.array(uploadResponse),
  next_cursor: z.string().nullable(),
})

export const uploadStatsInput = listUploadsInput.pick({ bucket: true, status: true, owner: true })

/** `UploadListStats` of the contract. */
export const uploadStatsResponse = z.object({
  total_uploads: z.int(),
  total_size_bytes: z.int(),
  uploads_by_status: z.record(z.string(), z.int()),
  avg_file_size_bytes: z.number(),
  unique_buckets: z.int(),
})

export type ListUploadsInput = z.input<typeof listUploadsInput>
export type ListUploadsResponse = z.output<typeof listUploadsResponse>
