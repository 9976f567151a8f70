import type { DoomedKey, DoomedKeys } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { toSafeInteger } from '../rows.ts'
import { DOOMED_UNTIL_OF_U, OPEN } from '../sql/keys.ts'
import { sql } from '../sql/statement.ts'

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
const RECORD_DELETED = sql<{ keyIds: number[]; lastIds: number[] }>('record-deleted-keys')`
  WITH held AS MATERIALIZED (
    SELECT id, id = ANY (${'lastIds'}::bigint[]) AS is_over FROM stored_key
     WHERE id = ANY (${'keyIds'}::bigint[]) AND state = 'doomed' ORDER BY id FOR UPDATE
  )
  UPDATE stored_key SET
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
    const idsOf = (some: typeof keys) => some.map(({ keyId }) => keyId)
    await db.run(RECORD_DELETED, { keyIds: idsOf(keys), lastIds: idsOf(keys.filter(({ isLast }) => isLast)) })
  },
  async doomAbandonedSeals(olderThanSeconds) {
    return (await db.run(DOOM_ABANDONED_SEALS, { olderThanSeconds })).length
  },
})
