import { SWEEP_AFTER_SECONDS, VERIFIED_GRACE_SECONDS } from '@landfall/core/domain'
import type { SeenBytes, SeenOutcome, StoreEvents } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { onlyRow } from '../rows.ts'
import { OPEN } from '../sql/keys.ts'
import { sql } from '../sql/statement.ts'

/** graphile-worker's name for the job; its payload is `{ uploadId, attempt }`. */
const SETTLE_JOB = 'settle-upload'

const FIND_KEY = sql<{ key: string }>('find-told-key')`
  SELECT k.upload_id, k.attempt,
    k.role = 'put' AND k.state = 'open' AND k.attempt = u.attempt AND u.status IN ${OPEN} AS is_awaited
  FROM stored_key k JOIN upload u ON u.id = k.upload_id
  WHERE k.store_id = 'default' AND k.key = ${'key'}`

const COUNT_UNKNOWN = sql<{ key: string }>('count-unknown-key')`
  INSERT INTO unknown_key (digest, key) VALUES (encode(sha256(convert_to(${'key'}, 'UTF8')), 'hex'), ${'key'})
  ON CONFLICT (digest) DO UPDATE SET times = unknown_key.times + 1, last_told_at = now()
  RETURNING times`

/**
 * The job key holds a second event to the settling that waits already, at its time. The final SELECT asks for the job's
 * id: a part of a WITH that only calls a function, and that nobody asks for, is never run.
 */
const RECORD_SEEN = sql<SeenBytes & { job: string; verifiedGraceSeconds: number; sweepAfterSeconds: number }>(
  'record-seen-bytes',
)`
  WITH held AS MATERIALIZED (
    SELECT u.*, b.unconfirmed = 'settle' AS settles,
      now() + make_interval(secs => CASE WHEN ${'isVerified'}::boolean
        THEN LEAST(b.confirm_grace_seconds, ${'verifiedGraceSeconds'}::int) ELSE b.confirm_grace_seconds END) AS settle_at
    FROM upload u JOIN bucket b ON b.id = u.bucket_id
     WHERE u.id = ${'uploadId'} AND u.attempt = ${'attempt'}::int AND u.status IN ${OPEN}
       FOR NO KEY UPDATE OF u
  ),
  fresh AS MATERIALIZED (SELECT * FROM held WHERE bytes_seen_at IS NULL),
  seen AS (
    UPDATE upload SET bytes_seen_at = now(),
      next_check_at = CASE WHEN fresh.settles
        THEN LEAST(fresh.settle_at + make_interval(secs => ${'sweepAfterSeconds'}::int), upload.settle_until)
        ELSE upload.next_check_at END
    FROM fresh WHERE upload.id = fresh.id
  ),
  told AS (
    INSERT INTO upload_event (organization_id, namespace_id, upload_id, attempt, kind, detail)
    SELECT organization_id, namespace_id, id, attempt, 'bytes_seen',
      jsonb_build_object('size_bytes', ${'sizeBytes'}::bigint, 'etag', ${'etag'}::text, 'by', 'event')
    FROM fresh
  ),
  queued AS (
    SELECT (graphile_worker.add_job(
      ${'job'}, json_build_object('uploadId', id, 'attempt', attempt), run_at := settle_at,
      job_key := 'settle-' || id || '-' || attempt, job_key_mode := 'preserve_run_at')).id
    FROM held WHERE settles
  )
  SELECT EXISTS (SELECT FROM fresh) AS is_first, (SELECT id FROM queued) AS job_id FROM held`

const FORGET_UNKNOWN = sql<object>('forget-unknown-keys')`
  DELETE FROM unknown_key WHERE last_told_at < now() - interval '7 days' RETURNING digest`

export const createStoreEvents = (db: Database): StoreEvents => ({
  async findKey(key) {
    type Row = { upload_id: string; attempt: number; is_awaited: boolean }
    const [row] = await db.run<Row, { key: string }>(FIND_KEY, { key })
    if (row === undefined) return null
    return { uploadId: row.upload_id, attempt: row.attempt, isAwaited: row.is_awaited }
  },
  async countUnknown(key) {
    return onlyRow(await db.run<{ times: number }, { key: string }>(COUNT_UNKNOWN, { key })).times
  },
  async recordSeen(seen): Promise<SeenOutcome> {
    const params = {
      ...seen,
      job: SETTLE_JOB,
      verifiedGraceSeconds: VERIFIED_GRACE_SECONDS,
      sweepAfterSeconds: SWEEP_AFTER_SECONDS,
    }
    const [row] = await db.run<{ is_first: boolean }, typeof params>(RECORD_SEEN, params)
    if (row === undefined) return 'late'
    return row.is_first ? 'first' : 'again'
  },
  async forgetUnknown() {
    return (await db.run(FORGET_UNKNOWN, {})).length
  },
})
