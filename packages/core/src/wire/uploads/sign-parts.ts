import { z } from 'zod'
import { byteCount, timestamp } from '../common.ts'
import { MAX_PARTS, MAX_SIGNED_PARTS } from '../limits.ts'
import { identifier } from '../text.ts'
import { expirationSeconds } from './create-upload.ts'

/** From 1 to the upload's `part_count`. */
const partNumber = z.int().min(1).max(MAX_PARTS)

/**
 * URLs for parts of an upload that was created with `multipart`; asked again, a part gets a fresh one. The first call
 * begins the multipart in the store. Each call keeps the upload open for another `presigned_url_expiration`.
 */
export const signPartsInput = z.object({
  bucket: identifier,
  upload_id: identifier,
  part_numbers: z
    .array(partNumber)
    .min(1)
    .max(MAX_SIGNED_PARTS)
    .refine(numbers => new Set(numbers).size === numbers.length, 'must not name a part twice'),
  /**
   * Of an upload created without a size, once it is known: at the latest with the last part, whose length follows from it.
   * Until then every part is signed, and reserved, at its full size.
   */
  file_size_bytes: byteCount.nullish(),
  /** Life of these URLs in seconds; default: as at create. */
  presigned_url_expiration: expirationSeconds.nullish(),
})

const signedPart = z.object({
  part_number: z.int(),
  /** PUT, with a body of exactly `content_length` bytes. The answer's ETag is worth keeping for the confirm. */
  presigned_url: z.string(),
  content_length: byteCount,
  /** What the PUT has to send beside its content-length; HTTP clients set that one from the body. */
  upload_headers: z.record(z.string(), z.string()),
  expires_at: timestamp,
})

export const signPartsResponse = z.object({
  upload_id: z.string(),
  /** A renewal starts over: parts signed for an earlier attempt are lost. */
  attempt: z.int(),
  part_size_bytes: byteCount,
  /** `null`: not known yet. */
  part_count: z.int().nullable(),
  /** Of the upload, which this call may have moved. */
  expires_at: timestamp,
  settle_until: timestamp,
  /** In the order of the request. */
  parts: z.array(signedPart),
})

export type SignPartsInput = z.input<typeof signPartsInput>
export type SignPartsResponse = z.output<typeof signPartsResponse>
