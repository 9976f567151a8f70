/**
 * Uploads in parts: what is granted before parts are signed, and the one multipart that an attempt has in the store.
 * Locks and snapshots as in complete.ts. A grant that neither reserves more nor learns the size leaves the quota rows
 * alone: they are shared by a whole organization, and a large file asks for its parts hundreds of times.
 */
import type { BeginOutcome, GrantOutcome, PartsGrant } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { onlyRow, toSafeInteger } from '../rows.ts'
import { LONGEST_LIFE, OPEN } from '../sql/keys.ts'
import {
  assertQuotaRows,
  COUNTS_UNSIZED,
  QUOTA_IDS_OF_U,
  refusalOf,
  VERDICT,
  type VerdictRow,
} from '../sql/quota.ts'
import { sql } from '../sql/statement.ts'
import { findUploadById } from './find.ts'
import { NO_SERVED_KEY, toUploadRecord, UPLOAD_COLUMNS, type UploadRow } from './upload-row.ts'

const GRANT = sql<PartsGrant>('grant-parts')`
  WITH held AS MATERIALIZED (
    SELECT * FROM upload
     WHERE id = ${'uploadId'} AND attempt = ${'attempt'}::int AND status IN ${OPEN} AND live_task_id IS NULL
       AND part_size_bytes IS NOT NULL AND now() < created_at + ${LONGEST_LIFE}
       AND (${'fileSizeBytes'}::bigint IS NULL OR COALESCE(file_size_bytes, ${'fileSizeBytes'}::bigint) = ${'fileSizeBytes'}::bigint)
       FOR NO KEY UPDATE
  ),
  p AS MATERIALIZED (
    SELECT * FROM stored_key
     WHERE upload_id = (SELECT id FROM held) AND role = 'put' AND attempt = ${'attempt'}::int AND state = 'open'
     ORDER BY id FOR UPDATE
  ),
  wanted AS MATERIALIZED (
    SELECT held.*, size.bytes AS size_bytes,
      GREATEST(reserved_bytes, COALESCE(size.bytes, ${'throughPart'}::bigint * part_size_bytes)) - reserved_bytes AS growth,
      (size.bytes IS NULL)::int - (file_size_bytes IS NULL)::int AS unsized
    FROM held CROSS JOIN p
    CROSS JOIN LATERAL (SELECT COALESCE(file_size_bytes, ${'fileSizeBytes'}::bigint) AS bytes) AS size
  ),
  q AS MATERIALIZED (
    SELECT * FROM quota
     WHERE id = ANY ((SELECT ${QUOTA_IDS_OF_U} FROM wanted u WHERE growth > 0 OR unsized <> 0)::text[])
     ORDER BY id FOR UPDATE
  ),
  ask AS (SELECT growth AS bytes, 0 AS objects, unsized FROM wanted),${VERDICT},
  go AS MATERIALIZED (
    SELECT wanted.* FROM wanted CROSS JOIN verdict
     WHERE (growth = 0 AND unsized = 0)
        OR verdict.ok AND verdict.quota_rows = cardinality((SELECT ${QUOTA_IDS_OF_U} FROM held u))
  ),
  times AS (
    SELECT go.*, LEAST(now() + make_interval(secs => ${'expirationSeconds'}::int), created_at + ${LONGEST_LIFE}) AS until FROM go
  ),
  u AS (
    UPDATE upload SET
      file_size_bytes = times.size_bytes, reserved_bytes = upload.reserved_bytes + times.growth,
      part_grants = upload.part_grants + (times.growth > 0)::int,
      expires_at = GREATEST(upload.expires_at, times.until),
      settle_until = GREATEST(upload.settle_until, times.until + make_interval(secs => ${'transferGraceSeconds'}::int))
    FROM times WHERE upload.id = times.id
    RETURNING upload.*
  ),
  moved AS (
    UPDATE quota SET
      reserved_bytes = quota.reserved_bytes + go.growth,
      open_unsized = quota.open_unsized + go.unsized * ${COUNTS_UNSIZED}
    FROM go WHERE (growth > 0 OR unsized <> 0) AND quota.id = ANY ((SELECT ${QUOTA_IDS_OF_U} FROM held u)::text[])
  ),
  booked AS (
    INSERT INTO quota_entry (organization_id, namespace_id, bucket_id, owner, subject, kind, seq, reserved_bytes)
    SELECT u.organization_id, u.namespace_id, u.bucket_id, u.owner, u.id, 'grow', u.part_grants, go.growth
      FROM u JOIN go ON go.id = u.id WHERE go.growth > 0
  )
  SELECT verdict.quota_rows, verdict.ok, verdict.refusals, wanted.id IS NOT NULL AS holds, held.owner AS held_owner,
    ask.bytes AS asked_bytes, false AS object_deleted, ${UPLOAD_COLUMNS}
  FROM verdict LEFT JOIN held ON true LEFT JOIN wanted ON true LEFT JOIN ask ON true LEFT JOIN u ON true
  LEFT JOIN bucket b ON b.id = u.bucket_id LEFT JOIN p ON true LEFT JOIN ${NO_SERVED_KEY} s ON false`

type Row = VerdictRow & { holds: boolean; held_owner: string | null; asked_bytes: string | null } & (
    | UploadRow
    | { id: null }
  )

export async function grantParts(db: Database, grant: PartsGrant): Promise<GrantOutcome> {
  const row = onlyRow(await db.run<Row, PartsGrant>(GRANT, grant))
  if (row.id !== null) return { outcome: 'granted', upload: toUploadRecord(row) }
  if (!row.holds) return { outcome: 'lost' }

  assertQuotaRows(row.quota_rows, row.held_owner, grant.uploadId)
  const refused = refusalOf(row, { bytes: toSafeInteger(row.asked_bytes ?? 0), objects: 0 })
  if (refused?.outcome !== 'quota_exceeded')
    throw new Error(`Parts of upload ${grant.uploadId} were neither granted nor refused`)
  return refused
}

interface Begun {
  uploadId: string
  attempt: number
  multipartUploadId: string
}

/** Whoever notes an id first has begun the attempt's multipart; the lock shows the winner's row to whoever waited. */
const BEGIN = sql<Begun>('begin-multipart')`
  WITH held AS MATERIALIZED (
    SELECT * FROM upload
     WHERE id = ${'uploadId'} AND attempt = ${'attempt'}::int AND status IN ${OPEN} AND part_size_bytes IS NOT NULL
       FOR NO KEY UPDATE
  ),
  k AS (
    UPDATE stored_key SET multipart_upload_id = ${'multipartUploadId'}
     WHERE upload_id = (SELECT id FROM held) AND role = 'put' AND attempt = ${'attempt'}::int AND state = 'open'
       AND multipart_upload_id IS NULL
    RETURNING upload_id
  ),
  u AS (
    UPDATE upload SET status = 'IN_PROGRESS' FROM k WHERE upload.id = k.upload_id
    RETURNING upload.*
  )
  INSERT INTO upload_event (organization_id, namespace_id, upload_id, attempt, kind, detail)
  SELECT organization_id, namespace_id, id, attempt, 'multipart_begun',
    jsonb_build_object('part_size_bytes', part_size_bytes) FROM u
  RETURNING upload_id`

export async function beginMultipart(db: Database, begun: Begun): Promise<BeginOutcome> {
  const isFirst = (await db.run(BEGIN, begun)).length > 0
  const upload = await findUploadById(db, begun.uploadId)
  const isOurs = upload?.attempt === begun.attempt && upload.putKey !== null
  if (!isOurs || typeof upload.multipart?.multipartUploadId !== 'string') return { outcome: 'lost' }
  return { outcome: isFirst ? 'begun' : 'begun_before', upload }
}
