/**
 * The sweep's side of open uploads. `next_check_at` is when somebody has to look, and the lease of who does: a partial
 * index finds what is due, and a worker passes over rows that another holds instead of waiting for them. Nothing here
 * changes a status, a key or a quota.
 */
import type { AttemptRef, DueUpload, OpenUploads } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { onlyRow } from '../rows.ts'
import { OPEN } from '../sql/keys.ts'
import { fragment, sql } from '../sql/statement.ts'
import { NO_SERVED_KEY, toUploadRecord, UPLOAD_COLUMNS, type UploadRow } from '../upload-ledger/upload-row.ts'

const SETTLES = fragment`(b.unconfirmed = 'settle' AND b.status <> 'IN_PROGRESS')`
const GRACE_ENDS = fragment`(u.bytes_seen_at + make_interval(secs => b.confirm_grace_seconds))`

const CLAIM = sql<{ limit: number; leaseSeconds: number }>('claim-due-uploads')`
  WITH due AS MATERIALIZED (
    SELECT id FROM upload WHERE status IN ${OPEN} AND next_check_at <= now()
     ORDER BY next_check_at LIMIT ${'limit'} FOR NO KEY UPDATE SKIP LOCKED
  ),
  u AS (
    UPDATE upload SET next_check_at = now() + make_interval(secs => ${'leaseSeconds'})
      FROM due WHERE upload.id = due.id RETURNING upload.*
  )
  SELECT u.bytes_seen_at IS NOT NULL AS has_bytes, COALESCE(${GRACE_ENDS} <= now(), false) AS is_grace_over,
    u.settle_until <= now() AS is_out_of_time, ${SETTLES} AS settles_unconfirmed, false AS object_deleted, ${UPLOAD_COLUMNS}
  FROM u JOIN bucket b ON b.id = u.bucket_id
  JOIN stored_key p ON p.upload_id = u.id AND p.attempt = u.attempt AND p.role = 'put'
  LEFT JOIN ${NO_SERVED_KEY} s ON false`

type Seen = Parameters<OpenUploads['recordSeen']>[0]

const RECORD_SEEN = sql<Seen>('sweep-saw-bytes')`
  WITH held AS MATERIALIZED (
    SELECT * FROM upload WHERE id = ${'uploadId'} AND attempt = ${'attempt'}::int AND status IN ${OPEN} FOR NO KEY UPDATE
  ),
  fresh AS MATERIALIZED (
    SELECT u.*, ${SETTLES} AS settles, b.confirm_grace_seconds FROM held u JOIN bucket b ON b.id = u.bucket_id
     WHERE u.bytes_seen_at IS NULL
  ),
  seen AS (
    UPDATE upload SET bytes_seen_at = now(),
      next_check_at = CASE WHEN fresh.settles
        THEN LEAST(now() + make_interval(secs => fresh.confirm_grace_seconds), upload.settle_until) ELSE upload.settle_until END
    FROM fresh WHERE upload.id = fresh.id
  ),
  told AS (
    INSERT INTO upload_event (organization_id, namespace_id, upload_id, attempt, kind, detail)
    SELECT organization_id, namespace_id, id, attempt, 'bytes_seen',
      jsonb_build_object('size_bytes', ${'sizeBytes'}::bigint, 'etag', ${'etag'}::text, 'by', 'sweep')
    FROM fresh
  )
  SELECT EXISTS (SELECT FROM fresh) AS is_first FROM held`

/** 1, 2, 4, 8 ... minutes after the attempt's key was made, which is when the attempt began. LEAST passes over nulls. */
const DOUBLED = fragment`p.created_at + interval '1 minute'
  * power(2, floor(log(2, GREATEST(extract(epoch FROM now() - p.created_at) / 60, 1))) + 1)`

const CHECK_LATER = sql<{ uploadIds: string[]; attempts: number[] }>('check-uploads-later')`
  WITH held AS MATERIALIZED (
    SELECT upload.* FROM upload JOIN unnest(${'uploadIds'}::text[], ${'attempts'}::int[]) AS asked (id, attempt)
        ON upload.id = asked.id AND upload.attempt = asked.attempt
     WHERE upload.status IN ${OPEN} ORDER BY upload.id FOR NO KEY UPDATE OF upload
  ),
  planned AS (
    SELECT u.id, CASE WHEN u.settle_until <= now() THEN now() + interval '1 minute' ELSE LEAST(
        ${DOUBLED}, now() + interval '1 hour', u.settle_until,
        CASE WHEN u.expires_at > now() THEN u.expires_at END,
        CASE WHEN ${SETTLES} AND ${GRACE_ENDS} > now() THEN ${GRACE_ENDS} END) END AS at
    FROM held u JOIN bucket b ON b.id = u.bucket_id
    JOIN stored_key p ON p.upload_id = u.id AND p.attempt = u.attempt AND p.role = 'put'
  )
  UPDATE upload SET next_check_at = planned.at FROM planned WHERE upload.id = planned.id`

const HOLD = sql<AttemptRef & { seconds: number }>('hold-open-upload')`
  UPDATE upload SET next_check_at = now() + make_interval(secs => ${'seconds'})
   WHERE id = ${'uploadId'} AND attempt = ${'attempt'}::int AND status IN ${OPEN}`

const NEXT_CHECK = sql<object>('next-upload-check')`
  SELECT extract(epoch FROM min(next_check_at) - now())::float8 AS seconds FROM upload WHERE status IN ${OPEN}`

type DueRow = UploadRow & {
  has_bytes: boolean
  is_grace_over: boolean
  is_out_of_time: boolean
  settles_unconfirmed: boolean
}

export const createOpenUploads = (db: Database): OpenUploads => ({
  async claimDue(limit, leaseSeconds) {
    const params = { limit, leaseSeconds }
    return (await db.run<DueRow, typeof params>(CLAIM, params)).map(toDueUpload)
  },
  async recordSeen(seen) {
    const [row] = await db.run<{ is_first: boolean }, Seen>(RECORD_SEEN, seen)
    if (row === undefined) return 'late'
    return row.is_first ? 'first' : 'again'
  },
  async checkLater(refs) {
    if (refs.length === 0) return
    const uploadIds = refs.map(({ uploadId }) => uploadId)
    const attempts = refs.map(({ attempt }) => attempt)
    await db.run(CHECK_LATER, { uploadIds, attempts })
  },
  async hold({ uploadId, attempt }, seconds) {
    await db.run(HOLD, { uploadId, attempt, seconds })
  },
  async secondsToNextCheck() {
    return onlyRow(await db.run<{ seconds: number | null }, object>(NEXT_CHECK, {})).seconds
  },
})

const toDueUpload = (row: DueRow): DueUpload => ({
  upload: toUploadRecord(row),
  hasBytes: row.has_bytes,
  isGraceOver: row.is_grace_over,
  isOutOfTime: row.is_out_of_time,
  settlesUnconfirmed: row.settles_unconfirmed,
})
