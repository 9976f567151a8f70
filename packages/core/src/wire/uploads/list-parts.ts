import { z } from 'zod'
import { byteCount } from '../common.ts'
import { identifier } from '../text.ts'

/** A page of the store's own is at most this long. */
const MAX_PARTS_PAGE = 1_000

/** What the store holds of an open upload in parts, to go on where it stopped. */
export const listPartsInput = z.object({
  bucket: identifier,
  upload_id: identifier,
  limit: z.int().min(1).max(MAX_PARTS_PAGE).default(MAX_PARTS_PAGE),
  /** `next_cursor` of the page before. */
  cursor: z
    .string()
    .regex(/^\d{1,5}$/, 'is not one that this list answered')
    .nullish(),
})

const storedPart = z.object({
  part_number: z.int(),
  size_bytes: byteCount,
  /** Without quotes. */
  etag: z.string(),
})

export const listPartsResponse = z.object({
  upload_id: z.string(),
  attempt: z.int(),
  part_size_bytes: byteCount,
  part_count: z.int().nullable(),
  /** By number. */
  parts: z.array(storedPart),
  /** `null` on the last page. */
  next_cursor: z.string().nullable(),
  /** The store has put the parts together already; nothing is to be sent, only to be confirmed. */
  is_assembled: z.boolean(),
})

export type ListPartsInput = z.input<typeof listPartsInput>
export type ListPartsResponse = z.output<typeof listPartsResponse>
