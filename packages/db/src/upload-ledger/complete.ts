/**
 * Complete: an upload becomes COMPLETED, its object exists and its quota moves from reserved to used, in one statement
 * and one round trip, or nothing happens. Called by `finish` alone.
 *
 * Order of locks, the same in every statement of this package: the upload, its stored keys by id, quota rows by id. The
 * parts of a WITH have no order of their own; each of these locks only what the result of the one before names:
 *   held (upload) -> k (its keys, and the key of an original) -> guard -> q (quota rows) -> verdict -> o (object) -> go -> all writes.
 * `guard` and `verdict` aggregate, and so read `k` and `q` to the end: an EXISTS would stop, and lock, at the first row.
 *
 * An original is a live key with the same verified SHA-256. It is found without a lock, locked among the upload's own, and
 * shared only if it is still live then: whoever drops the last reference holds that lock too (delete-object.ts). The
 * bytes were charged to the upload that brought them, so a duplicate adds none.
 *
 * A unique key is taken by the insert of the object, which everything after it asks for. Whoever else inserts it holds
 * the same bucket's quota row, so nobody waits in the index while holding what the other needs.
 *
 * A lock that had to wait returns the winner's version of the row, and with it the guard is decided. What the winner
 * inserted stays invisible to this statement: a seal opened meanwhile is not doomed here, but by the call that opened it
 * or, if that died, by `doomAbandonedSeals`. For the same reason zero rows say nothing about the present state; `finish`
 * then reads again in a statement of its own.
 */
import type { FinishOutcome, FinishRequest } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { onlyRow, toJson, toSafeInteger } from '../rows.ts'
import { isoTime } from '../sql/events.ts'
import { contentId, DOOMED_UNTIL_OF_U, OPEN } from '../sql/keys.ts'
import {
  assertQuotaRows,
  COUNTS_UNSIZED,
  QUOTA_IDS_OF_U,
  refusalOf,
  VERDICT,
  type VerdictRow,
} from '../sql/quota.ts'
import { tellCrossings } from '../sql/quota-events.ts'
import { fragment, sql } from '../sql/statement.ts'
import { toUploadRecord, UPLOAD_COLUMNS, type UploadRow } from './upload-row.ts'

type Completed = Extract<FinishRequest, { kind: 'completed' }>

type Params = Omit<Completed, 'kind' | 'observed' | 'receipt'> &
  Completed['observed'] & { receipt: string | null }

/** Bytes that will be skipped need no room: asked only where there was none. */
const HAS_OBJECT = fragment`EXISTS (
  SELECT FROM object x JOIN held ON x.organization_id = held.organization_id AND x.namespace_id = held.namespace_id
     AND x.bucket_id = held.bucket_id AND x.unique_key = held.unique_key
   WHERE held.create_object)`

const COMPLETE = sql<Params>('complete-upload')`
  WITH held AS MATERIALIZED (
    SELECT * FROM upload
     WHERE id = ${'uploadId'} AND attempt = ${'attempt'}::int AND status IN ${OPEN}
       AND (${'settledBy'} NOT IN ('event', 'sweep') OR disputed_etag IS NOT DISTINCT FROM ${'disputedEtag'}::text)
       FOR NO KEY UPDATE
  ),
  original AS MATERIALIZED (
    SELECT k.id FROM held JOIN stored_key k
        ON k.organization_id = held.organization_id AND k.namespace_id = held.namespace_id AND k.bucket_id = held.bucket_id
       AND k.content_id = ${contentId(fragment`held.owner`)} AND k.state = 'live' AND k.missing_since IS NULL
       AND k.size_bytes = ${'sizeBytes'}::bigint AND k.size_bytes > 0
     WHERE held.skip_duplicates ORDER BY k.id LIMIT 1
  ),
  k AS MATERIALIZED (
    SELECT * FROM stored_key
     WHERE upload_id = (SELECT id FROM held) OR id = (SELECT id FROM original) ORDER BY id FOR UPDATE
  ),
  shared AS MATERIALIZED (
    SELECT * FROM k WHERE id = (SELECT id FROM original) AND state = 'live'
  ),
  guard AS MATERIALIZED (
    SELECT count(*) FILTER (WHERE role = 'put' AND attempt = ${'attempt'}::int AND state = 'open') = 1
       AND count(*) FILTER (WHERE id = ${'servedKeyId'}::bigint AND attempt = ${'attempt'}::int AND state = 'open') = 1
        AS holds
    FROM k
  ),
  q AS MATERIALIZED (
    SELECT * FROM quota
     WHERE id = ANY ((SELECT ${QUOTA_IDS_OF_U} FROM held u WHERE (SELECT holds FROM guard))::text[])
     ORDER BY id FOR UPDATE
  ),
  charge AS MATERIALIZED (
    SELECT CASE WHEN EXISTS (SELECT FROM shared) THEN 0 ELSE ${'sizeBytes'}::bigint END AS bytes
  ),
  ask AS (
    SELECT charge.bytes - reserved_bytes AS bytes, create_object::int - reserved_objects AS objects,
      NULL::int AS unsized
    FROM held CROSS JOIN charge
  ),${VERDICT},
  may AS MATERIALIZED (
    SELECT held.* FROM held CROSS JOIN verdict
     WHERE verdict.ok AND verdict.quota_rows = cardinality((SELECT ${QUOTA_IDS_OF_U} FROM held u))
  ),
  o AS (
    INSERT INTO object (id, organization_id, namespace_id, bucket_id, owner, upload_id, metadata, unique_key)
    SELECT ${'objectId'}, organization_id, namespace_id, bucket_id, owner, id, object_metadata, unique_key
      FROM may WHERE create_object
    ON CONFLICT (organization_id, namespace_id, bucket_id, unique_key) WHERE unique_key IS NOT NULL DO NOTHING
    RETURNING id
  ),
  go AS MATERIALIZED (
    SELECT * FROM may WHERE NOT create_object OR EXISTS (SELECT FROM o)
  ),
  u AS (
    UPDATE upload SET
      status = 'COMPLETED', reserved_bytes = 0, reserved_objects = 0, next_check_at = NULL, live_task_id = NULL,
      last_error = NULL, observed_size_bytes = ${'sizeBytes'}::bigint, source_etag = ${'sourceEtag'},
      etag = COALESCE((SELECT etag FROM shared), ${'etag'}),
      served_key_id = COALESCE((SELECT id FROM shared), ${'servedKeyId'}::bigint),
      duplicate_of_upload_id = (SELECT upload_id FROM shared), receipt = ${'receipt'}::jsonb, settled_by = ${'settledBy'},
      object_id = CASE WHEN upload.create_object THEN ${'objectId'} END, completed_at = now()
    WHERE upload.id = (SELECT id FROM go)
    RETURNING *
  ),
  s AS (
    UPDATE stored_key SET
      state = 'live', etag = ${'etag'}, version_id = ${'versionId'}::text, size_bytes = ${'sizeBytes'}::bigint,
      content_type = ${'contentType'}::text, sha256 = ${'sha256'}::text,
      content_id = ${contentId(fragment`u.owner`)}
    FROM u WHERE stored_key.id = u.served_key_id AND stored_key.upload_id = u.id
    RETURNING stored_key.*
  ),
  served AS (SELECT * FROM s UNION ALL SELECT shared.* FROM shared CROSS JOIN u),
  doomed AS (
    UPDATE stored_key SET state = 'doomed', doomed_until = ${DOOMED_UNTIL_OF_U}, next_delete_at = now()
    FROM u WHERE stored_key.upload_id = u.id AND stored_key.state = 'open' AND stored_key.id <> u.served_key_id
  ),
  piece AS (
    INSERT INTO blob (
      id, organization_id, namespace_id, object_id, upload_id, stored_key_id, property, type, filename, content_type,
      size_bytes, etag, sha256
    )
    SELECT ${'blobId'}, u.organization_id, u.namespace_id, o.id, u.id, k.id, u.blob_property, lower(u.blob_type),
      u.filename, CASE WHEN u.duplicate_of_upload_id IS NULL THEN COALESCE(k.content_type, u.content_type) ELSE u.content_type END,
      k.size_bytes, k.etag, k.sha256
    FROM u CROSS JOIN served k CROSS JOIN o
  ),
  charged AS (
    UPDATE quota SET
      used_bytes = quota.used_bytes + charge.bytes,
      used_objects = quota.used_objects + go.create_object::int,
      reserved_bytes = quota.reserved_bytes - go.reserved_bytes,
      reserved_objects = quota.reserved_objects - go.reserved_objects,
      open_unsized = quota.open_unsized - (go.file_size_bytes IS NULL)::int * ${COUNTS_UNSIZED},
      last_upload_at = now()
    FROM go CROSS JOIN charge WHERE quota.id = ANY ((SELECT ${QUOTA_IDS_OF_U} FROM held u)::text[])
  ),
  crossed AS (
    ${tellCrossings(fragment`
      SELECT judged.*, judged.limit_bytes AS was_limit_bytes, judged.limit_objects AS was_limit_objects,
        judged.used_bytes + charge.bytes AS now_used_bytes, judged.used_objects + go.create_object::int AS now_used_objects
      FROM judged CROSS JOIN charge CROSS JOIN go`)}
  ),
  booked AS (
    INSERT INTO quota_entry (
      organization_id, namespace_id, bucket_id, owner, subject, kind, seq,
      used_bytes, used_objects, reserved_bytes, reserved_objects
    )
    SELECT organization_id, namespace_id, bucket_id, owner, id, 'settle', attempt,
      charge.bytes, create_object::int, -reserved_bytes, -reserved_objects
    FROM go CROSS JOIN charge
  ),
  told AS (
    INSERT INTO upload_event (organization_id, namespace_id, upload_id, attempt, kind, detail)
    SELECT u.organization_id, u.namespace_id, u.id, u.attempt, 'completed',
      jsonb_build_object(
        'size_bytes', u.observed_size_bytes, 'etag', u.etag, 'source_etag', u.source_etag, 'object_id', u.object_id,
        'receipt', u.receipt,
        'sealed_at', CASE WHEN k.role = 'seal' AND k.upload_id = u.id THEN ${isoTime(fragment`k.created_at`)} END)
      || CASE WHEN u.duplicate_of_upload_id IS NULL THEN '{}' ELSE jsonb_build_object('duplicate_of', u.duplicate_of_upload_id) END
    FROM u CROSS JOIN served k
  )
  SELECT verdict.quota_rows, verdict.ok, verdict.refusals, (SELECT holds FROM guard) AS holds,
    held.owner AS held_owner, ask.bytes AS asked_bytes, ask.objects AS asked_objects,
    CASE WHEN EXISTS (SELECT FROM may) THEN NOT EXISTS (SELECT FROM go) ELSE ${HAS_OBJECT} END AS is_key_taken,
    false AS object_deleted, ${UPLOAD_COLUMNS}
  FROM verdict LEFT JOIN held ON true LEFT JOIN ask ON true LEFT JOIN u ON true LEFT JOIN bucket b ON b.id = u.bucket_id
  LEFT JOIN k p ON p.upload_id = u.id AND p.attempt = u.attempt AND p.role = 'put' LEFT JOIN served s ON true`

type Row = VerdictRow & {
  holds: boolean
  is_key_taken: boolean
  held_owner: string | null
  asked_bytes: string | null
  asked_objects: number | null
} & (UploadRow | { id: null })

/** `null`: the guard did not hold. `key_taken`: another object has the unique key, and nothing was written. */
export async function complete(
  db: Database,
  request: Completed,
): Promise<FinishOutcome | 'key_taken' | null> {
  const { kind: _, observed, receipt, ...rest } = request
  const params: Params = { ...rest, ...observed, receipt: toJson(receipt) }
  const row = onlyRow(await db.run<Row, Params>(COMPLETE, params))
  if (row.id !== null) return { outcome: 'finished', upload: toUploadRecord(row) }
  if (!row.holds) return null
  if (row.is_key_taken) return 'key_taken'

  assertQuotaRows(row.quota_rows, row.held_owner, request.uploadId)
  const refused = refusalOf(row, {
    bytes: toSafeInteger(row.asked_bytes ?? 0),
    objects: row.asked_objects ?? 0,
  })
  if (refused?.outcome !== 'quota_exceeded')
    throw new Error(`Upload ${request.uploadId} was neither completed nor refused`)
  return refused
}
