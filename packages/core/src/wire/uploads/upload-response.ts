import { z } from 'zod'
import { byteCount, checksumSchema, statusEnum, timestamp } from '../common.ts'

/** What was compared at settle, with what result. */
export const receiptSchema = z.object({
  size: z.enum(['matched', 'observed_only']),
  /** `unavailable`: a multipart ETag was claimed, and the store's own is of another form. */
  etag: z.enum(['matched', 'not_claimed', 'unavailable']),
  /** `unavailable`: a digest was claimed, and the store has none to compare it with. */
  checksum: z.enum(['matched', 'not_claimed', 'unavailable']),
  guard: z.enum(['CONDITIONAL', 'SEALED', 'SERVER']),
  settled_by: z.enum(['client', 'event', 'sweep', 'batch']),
})

const json = z.record(z.string(), z.unknown())

/** `UploadResponse` of the contract; required fields are never null. */
export const uploadResponse = z.object({
  upload_id: z.string(),
  bucket_id: z.string(),
  filename: z.string(),
  content_type: z.string(),
  /** Declared while open, observed once COMPLETED. */
  file_size_bytes: byteCount.nullable(),
  /** PUT after create and renew; GET where `return_presigned_urls` asked for it; else null. */
  presigned_url: z.string().nullable(),
  presigned_url_expiration: z.int(),
  s3_key: z.string(),
  status: statusEnum,
  metadata: json.nullable(),
  create_object_on_confirm: z.boolean(),
  object_metadata: json.nullable(),
  blob_property: z.string().nullable(),
  blob_type: z.string().nullable(),
  file_hash: z.string().nullable(),
  skip_duplicates: z.boolean(),
  is_duplicate: z.boolean(),
  duplicate_of_upload_id: z.string().nullable(),
  skipped_unique_key: z.boolean(),
  existing_object_id: z.string().nullable(),
  message: z.string().nullable(),
  created_at: timestamp,
  expires_at: timestamp,
  completed_at: timestamp.nullable(),
  verified_at: timestamp.nullable(),
  /** Without quotes. */
  etag: z.string().nullable(),
  object_id: z.string().nullable(),
  task_id: z.string().nullable(),

  // Additions, CONTRACT 0.20.
  /** Headers that the PUT has to send; with `sends_headers` all of them, else content-type. */
  upload_headers: z.record(z.string(), z.string()).nullable(),
  owner: z.string().nullable(),
  checksum: checksumSchema.nullable(),
  attempt: z.int(),
  guard: z.enum(['CONDITIONAL', 'SEALED', 'SERVER']),
  /** Of an upload in parts. All parts are of one size but the last; the count is null while the file's size is unknown. */
  multipart: z.object({ part_size_bytes: byteCount, part_count: z.int().nullable() }).nullable(),
  settle_until: timestamp,
  deleted_at: timestamp.nullable(),
  last_error: z.object({ code: z.string(), message: z.string(), details: json }).nullable(),
  receipt: receiptSchema.nullable(),
})

export type UploadResponse = z.output<typeof uploadResponse>
export type ReceiptResponse = z.output<typeof receiptSchema>
