/**
 * Renew: the next attempt of an open upload, with a key of its own. The old key and open seals are doomed and the
 * reservation follows the new size, in one statement; locks and snapshots as in complete.ts.
 */
import type { RenewOutcome, RenewRequest } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { onlyRow, toSafeInteger } from '../rows.ts'
import { ATTEMPT_DETAIL } from '../sql/events.ts'
import { DOOMED_UNTIL_OF_U, LONGEST_LIFE, OPEN } from '../sql/keys.ts'
import {
  assertQuotaRows,
  COUNTS_UNSIZED,
  QUOTA_IDS_OF_U,
  refusalOf,
  VERDICT,
  type VerdictRow,
} from '../sql/quota.ts'
import { sql } from '../sql/statement.ts'
import { NO_SERVED_KEY, toUploadRecord, UPLOAD_COLUMNS, type UploadRow } from './upload-row.ts'

type Params = Omit<RenewRequest, 'checksum'> & {
  checksumAlgorithm: string | null
  checksumValue: string | null
}

const RENEW = sql<Params>('renew-upload')`
  WITH held AS MATERIALIZED (
    SELECT * FROM upload
     WHERE id = ${'uploadId'} AND attempt = ${'attempt'}::int AND status IN ${OPEN} AND live_task_id IS NULL
       AND now() < created_at + ${LONGEST_LIFE}
       FOR NO KEY UPDATE
  ),
  k AS MATERIALIZED (
    SELECT * FROM stored_key WHERE upload_id = (SELECT id FROM held) ORDER BY id FOR UPDATE
  ),
  guard AS MATERIALIZED (
    SELECT count(*) FILTER (WHERE role = 'put' AND attempt = ${'attempt'}::int AND state = 'open') = 1 AS holds,
      min(store_id) AS store_id
    FROM k
  ),
  q AS MATERIALIZED (
    SELECT * FROM quota
     WHERE id = ANY ((SELECT ${QUOTA_IDS_OF_U} FROM held u WHERE (SELECT holds FROM guard))::text[])
     ORDER BY id FOR UPDATE
  ),
  ask AS (
    SELECT COALESCE(${'fileSizeBytes'}::bigint, 0) - reserved_bytes AS bytes, 0 AS objects,
      (${'fileSizeBytes'}::bigint IS NULL)::int - (file_size_bytes IS NULL)::int AS unsized
    FROM held
  ),${VERDICT},
  go AS MATERIALIZED (
    SELECT held.*, guard.store_id, ask.bytes, ask.unsized FROM held CROSS JOIN guard CROSS JOIN ask CROSS JOIN verdict
     WHERE verdict.ok AND verdict.quota_rows = cardinality((SELECT ${QUOTA_IDS_OF_U} FROM held u))
  ),
  -- Before the new key is inserted: there may be one open put key at most.
  doomed AS (
    UPDATE stored_key SET state = 'doomed', doomed_until = ${DOOMED_UNTIL_OF_U}, next_delete_at = now()
    FROM go u WHERE stored_key.upload_id = u.id AND stored_key.state = 'open'
    RETURNING stored_key.id
  ),
  p AS (
    INSERT INTO stored_key (organization_id, namespace_id, bucket_id, store_id, upload_id, attempt, role, key)
    SELECT organization_id, namespace_id, bucket_id, store_id, id, attempt + 1, 'put', ${'putKey'}
      FROM go WHERE (SELECT count(*) FROM doomed) > 0
    RETURNING id, key, version_id, multipart_upload_id
  ),
  times AS (
    SELECT go.*, LEAST(now() + make_interval(secs => ${'expirationSeconds'}::int), created_at + ${LONGEST_LIFE}) AS until
      FROM go
  ),
  u AS (
    UPDATE upload SET
      attempt = upload.attempt + 1, guard = ${'guard'}, file_size_bytes = ${'fileSizeBytes'}::bigint,
      checksum_algorithm = ${'checksumAlgorithm'}::text, checksum_value = ${'checksumValue'}::text,
      expiration_seconds = ${'expirationSeconds'}::int, reserved_bytes = COALESCE(${'fileSizeBytes'}::bigint, 0),
      expires_at = times.until, settle_until = times.until + make_interval(secs => ${'transferGraceSeconds'}::int),
      next_check_at = now() + interval '1 minute', bytes_seen_at = NULL, last_error = NULL, disputed_etag = NULL,
      part_size_bytes = ${'partSizeBytes'}::bigint
    FROM times WHERE upload.id = times.id
    RETURNING upload.*
  ),
  moved AS (
    UPDATE quota SET
      reserved_bytes = quota.reserved_bytes + go.bytes,
      open_unsized = quota.open_unsized + go.unsized * ${COUNTS_UNSIZED}
    FROM go WHERE quota.id = ANY ((SELECT ${QUOTA_IDS_OF_U} FROM held u)::text[])
  ),
  booked AS (
    INSERT INTO quota_entry (organization_id, namespace_id, bucket_id, owner, subject, kind, seq, reserved_bytes)
    SELECT organization_id, namespace_id, bucket_id, owner, id, 'reserve', attempt + 1, bytes FROM go
  ),
  told AS (
    INSERT INTO upload_event (organization_id, namespace_id, upload_id, attempt, kind, detail)
    SELECT organization_id, namespace_id, id, attempt, 'renewed', ${ATTEMPT_DETAIL} FROM u
  )
  SELECT verdict.quota_rows, verdict.ok, verdict.refusals, (SELECT holds FROM guard) AS holds,
    held.owner AS held_owner, ask.bytes AS asked_bytes, false AS object_deleted, ${UPLOAD_COLUMNS}
  FROM verdict LEFT JOIN held ON true LEFT JOIN ask ON true LEFT JOIN u ON true LEFT JOIN bucket b ON b.id = u.bucket_id
  LEFT JOIN p ON true LEFT JOIN ${NO_SERVED_KEY} s ON false`

type Row = VerdictRow & { holds: boolean; held_owner: string | null; asked_bytes: string | null } & (
    | UploadRow
    | { id: null }
  )

export async function renew(db: Database, { checksum, ...request }: RenewRequest): Promise<RenewOutcome> {
  const params: Params = {
    ...request,
    checksumAlgorithm: checksum?.algorithm ?? null,
    checksumValue: checksum?.value ?? null,
  }
  const row = onlyRow(await db.run<Row, Params>(RENEW, params))
  if (row.id !== null) return { outcome: 'renewed', upload: toUploadRecord(row) }
  if (!row.holds) return { outcome: 'lost' }

  assertQuotaRows(row.quota_rows, row.held_owner, request.uploadId)
  const refused = refusalOf(row, { bytes: toSafeInteger(row.asked_bytes ?? 0), objects: 0 })
  if (refused === null) throw new Error(`Upload ${request.uploadId} was neither renewed nor refused`)
  return refused
}
