/**
 * A COMPLETED upload without an object is itself a reference to its bytes. Letting go takes two statements in one
 * transaction: the first locks, the second counts who else refers to the key. One statement would count in a snapshot
 * older than its own lock, miss a reference that was just committed, and doom bytes that somebody was promised. Whoever
 * adds a reference locks the key first and looks whether it is still live.
 */
import type { Database } from '../connect.ts'
import { onlyRow } from '../rows.ts'
import { DOOMED_UNTIL_OF_U } from '../sql/keys.ts'
import { assertQuotaRows, QUOTA_IDS_OF_U } from '../sql/quota.ts'
import { sql } from '../sql/statement.ts'

type Params = { uploadId: string }

const HOLD = sql<Params>('hold-reference')`
  WITH held AS MATERIALIZED (
    SELECT served_key_id FROM upload
     WHERE id = ${'uploadId'} AND status = 'COMPLETED' AND deleted_at IS NULL
       FOR NO KEY UPDATE
  )
  SELECT id FROM stored_key WHERE id = (SELECT served_key_id FROM held) FOR UPDATE`

/** Bytes go back to the upload that brought them (u), which is the one that was charged. */
const DROP = sql<Params>('drop-reference')`
  WITH dropped AS (
    UPDATE upload SET deleted_at = now()
     WHERE id = ${'uploadId'} AND NOT EXISTS (SELECT FROM blob WHERE blob.upload_id = ${'uploadId'})
    RETURNING served_key_id, create_object
  ),
  last AS MATERIALIZED (
    SELECT k.id, k.upload_id, k.size_bytes FROM stored_key k
     WHERE k.id = (SELECT served_key_id FROM dropped WHERE NOT create_object) AND k.state = 'live'
       AND NOT EXISTS (SELECT FROM blob WHERE blob.stored_key_id = k.id)
       AND NOT EXISTS (
         SELECT FROM upload other
          WHERE other.served_key_id = k.id AND other.id <> ${'uploadId'} AND other.status = 'COMPLETED'
            AND NOT other.create_object AND other.deleted_at IS NULL
       )
  ),
  u AS MATERIALIZED (SELECT * FROM upload WHERE id = (SELECT upload_id FROM last)),
  q AS MATERIALIZED (
    SELECT id FROM quota WHERE id = ANY ((SELECT ${QUOTA_IDS_OF_U} FROM u)::text[]) ORDER BY id FOR UPDATE
  ),
  found AS MATERIALIZED (SELECT count(*)::int AS quota_rows FROM q),
  doomed AS (
    UPDATE stored_key SET state = 'doomed', doomed_until = ${DOOMED_UNTIL_OF_U}, next_delete_at = now()
    FROM u WHERE stored_key.id = (SELECT id FROM last)
  ),
  refunded AS (
    UPDATE quota SET used_bytes = quota.used_bytes - last.size_bytes
    FROM last WHERE quota.id = ANY ((SELECT ${QUOTA_IDS_OF_U} FROM u)::text[]) AND (SELECT quota_rows FROM found) > 0
  ),
  booked AS (
    INSERT INTO quota_entry (organization_id, namespace_id, bucket_id, owner, subject, kind, seq, used_bytes)
    SELECT u.organization_id, u.namespace_id, u.bucket_id, u.owner, last.id::text, 'refund', 0, -last.size_bytes
      FROM u CROSS JOIN last
  )
  SELECT NOT EXISTS (SELECT FROM dropped) AS is_named, u.id IS NOT NULL AS is_last, u.owner, found.quota_rows FROM found LEFT JOIN u ON true`

interface Dropped {
  is_named: boolean
  is_last: boolean
  owner: string | null
  quota_rows: number
}

export async function dropReference(db: Database, uploadId: string): Promise<'dropped' | 'named'> {
  return db.transaction(async run => {
    const held = await run(HOLD, { uploadId })
    if (held.length === 0) return 'dropped'
    const dropped = onlyRow(await run<Dropped, Params>(DROP, { uploadId }))
    if (dropped.is_last) assertQuotaRows(dropped.quota_rows, dropped.owner, uploadId)
    return dropped.is_named ? 'named' : 'dropped'
  })
}
