import type { DoomedKey, DoomedKeys } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { toSafeInteger } from '../rows.ts'
import { DOOMED_UNTIL_OF_U, OPEN } from '../sql/keys.ts'
import { sql } from '../sql/statement.ts'
import { removeDeletedBuckets } from './remove-deleted-buckets.ts'

/** Workers pass over each other's rows instead of waiting for them. */
const CLAIM = sql<{ limit: number; leaseSeconds: number }>('claim-doomed-keys')`
  WITH due AS MATERIALIZED (
    SELECT id FROM stored_key WHERE state = 'doomed' AND next_delete_at <= now()
     ORDER BY next_delete_at, id LIMIT ${'limit'} FOR UPDATE SKIP LOCKED
  )
  UPDATE stored_key SET next_delete_at = now() + make_interval(secs => ${'leaseSeconds'})
    FROM due, upload u WHERE stored_key.id = due.id AND u.id = stored_key.upload_id
  RETURNING stored_key.id, stored_key.key, stored_key.version_id, stored_key.doomed_until <= now() AS is_last,
    stored_key.multipart_upload_id, stored_key.role = 'put' AND u.part_size_bytes IS NOT NULL AS is_multipart`

/** A PUT that began in time may bring the bytes back, so until `doomed_until` a deleted key is deleted again. */
interface Recorded {
  keyIds: number[]
  lastIds: number[]
  foundIds: number[]
  sizes: number[]
  etags: string[]
}

const RECORD_DELETED = sql<Recorded>('record-deleted-keys')`
  WITH held AS MATERIALIZED (
    SELECT *, id = ANY (${'lastIds'}::bigint[]) AS is_over FROM stored_key
     WHERE id = ANY (${'keyIds'}::bigint[]) AND state = 'doomed' ORDER BY id FOR UPDATE
  ),
  told AS (
    INSERT INTO upload_event (organization_id, namespace_id, upload_id, attempt, kind, detail)
    SELECT held.organization_id, held.namespace_id, held.upload_id, held.attempt, 'late_bytes_deleted',
      jsonb_build_object('size_bytes', found.size_bytes, 'etag', found.etag)
    FROM held JOIN unnest(${'foundIds'}::bigint[], ${'sizes'}::bigint[], ${'etags'}::text[]) AS found (id, size_bytes, etag)
      ON found.id = held.id
    WHERE held.deleted_at IS NOT NULL
  )
  UPDATE stored_key SET deleted_at = COALESCE(stored_key.deleted_at, now()),
    state = CASE WHEN held.is_over THEN 'gone' ELSE 'doomed' END,
    next_delete_at = CASE WHEN NOT held.is_over THEN LEAST(stored_key.doomed_until, now() + interval '1 hour') END
  FROM held WHERE stored_key.id = held.id`

/** The lock looks at the state again: a seal that was committed live meanwhile is not open any more. */
const DOOM_ABANDONED_SEALS = sql<{ olderThanSeconds: number }>('doom-abandoned-seals')`
  WITH abandoned AS MATERIALIZED (
    SELECT k.id FROM stored_key k JOIN upload u ON u.id = k.upload_id
     WHERE k.role = 'seal' AND k.state = 'open' AND u.status NOT IN ${OPEN}
       AND k.created_at <= now() - make_interval(secs => ${'olderThanSeconds'})
     ORDER BY k.created_at LIMIT 1000 FOR UPDATE OF k SKIP LOCKED
  )
  UPDATE stored_key SET state = 'doomed', doomed_until = ${DOOMED_UNTIL_OF_U}, next_delete_at = now()
    FROM abandoned, upload u WHERE stored_key.id = abandoned.id AND u.id = stored_key.upload_id
  RETURNING stored_key.id`

/**
 * The upload is locked before its keys, as everywhere. Its events go with it; the ledger's entries stay: they add up to
 * nothing, and a ledger is never shortened. No object, blob or idempotency key can name an upload that never completed
 * and expired so long ago.
 */
const REMOVE_RECORDS = sql<{ afterSeconds: number; limit: number }>('remove-upload-records')`
  WITH old AS MATERIALIZED (
    SELECT u.id FROM upload u
     WHERE u.status IN ('FAILED', 'CANCELED', 'SKIPPED') AND u.expires_at < now() - make_interval(secs => ${'afterSeconds'})
       AND NOT EXISTS (SELECT FROM stored_key k WHERE k.upload_id = u.id AND k.state <> 'gone')
     ORDER BY u.expires_at LIMIT ${'limit'} FOR UPDATE OF u SKIP LOCKED
  ),
  keys AS (
    DELETE FROM stored_key USING old WHERE stored_key.upload_id = old.id RETURNING stored_key.id
  )
  DELETE FROM upload USING old WHERE upload.id = old.id AND (SELECT count(*) FROM keys) >= 0
  RETURNING upload.id`

type KeyRow = {
  id: string
  key: string
  version_id: string | null
  is_last: boolean
  multipart_upload_id: string | null
  is_multipart: boolean
}

export const createDoomedKeys = (db: Database): DoomedKeys => ({
  async claim(limit, leaseSeconds): Promise<DoomedKey[]> {
    const rows = await db.run<KeyRow, { limit: number; leaseSeconds: number }>(CLAIM, { limit, leaseSeconds })
    return rows.map(row => ({
      keyId: toSafeInteger(row.id),
      key: row.key,
      versionId: row.version_id,
      isLast: row.is_last,
      multipart: row.is_multipart ? { multipartUploadId: row.multipart_upload_id } : null,
    }))
  },
  async recordDeleted(keys) {
    const idsOf = (some: readonly { keyId: number }[]) => some.map(({ keyId }) => keyId)
    const found = keys.flatMap(({ keyId, found: bytes }) => (bytes ? [{ keyId, ...bytes }] : []))
    await db.run(RECORD_DELETED, {
      keyIds: idsOf(keys),
      lastIds: idsOf(keys.filter(({ isLast }) => isLast)),
      foundIds: idsOf(found),
      sizes: found.map(({ sizeBytes }) => sizeBytes),
      etags: found.map(({ etag }) => etag),
    })
  },
  async removeRecords(afterSeconds, limit) {
    return (await db.run(REMOVE_RECORDS, { afterSeconds, limit })).length
  },
  removeDeletedBuckets: limit => removeDeletedBuckets(db, limit),
  async doomAbandonedSeals(olderThanSeconds) {
    return (await db.run(DOOM_ABANDONED_SEALS, { olderThanSeconds })).length
  },
})
