import { z } from 'zod'
import { CHECKSUM_BYTES, isChecksumValue } from '../domain/checksum.ts'
import { STATUSES } from '../domain/filter/fields.ts'
import {
  DEFAULT_PAGE_LIMIT,
  MAX_CURSOR_CHARACTERS,
  MAX_PAGE_LIMIT,
  MAX_PAGE_OFFSET,
  MAX_SEARCH_CHARACTERS,
} from './limits.ts'

/** CONTRACT 3, TaskStatusEnum: one enumeration for uploads, tasks, objects and buckets; matched case-sensitively. */
export const statusEnum = z.enum(STATUSES)

/** A file's size in bytes: JSON integer, empty files are files (CONTRACT 0.7). */
export const byteCount = z.int().min(0)

/** ISO 8601 in UTC. */
export const timestamp = z.iso.datetime()

/** A full-object checksum, base64 as S3 has it. */
export const checksumSchema = z
  .object({ algorithm: z.enum(['SHA256', 'CRC32', 'CRC32C', 'CRC64NVME']), value: z.string().max(64) })
  .refine(isChecksumValue, {
    path: ['value'],
    message: `must be base64 of the raw digest (${Object.entries(CHECKSUM_BYTES)
      .map(([name, bytes]) => `${name}: ${bytes} bytes`)
      .join(', ')})`,
  })

/** SHA-256 of the content, CONTRACT 4.1. */
export const fileHash = z.string().regex(/^[a-f0-9]{64}$/, 'must be 64 lower-case hex digits')

/** An optional field with a default. `null` is as if it were not there: many clients send every field that they know. */
export const withDefault = <TSchema extends z.ZodType>(
  schema: TSchema,
  value: z.util.NoUndefined<z.output<TSchema>>,
) =>
  schema
    .nullable()
    .default(value)
    .transform(given => given ?? value)

export const pageLimit = withDefault(z.int().min(1).max(MAX_PAGE_LIMIT), DEFAULT_PAGE_LIMIT)
export const pageOffset = z.int().min(0).max(MAX_PAGE_OFFSET)
/** Carries the last row's sort value, so it may be as long as a file name in base64. */
export const pageCursor = z.string().min(1).max(MAX_CURSOR_CHARACTERS)

/** A literal part of a name or of a metadata value, whatever the case; empty: no search. */
export const searchText = z
  .string()
  .max(MAX_SEARCH_CHARACTERS)
  .refine(text => text.isWellFormed() && !text.includes('\u0000'), 'must be text without NUL')
  .transform(text => text || undefined)

/** `error` of every refusal but 422, for REST and in tRPC's `data.error`. CONTRACT 0.3. */
export const errorSchema = z.object({
  message: z.string(),
  type: z.string(),
  details: z.looseObject({
    code: z.string(),
    retry: z.enum(['never', 'same_request', 'after_put', 'after_renew']),
    retryable: z.boolean(),
  }),
})

/** Whole REST body of a refusal. */
export const errorBody = z.object({ success: z.literal(false), status: z.int(), error: errorSchema })

/** REST body of a 422, CONTRACT 2. */
export const validationBody = z.object({
  detail: z.array(
    z.object({ loc: z.array(z.union([z.string(), z.int()])), msg: z.string(), type: z.string() }),
  ),
})
