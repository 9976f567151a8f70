import { z } from 'zod'
import { byteCount, pageLimit, timestamp } from '../common.ts'

const reportId = z.int().min(1)

export const orphanReportResponse = z.object({
  report_id: reportId,
  state: z.enum(['running', 'done', 'failed']),
  started_at: timestamp,
  finished_at: timestamp.nullable(),
  /** Keys under the prefix, and the bytes that they come to. */
  keys: z.int(),
  bytes: byteCount,
  /** Keys without a row that are older than a day. */
  orphans: z.int(),
  orphan_bytes: byteCount,
  orphans_since: timestamp.nullable(),
  /** What callers asked to keep. */
  kept: z.int(),
  kept_bytes: byteCount,
  /** Served keys whose bytes are gone. */
  missing: z.int(),
  error: z.string().nullable(),
})

export const orphanReportsResponse = z.object({ reports: z.array(orphanReportResponse) })

export const scanOrphansResponse = z.object({ report_id: reportId })

export const getOrphanReportInput = z.object({
  report_id: reportId,
  /** The last key of the page before. */
  after: z.string().max(1024).default(''),
  limit: pageLimit,
})

export const getOrphanReportResponse = orphanReportResponse.extend({
  /** At most so many as a report lists; the counts are of all. */
  listed: z.array(
    z.object({
      key: z.string(),
      reason: z.enum(['orphan', 'kept']),
      size_bytes: byteCount,
      last_modified_at: timestamp.nullable(),
      outcome: z.enum(['deleted', 'changed', 'known', 'older']).nullable(),
    }),
  ),
})

export const deleteOrphansInput = z.object({ report_id: reportId })

export const deleteOrphansResponse = z.object({
  deleted: z.int(),
  /** Other bytes lie there by now. */
  changed: z.int(),
  /** A row names the key by now. */
  known: z.int(),
  /** Written before this database began, or before it was restored. */
  older: z.int(),
  /** Call again for the rest. */
  has_more: z.boolean(),
})

export type OrphanReportResponse = z.output<typeof orphanReportResponse>
