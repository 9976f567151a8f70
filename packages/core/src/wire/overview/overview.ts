import { z } from 'zod'
import { byteCount, timestamp } from '../common.ts'
import { DEFAULT_OVERVIEW_DAYS, MAX_OVERVIEW_DAYS } from '../limits.ts'
import { namedQuotaResponse } from '../quotas/quota.ts'
import { identifier } from '../text.ts'

export const overviewInput = z.object({
  /** Absent: all buckets of the namespace. */
  bucket: identifier.nullish(),
  /** How many days back, today included. Days begin at midnight UTC. */
  days: z.int().min(1).max(MAX_OVERVIEW_DAYS).default(DEFAULT_OVERVIEW_DAYS),
})

/** One upload that somebody should look at. */
const uploadToSee = z.object({
  upload_id: z.string(),
  bucket_id: z.string(),
  bucket_name: z.string(),
  filename: z.string(),
})

const failure = uploadToSee.extend({
  at: timestamp,
  /** Code of the refusal, as a confirm answered it. */
  code: z.string(),
})

/** `items` are the newest few of `count`, which stops counting at `MAX_ATTENTION_COUNT`. */
const bounded = <TItem extends z.ZodType>(item: TItem) => z.object({ count: z.int(), items: z.array(item) })

export const overviewResponse = z.object({
  /** Oldest first, without gaps. */
  days: z.array(
    z.object({
      /** `2026-11-22` */
      date: z.iso.date(),
      /** Uploads created on that day by the status they have now; absent: none. */
      uploads: z.record(z.string(), z.int()),
      uploads_created: z.int(),
      uploads_completed: z.int(),
      /** Of uploads that were completed on that day. */
      bytes_completed: byteCount,
    }),
  ),
  totals: z.object({
    completed_uploads: z.int(),
    open_uploads: z.int(),
    objects: z.int(),
    used_bytes: byteCount,
    reserved_bytes: byteCount,
  }),
  attention: z.object({
    /** Open past their `expires_at`: nobody confirmed and no URL works any more. Longest waiting first. */
    expired: bounded(uploadToSee.extend({ expires_at: timestamp })),
    /** Confirms that were refused in the last 24 hours. */
    refused_confirms: bounded(failure),
    /** Open uploads whose last confirm in the background failed; `at` is when the upload was created. */
    failing: bounded(failure.extend({ message: z.string() })),
    /** Objects whose bytes are not in the store any more; `at` is when that was found. Longest first. */
    missing: bounded(
      z.object({
        object_id: z.string(),
        bucket_id: z.string(),
        bucket_name: z.string(),
        filename: z.string(),
        at: timestamp,
      }),
    ),
    /** Scopes with more than `QUOTA_WARNING_SHARE` of a limit used or reserved. */
    quotas: z.array(namedQuotaResponse),
  }),
})

export type OverviewInput = z.input<typeof overviewInput>
export type OverviewResponse = z.output<typeof overviewResponse>
