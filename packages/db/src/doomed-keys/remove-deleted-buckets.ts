/**
 * Rows that a deleted bucket left behind for its keys to be watched. An upload goes with its last key, and the bucket with
 * its last upload. The ledger's entries stay: they add up to nothing, and a ledger is never shortened.
 */
import type { DoomedKeys } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { sql } from '../sql/statement.ts'

interface Limit {
  limit: number
}

/**
 * The upload is locked before its keys, as everywhere. One whose key serves another upload waits until that one is gone:
 * shared bytes are of one bucket, so it is.
 */
const REMOVE_UPLOADS = sql<Limit>('remove-uploads-of-deleted-buckets')`
  WITH old AS MATERIALIZED (
    SELECT u.id FROM bucket b JOIN upload u
        ON u.organization_id = b.organization_id AND u.namespace_id = b.namespace_id AND u.bucket_id = b.id
     WHERE b.deleted_at IS NOT NULL
       AND NOT EXISTS (SELECT FROM stored_key k WHERE k.upload_id = u.id AND k.state <> 'gone')
       AND NOT EXISTS (
         SELECT FROM stored_key k JOIN upload other ON other.served_key_id = k.id
          WHERE k.upload_id = u.id AND other.id <> u.id
       )
     ORDER BY b.deleted_at LIMIT ${'limit'} FOR UPDATE OF u SKIP LOCKED
  ),
  keys AS (
    DELETE FROM stored_key USING old WHERE stored_key.upload_id = old.id RETURNING stored_key.id
  )
  DELETE FROM upload USING old WHERE upload.id = old.id AND (SELECT count(*) FROM keys) >= 0
  RETURNING upload.id`

const REMOVE_BUCKETS = sql<Limit>('remove-deleted-buckets')`
  WITH empty AS MATERIALIZED (
    SELECT b.id FROM bucket b
     WHERE b.deleted_at IS NOT NULL
       AND NOT EXISTS (SELECT FROM upload u
         WHERE u.organization_id = b.organization_id AND u.namespace_id = b.namespace_id AND u.bucket_id = b.id)
     ORDER BY b.deleted_at LIMIT ${'limit'} FOR UPDATE SKIP LOCKED
  )
  DELETE FROM bucket USING empty WHERE bucket.id = empty.id RETURNING bucket.id`

export async function removeDeletedBuckets(
  db: Database,
  limit: number,
): ReturnType<DoomedKeys['removeDeletedBuckets']> {
  const uploads = (await db.run(REMOVE_UPLOADS, { limit })).length
  const buckets = (await db.run(REMOVE_BUCKETS, { limit })).length
  return { uploads, buckets }
}
