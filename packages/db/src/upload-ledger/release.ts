/**
 * Release: an open upload ends without bytes, as CANCELED, FAILED or SKIPPED. Gives its reservation back and dooms its keys, in
 * one statement; locks and snapshots as in complete.ts. Called by `finish` alone.
 *
 * While a task confirms, nothing is released: the bytes may be right, and whoever waits for that task has to get its
 * answer. SKIPPED is such an answer, and needs an object that has the unique key in this statement's own snapshot.
 */
import type { FinishOutcome, FinishRequest } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { onlyRow } from '../rows.ts'
import { SKIPPED_DETAIL } from '../sql/events.ts'
import { DOOMED_UNTIL_OF_U, OPEN } from '../sql/keys.ts'
import { assertQuotaRows, COUNTS_UNSIZED, QUOTA_IDS_OF_U } from '../sql/quota.ts'
import { fragment, sql } from '../sql/statement.ts'
import { NO_SERVED_KEY, toUploadRecord, UPLOAD_COLUMNS, type UploadRow } from './upload-row.ts'

interface Params {
  uploadId: string
  /** null: whichever it is. */
  attempt: number | null
  status: 'CANCELED' | 'FAILED' | 'SKIPPED'
  failure: 'EXPIRED' | null
  event: string
  keepsBytes: boolean
}

/**
 * What a database that was restored from a backup takes for open may have been settled in the time that it forgot, on this
 * very key or a seal of it. Its reservation goes; its bytes are kept, and reported. A cancel is somebody's word.
 */
const IS_DOUBTFUL = fragment<'status'>`(${'status'} <> 'CANCELED'
  AND COALESCE(u.created_at < (SELECT restored_at FROM installation), false))`

const KEEPS = fragment<
  'keepsBytes' | 'status'
>`(${IS_DOUBTFUL} OR (${'keepsBytes'}::boolean AND stored_key.role = 'put'))`

const RELEASE = sql<Params>('release-upload')`
  WITH held AS MATERIALIZED (
    SELECT * FROM upload
     WHERE id = ${'uploadId'} AND status IN ${OPEN}
       AND (${'attempt'}::int IS NULL OR attempt = ${'attempt'}::int)
       AND (${'failure'}::text IS NULL OR now() >= settle_until)
       FOR NO KEY UPDATE
  ),
  existing AS MATERIALIZED (
    SELECT o.id FROM held JOIN object o
        ON o.organization_id = held.organization_id AND o.namespace_id = held.namespace_id AND o.bucket_id = held.bucket_id
       AND o.unique_key = held.unique_key
     WHERE ${'status'} = 'SKIPPED'
  ),
  k AS MATERIALIZED (
    SELECT * FROM stored_key
     WHERE upload_id = (
       SELECT id FROM held WHERE CASE WHEN ${'status'} = 'SKIPPED' THEN EXISTS (SELECT FROM existing) ELSE live_task_id IS NULL END
     ) ORDER BY id FOR UPDATE
  ),
  -- A renewal that we waited for has inserted a key that this statement cannot see, and so could not doom.
  guard AS MATERIALIZED (
    SELECT count(*) FILTER (WHERE k.role = 'put' AND k.state = 'open' AND k.attempt = held.attempt) = 1 AS holds
    FROM k CROSS JOIN held
  ),
  q AS MATERIALIZED (
    SELECT * FROM quota
     WHERE id = ANY ((SELECT ${QUOTA_IDS_OF_U} FROM held u WHERE (SELECT holds FROM guard))::text[])
     ORDER BY id FOR UPDATE
  ),
  found AS MATERIALIZED (SELECT count(*)::int AS quota_rows FROM q),
  go AS MATERIALIZED (
    SELECT held.* FROM held CROSS JOIN found
     WHERE found.quota_rows = cardinality((SELECT ${QUOTA_IDS_OF_U} FROM held u))
  ),
  u AS (
    UPDATE upload SET
      status = ${'status'}, failure = ${'failure'}::text, reserved_bytes = 0, reserved_objects = 0, next_check_at = NULL,
      live_task_id = NULL, existing_object_id = (SELECT id FROM existing),
      -- SKIPPED is an answer, and what was wrong before it no longer matters.
      last_error = CASE WHEN ${'status'} <> 'SKIPPED' THEN upload.last_error END
    WHERE upload.id = (SELECT id FROM go)
    RETURNING *
  ),
  kept AS (
    UPDATE stored_key SET state = 'kept'
    FROM u WHERE stored_key.upload_id = u.id AND stored_key.state = 'open' AND ${KEEPS}
  ),
  doomed AS (
    UPDATE stored_key SET state = 'doomed', doomed_until = ${DOOMED_UNTIL_OF_U}, next_delete_at = now()
    FROM u WHERE stored_key.upload_id = u.id AND stored_key.state = 'open'
      AND NOT ${KEEPS}
  ),
  released AS (
    UPDATE quota SET
      reserved_bytes = quota.reserved_bytes - go.reserved_bytes,
      reserved_objects = quota.reserved_objects - go.reserved_objects,
      open_unsized = quota.open_unsized - (go.file_size_bytes IS NULL)::int * ${COUNTS_UNSIZED}
    FROM go WHERE quota.id = ANY ((SELECT ${QUOTA_IDS_OF_U} FROM held u)::text[])
  ),
  booked AS (
    INSERT INTO quota_entry (organization_id, namespace_id, bucket_id, owner, subject, kind, seq, reserved_bytes, reserved_objects)
    SELECT organization_id, namespace_id, bucket_id, owner, id, 'release', attempt, -reserved_bytes, -reserved_objects FROM go
  ),
  told AS (
    INSERT INTO upload_event (organization_id, namespace_id, upload_id, attempt, kind, detail)
    SELECT organization_id, namespace_id, id, attempt, ${'event'},
      CASE status WHEN 'SKIPPED' THEN ${SKIPPED_DETAIL} WHEN 'FAILED' THEN jsonb_build_object('reason', failure, 'bytes_kept', ${IS_DOUBTFUL})
        ELSE jsonb_build_object('bytes_kept', ${'keepsBytes'}::boolean) END
    FROM u
  )
  SELECT COALESCE((SELECT holds FROM guard), false) AS holds, held.live_task_id AS confirming_task_id, held.owner AS held_owner,
    found.quota_rows, false AS object_deleted, ${UPLOAD_COLUMNS}
  FROM found LEFT JOIN held ON true LEFT JOIN u ON true LEFT JOIN bucket b ON b.id = u.bucket_id
  LEFT JOIN k p ON p.attempt = u.attempt AND p.role = 'put' LEFT JOIN ${NO_SERVED_KEY} s ON false`

type Row = {
  holds: boolean
  confirming_task_id: string | null
  held_owner: string | null
  quota_rows: number
} & (UploadRow | { id: null })

/** How an upload can end without bytes; `skipped` is what becomes of a completion whose unique key is taken. */
export type Closing =
  | Exclude<FinishRequest, { kind: 'completed' }>
  | { kind: 'skipped'; uploadId: string; attempt: number }

/** `null`: the guard did not hold. */
export async function release(db: Database, request: Closing): Promise<FinishOutcome | null> {
  const row = onlyRow(await db.run<Row, Params>(RELEASE, paramsOf(request)))
  if (row.id !== null) return { outcome: 'finished', upload: toUploadRecord(row) }
  if (row.confirming_task_id !== null && request.kind !== 'skipped')
    return { outcome: 'confirming', taskId: row.confirming_task_id }
  if (row.holds) assertQuotaRows(row.quota_rows, row.held_owner, request.uploadId)
  return null
}

function paramsOf(request: Closing): Params {
  const { uploadId } = request
  switch (request.kind) {
    case 'canceled':
      return {
        ...NOTHING_KEPT,
        uploadId,
        attempt: null,
        status: 'CANCELED',
        event: 'canceled',
        keepsBytes: request.keepBytes,
      }
    case 'failed': {
      const { attempt, reason: failure } = request
      return { ...NOTHING_KEPT, uploadId, attempt, status: 'FAILED', failure, event: 'failed' }
    }
    case 'skipped':
      return { ...NOTHING_KEPT, uploadId, attempt: request.attempt, status: 'SKIPPED', event: 'skipped' }
  }
}

const NOTHING_KEPT = { failure: null, keepsBytes: false } as const
