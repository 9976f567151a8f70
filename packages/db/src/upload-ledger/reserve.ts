/**
 * Reserve: all scopes or none, in one statement and one round trip. Owns the inserts of upload, put key, ledger entry
 * and first event. Refusing leaves no row behind.
 *
 * Where an object has the unique key already, the upload is stored as SKIPPED: it reserves nothing, and its key was never
 * open. The create's Idempotency-Key is inserted with it, so neither can be there without the other; of twins, the second
 * waits for the quota rows and then finds the key taken.
 *
 * Order of locks: the token's grant, quota rows by id, then the bucket, shared. Each later part asks for the result of the one before, which
 * is what makes Postgres run them in this order: parts of a WITH that do not depend on each other have none.
 */
import type { UploadRecord } from '@landfall/core/domain'
import { quotaIdsFor } from '@landfall/core/domain'
import type { NewUpload, ReserveOutcome } from '@landfall/core/ports'
import type { Database, RunStatement } from '../connect.ts'
import { violatedConstraint } from '../errors.ts'
import { onlyRow, toJson } from '../rows.ts'
import { ATTEMPT_DETAIL, SKIPPED_DETAIL } from '../sql/events.ts'
import { type IdempotencyParams, idempotencyParams, remember } from '../sql/idempotency.ts'
import { assertQuotaRows, COUNTS_UNSIZED, refusalOf, VERDICT, type VerdictRow } from '../sql/quota.ts'
import { fragment, sql } from '../sql/statement.ts'
import {
  afterGrant,
  countsOpenUnsized,
  TOKEN_ROOM,
  type TokenParams,
  type TokenRoomRow,
  tokenParams,
  tokenRefusalOf,
} from '../sql/token-room.ts'
import { uniqueDigest } from '../sql/unique-key.ts'
import { ensureOwnerQuota } from './ensure-owner-quota.ts'
import { findUploadById } from './find.ts'
import { NO_SERVED_KEY, toUploadRecord, UPLOAD_COLUMNS, type UploadRow } from './upload-row.ts'

type Params = Omit<NewUpload, 'checksum' | 'metadata' | 'objectMetadata' | 'idempotency' | 'grant'> &
  IdempotencyParams &
  TokenParams & {
    quotaIds: string[]
    reservedBytes: number
    reservedObjects: number
    unsized: number
    checksumAlgorithm: string | null
    checksumValue: string | null
    metadata: string | null
    objectMetadata: string | null
  }

const RESERVE = sql<Params>('reserve-upload')`
  WITH g AS MATERIALIZED (
    SELECT id, files_used FROM token_grant WHERE id = ${'grantId'}::text FOR UPDATE
  ),
  q AS MATERIALIZED (
    SELECT * FROM quota WHERE id = ANY(${'quotaIds'}::text[]) AND (SELECT count(*) FROM g) IS NOT NULL
     ORDER BY id FOR UPDATE
  ),${TOKEN_ROOM},
  existing AS MATERIALIZED (
    SELECT id FROM object
     WHERE ${'createObject'}::boolean AND organization_id = ${'organizationId'} AND namespace_id = ${'namespaceId'}
       AND bucket_id = ${'bucketId'} AND unique_key = ${uniqueDigest(fragment`${'uniqueKey'}::text`)}
  ),
  ask AS (
    SELECT (1 - taken) * ${'reservedBytes'}::bigint AS bytes, (1 - taken) * ${'reservedObjects'}::int AS objects,
      (1 - taken) * ${'unsized'}::int AS unsized
    FROM (SELECT count(*)::int AS taken FROM existing)
  ),${VERDICT},
  b AS MATERIALIZED (
    SELECT id, name, status, is_locked, store_id, schema_changed_at FROM bucket
     WHERE id = ${'bucketId'} AND organization_id = ${'organizationId'} AND namespace_id = ${'namespaceId'}
       AND (SELECT quota_rows FROM verdict) IS NOT NULL
       FOR SHARE
  ),
  may AS MATERIALIZED (
    SELECT b.store_id FROM verdict CROSS JOIN b CROSS JOIN room
     WHERE room.for_file AND room.for_unsized AND verdict.ok AND verdict.quota_rows = cardinality(${'quotaIds'}::text[])
       AND b.status = 'ACTIVE' AND NOT b.is_locked
  ),
  remembered AS (${remember(fragment`may`, fragment`false`)}),
  go AS MATERIALIZED (
    SELECT * FROM may WHERE ${'idempotencyKey'}::text IS NULL OR EXISTS (SELECT FROM remembered)
  ),
  counted AS (
    UPDATE token_grant SET files_used = token_grant.files_used + 1
     WHERE id = ${'grantId'}::text AND EXISTS (SELECT FROM go)
  ),
  charged AS (
    UPDATE quota SET
      reserved_bytes = quota.reserved_bytes + ask.bytes,
      reserved_objects = quota.reserved_objects + ask.objects,
      open_unsized = quota.open_unsized + ask.unsized * ${COUNTS_UNSIZED}
    FROM ask
    WHERE quota.id = ANY(${'quotaIds'}::text[]) AND EXISTS (SELECT FROM go)
  ),
  u AS (
    INSERT INTO upload (
      id, organization_id, namespace_id, bucket_id, owner, actor_id, filename, content_type, file_size_bytes,
      checksum_algorithm, checksum_value, metadata, object_metadata, blob_property, blob_type, create_object,
      skip_duplicates, sends_headers, guard, expiration_seconds, reserved_bytes, reserved_objects, created_at,
      expires_at, settle_until, next_check_at, unique_key, existing_object_id, part_size_bytes, status
    )
    SELECT
      ${'uploadId'}, ${'organizationId'}, ${'namespaceId'}, ${'bucketId'}, ${'owner'}::text, ${'actorId'},
      ${'filename'}, ${'contentType'}, ${'fileSizeBytes'}::bigint, ${'checksumAlgorithm'}::text,
      ${'checksumValue'}::text, ${'metadata'}::jsonb, ${'objectMetadata'}::jsonb, ${'blobProperty'}, ${'blobType'},
      ${'createObject'}::boolean, ${'skipDuplicates'}::boolean, ${'sendsHeaders'}::boolean, ${'guard'},
      ${'expirationSeconds'}::int, ask.bytes, ask.objects, now(),
      now() + make_interval(secs => ${'expirationSeconds'}::int),
      now() + make_interval(secs => ${'expirationSeconds'}::int + ${'transferGraceSeconds'}::int),
      CASE WHEN existing.id IS NULL THEN now() + interval '1 minute' END,
      ${uniqueDigest(fragment`${'uniqueKey'}::text`)}, existing.id, ${'partSizeBytes'}::bigint,
      CASE WHEN existing.id IS NULL THEN 'PENDING' ELSE 'SKIPPED' END
    FROM go CROSS JOIN ask LEFT JOIN existing ON true
    RETURNING *
  ),
  p AS (
    INSERT INTO stored_key (organization_id, namespace_id, bucket_id, store_id, upload_id, attempt, role, key, state)
    SELECT u.organization_id, u.namespace_id, u.bucket_id, go.store_id, u.id, u.attempt, 'put', ${'putKey'},
      CASE WHEN u.status = 'SKIPPED' THEN 'gone' ELSE 'open' END
      FROM u CROSS JOIN go
    RETURNING id, key, version_id, multipart_upload_id
  ),
  booked AS (
    INSERT INTO quota_entry (organization_id, namespace_id, bucket_id, owner, subject, kind, seq, reserved_bytes, reserved_objects)
    SELECT organization_id, namespace_id, bucket_id, owner, id, 'reserve', attempt, reserved_bytes, reserved_objects FROM u
  ),
  told AS (
    INSERT INTO upload_event (organization_id, namespace_id, upload_id, attempt, kind, detail)
    SELECT organization_id, namespace_id, id, attempt, 'created',
      jsonb_build_object('actor_id', actor_id) || ${ATTEMPT_DETAIL}
    FROM u
    UNION ALL
    SELECT organization_id, namespace_id, id, attempt, 'skipped', ${SKIPPED_DETAIL} FROM u WHERE status = 'SKIPPED'
  )
  SELECT verdict.quota_rows, verdict.ok, verdict.refusals, b.status = 'ACTIVE' AND NOT b.is_locked AS is_bucket_open,
    EXISTS (SELECT FROM may) AND NOT EXISTS (SELECT FROM go) AS is_remembered, room.for_file, room.for_unsized,
    false AS object_deleted, ${UPLOAD_COLUMNS}
  FROM verdict CROSS JOIN room LEFT JOIN b ON true LEFT JOIN u ON true LEFT JOIN p ON true LEFT JOIN ${NO_SERVED_KEY} s ON false`

type Row = VerdictRow &
  TokenRoomRow & { is_bucket_open: boolean | null; is_remembered: boolean } & (UploadRow | { id: null })

export async function reserve(db: Database, upload: NewUpload): Promise<ReserveOutcome> {
  await ensureOwnerQuota(db, upload)
  const params = paramsOf(upload)
  const row = await runReserve(db, params)
  if (row !== null && row.id !== null) return { outcome: 'reserved', upload: toUploadRecord(row) }

  const earlier = await findEarlier(db, upload)
  if (earlier !== null) return { outcome: 'reserved', upload: earlier }
  return refusedBy(row, upload, params)
}

/** One item of a batch, in the batch's transaction. */
export async function reserveIn(run: RunStatement, upload: NewUpload): Promise<ReserveOutcome> {
  const params = paramsOf(upload)
  const row = onlyRow(await run<Row, Params>(RESERVE, params))
  if (row.id !== null) return { outcome: 'reserved', upload: toUploadRecord(row) }
  return refusedBy(row, upload, params)
}

type Refusal = Exclude<ReserveOutcome, { outcome: 'reserved' }>

function refusedBy(row: Row | null, upload: NewUpload, params: Params): Refusal {
  if (row?.is_remembered) return { outcome: 'remembered' }
  if (!row?.is_bucket_open) return { outcome: 'bucket_closed' }
  const spent = tokenRefusalOf(row, upload)
  if (spent !== null) return spent
  assertQuotaRows(row.quota_rows, upload.owner, upload.uploadId)
  const refused = refusalOf(row, { bytes: params.reservedBytes, objects: params.reservedObjects })
  if (refused === null) throw new Error(`Upload ${upload.uploadId} was neither reserved nor refused`)
  return refused
}

function paramsOf({ checksum, metadata, objectMetadata, idempotency, grant, ...upload }: NewUpload): Params {
  return {
    ...upload,
    ...idempotencyParams(idempotency),
    ...tokenParams(grant),
    quotaIds: quotaIdsFor(upload),
    reservedBytes: upload.fileSizeBytes ?? 0,
    reservedObjects: upload.createObject ? 1 : 0,
    unsized: upload.fileSizeBytes === null ? 1 : 0,
    checksumAlgorithm: checksum?.algorithm ?? null,
    checksumValue: checksum?.value ?? null,
    metadata: toJson(metadata),
    objectMetadata: toJson(objectMetadata),
  }
}

/** `null`: there is an upload with this id already. */
async function runReserve(db: Database, params: Params): Promise<Row | null> {
  try {
    const rows = countsOpenUnsized(params)
      ? await db.transaction(run => afterGrant(run, params, () => run<Row, Params>(RESERVE, params)))
      : await db.run<Row, Params>(RESERVE, params)
    return onlyRow(rows)
  } catch (error) {
    if (violatedConstraint(error) === 'upload_pkey') return null
    throw error
  }
}

/**
 * The same call again, because the answer to the first one was lost, must neither reserve twice nor be refused for the
 * room that the first one took. Looked up only then, in a snapshot younger than the refusal.
 */
async function findEarlier(
  db: Database,
  { uploadId, organizationId }: NewUpload,
): Promise<UploadRecord | null> {
  const upload = await findUploadById(db, uploadId)
  if (upload && upload.organizationId !== organizationId)
    throw new Error(`Upload id ${uploadId} was used twice`)
  return upload
}
