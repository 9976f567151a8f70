import { z } from 'zod'
import { timestamp } from '../common.ts'
import { identifier } from '../text.ts'

export const uploadTimelineInput = z.object({
  /** Absent: any bucket of the namespace. */
  bucket: identifier.nullish(),
  upload_id: identifier,
})

/**
 * What happened to an upload. `detail` by kind:
 * - `created`, `renewed`: `guard`, `s3_key`, `file_size_bytes` (null: not declared), `expires_at`;
 * - `bytes_seen`: `size_bytes`, `etag`, as they were found in the store: by a confirm, or where `by` is `sweep` or `event` by a look;
 * - `multipart_begun`: `part_size_bytes`; the first parts were signed;
 * - `confirm_started`: `task_id`; a confirm in the background;
 * - `confirm_refused`: `code` and what the refusal's own details say (`expected`, `observed`, `source`, ...);
 * - `sealed`: `size_bytes`, `etag` of the copy that nobody has a URL for;
 * - `completed`: `size_bytes`, `etag`, `object_id`, `receipt` (what was compared, with what result);
 * - `completed` of a duplicate: also `duplicate_of`, the upload that brought the bytes;
 * - `canceled`: `bytes_kept`; `failed`: `reason`; `skipped`: `existing_object_id`;
 * - `claim_differed`: as `confirm_refused`, after the upload was settled without its client;
 * - `object_deleted`: `object_id`;
 * - `late_bytes_deleted`: `size_bytes`, `etag` of what arrived at a key after its bytes had been deleted.
 */
export const UPLOAD_EVENT_KINDS = [
  'created',
  'renewed',
  'multipart_begun',
  'bytes_seen',
  'confirm_started',
  'confirm_refused',
  'sealed',
  'completed',
  'canceled',
  'failed',
  'skipped',
  'claim_differed',
  'object_deleted',
  'late_bytes_deleted',
] as const

export const uploadEventResponse = z.object({
  at: timestamp,
  /** One of `UPLOAD_EVENT_KINDS`; more may come. */
  kind: z.string(),
  attempt: z.int(),
  detail: z.record(z.string(), z.unknown()),
})

/** Oldest first. */
export const uploadTimelineResponse = z.object({ events: z.array(uploadEventResponse) })

export type UploadEventKind = (typeof UPLOAD_EVENT_KINDS)[number]
export type UploadEventResponse = z.output<typeof uploadEventResponse>
