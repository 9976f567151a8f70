import { z } from 'zod'
import { timestamp } from '../common.ts'

const upload = z.object({
  upload_id: z.string(),
  organization_id: z.string(),
  bucket_id: z.string(),
  bucket_name: z.string(),
  filename: z.string(),
})

const stuckUpload = upload.extend({
  /** Of an overdue one its `settle_until`, of a failing one its create. */
  at: timestamp,
  last_error: z.object({ code: z.string(), message: z.string() }).nullable(),
})

/** Counting stops at `MAX_ATTENTION_COUNT`. */
const bounded = z.object({ count: z.int(), items: z.array(stuckUpload) })

const run = z.object({
  run_id: z.int(),
  kind: z.string(),
  started_at: timestamp,
  /** `null`: it still runs, or its worker died. */
  finished_at: timestamp.nullable(),
  figures: z.record(z.string(), z.number()),
  error: z.string().nullable(),
})

export const healthResponse = z.object({
  /** An operator sees the installation, every other admin their own organization, or the namespace that their key is bound to. */
  scope: z.enum(['installation', 'organization', 'namespace']),
  /** Open although nothing that began in time can arrive any more, longest first. */
  overdue: bounded,
  /** Open with a last error, newest first. */
  failing: bounded,
  /** `overdue`: not deleted when they were due. */
  doomed_keys: z.object({ count: z.int(), overdue: z.int() }),
  /** Only for an operator. */
  installation: z
    .object({
      /** Keys that the store told of within a week, and of no upload. */
      unknown_keys: z.int(),
      /** The newest run of each kind. */
      latest_runs: z.array(run),
      /** Newest first. */
      recent_runs: z.array(run),
      failing_jobs: z.array(
        z.object({
          kind: z.string(),
          attempts: z.int(),
          max_attempts: z.int(),
          next_try_at: timestamp,
          error: z.string(),
        }),
      ),
    })
    .nullable(),
})

export const SWEEP_WORDS = ['settle', 'expire', 'keep_open', 'wait'] as const

/** What the sweep would do if it ran now; nothing was done. */
export const previewResponse = z.object({
  uploads: z.array(
    upload.extend({
      would: z.enum(SWEEP_WORDS),
      /** `BYTES_SEEN`, `NOTHING_ARRIVED`, `GRACE`, `CONFIRMING`, `UNCONFIRMED_EXPIRE`, `DISPUTED`, or the code of a refusal. */
      reason: z.string(),
    }),
  ),
  /** There are more than were looked at. */
  is_partial: z.boolean(),
})

export type HealthResponse = z.output<typeof healthResponse>
export type PreviewResponse = z.output<typeof previewResponse>
