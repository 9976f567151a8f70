import { z } from 'zod'
import { byteCount, statusEnum, timestamp } from '../common.ts'
import { MAX_BATCH_ITEMS } from '../limits.ts'
import { taskResponse } from '../tasks/task.ts'
import { identifier, isStorableText } from '../text.ts'
import { agreeOnDigest, digestFields } from './claims.ts'
import { receiptSchema } from './upload-response.ts'

/** What a client says it sent. Every part is optional; what is given is compared. */
const claimFields = {
  /**
   * As the store answered it, with or without quotes. Of an upload in parts: the multipart form, the MD5 of the MD5s of
   * its parts, a dash and their number.
   */
  etag: z.string().max(1024).refine(isStorableText, 'must not contain NUL').nullish(),
  file_size_bytes: byteCount.nullish(),
  ...digestFields,
}

/** `ConfirmUploadRequest`: what the client says it sent. Every part is optional; what is given is compared. */
export const confirmUploadInput = z
  .object({
    bucket: identifier,
    upload_id: identifier,
    ...claimFields,
    /** Answer PROCESSING with a `task_id` at once. Query parameter in REST. */
    async: z.boolean().default(false),
  })
  .superRefine(agreeOnDigest)

/** `ConfirmUploadResponse`; the same answer for ever once settled. */
export const confirmUploadResponse = z.object({
  upload_id: z.string(),
  /** COMPLETED, SKIPPED, or PROCESSING with a `task_id`. */
  status: statusEnum,
  etag: z.string().nullable(),
  file_size_bytes: byteCount.nullable(),
  file_hash: z.string().nullable(),
  verified_at: timestamp.nullable(),
  completed_at: timestamp.nullable(),
  object_id: z.string().nullable(),
  task_id: z.string().nullable(),
  message: z.string().nullable(),
  receipt: receiptSchema.nullable(),
})

/** `BatchConfirmRequest`. */
export const confirmUploadsInput = z.object({
  bucket: identifier,
  confirmations: z
    .array(z.object({ upload_id: identifier, ...claimFields }).superRefine(agreeOnDigest))
    .min(1)
    .max(MAX_BATCH_ITEMS),
})

/** `BatchConfirmResponse`: always in the background. */
export const confirmUploadsResponse = z.object({
  task_id: z.string(),
  status: statusEnum,
  confirmations_count: z.int(),
  task: taskResponse,
  message: z.string(),
})

export type ConfirmUploadsInput = z.input<typeof confirmUploadsInput>
export type ConfirmUploadInput = z.input<typeof confirmUploadInput>
export type ConfirmUploadResponse = z.output<typeof confirmUploadResponse>
