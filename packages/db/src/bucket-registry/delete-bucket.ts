/**
 * What a bucket still has, and the end of its deletion. The uploads and objects in between go through `finish`,
 * `dropReference` and `delete`, as everywhere; here is only what is about the bucket as a whole.
 */
import type { BucketRemains } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { onlyRow } from '../rows.ts'
import { DOOMED_UNTIL_OF_U, OPEN } from '../sql/keys.ts'
import { sql } from '../sql/statement.ts'

interface BucketRef {
  bucketId: string
}

const REMAINS = sql<BucketRef & { limit: number }>('bucket-remains')`
  SELECT
    ARRAY(SELECT u.id FROM upload u WHERE u.organization_id = b.organization_id AND u.namespace_id = b.namespace_id
      AND u.bucket_id = b.id AND u.status IN ${OPEN} LIMIT ${'limit'}) AS open_uploads,
    ARRAY(SELECT o.id FROM object o WHERE o.organization_id = b.organization_id AND o.namespace_id = b.namespace_id
      AND o.bucket_id = b.id LIMIT ${'limit'}) AS objects,
    ARRAY(SELECT u.id FROM upload u WHERE u.bucket_id = b.id AND u.status = 'COMPLETED' AND NOT u.create_object
      AND u.deleted_at IS NULL LIMIT ${'limit'}) AS held_uploads
  FROM bucket b WHERE b.id = ${'bucketId'}`

interface RemainsRow {
  open_uploads: string[]
  objects: string[]
  held_uploads: string[]
}

export async function bucketRemains(db: Database, bucketId: string, limit: number): Promise<BucketRemains> {
  const [row] = await db.run<RemainsRow, BucketRef & { limit: number }>(REMAINS, { bucketId, limit })
  return {
    openUploads: row?.open_uploads ?? [],
    objects: row?.objects ?? [],
    heldUploads: row?.held_uploads ?? [],
  }
}

/** Since the bucket is IN_PROGRESS no upload begins in it, so what is not there now never comes. */
const FINISH = sql<BucketRef>('finish-bucket-delete')`
  WITH b AS MATERIALIZED (
    SELECT * FROM bucket WHERE id = ${'bucketId'} AND status = 'IN_PROGRESS' FOR UPDATE
  ),
  free AS MATERIALIZED (
    SELECT b.id FROM b
     WHERE b.deleted_at IS NULL
       AND NOT EXISTS (SELECT FROM upload u WHERE u.organization_id = b.organization_id AND u.namespace_id = b.namespace_id
         AND u.bucket_id = b.id AND u.status IN ${OPEN})
       AND NOT EXISTS (SELECT FROM object o WHERE o.organization_id = b.organization_id AND o.namespace_id = b.namespace_id
         AND o.bucket_id = b.id)
       AND NOT EXISTS (SELECT FROM stored_key k WHERE k.bucket_id = b.id AND k.state = 'live')
  ),
  doomed AS (
    UPDATE stored_key SET state = 'doomed', doomed_until = ${DOOMED_UNTIL_OF_U}, next_delete_at = now()
    FROM upload u JOIN free ON free.id = u.bucket_id
    WHERE stored_key.organization_id = u.organization_id AND stored_key.namespace_id = u.namespace_id
      AND stored_key.upload_id = u.id AND stored_key.bucket_id = ${'bucketId'} AND stored_key.state = 'kept'
  ),
  emptied AS (
    DELETE FROM quota WHERE scope IN ('bucket', 'owner') AND scope_id = (SELECT id FROM free)
      AND organization_id = (SELECT organization_id FROM b)
  ),
  gone AS (
    UPDATE bucket SET deleted_at = now(), name = bucket.id, updated_at = now() FROM free WHERE bucket.id = free.id
    RETURNING bucket.id
  )
  SELECT (SELECT count(*) FROM gone) = 1 OR NOT EXISTS (SELECT FROM b) OR (SELECT deleted_at IS NOT NULL FROM b) AS is_deleted`

export async function finishDelete(db: Database, bucketId: string): Promise<boolean> {
  return onlyRow(await db.run<{ is_deleted: boolean }, BucketRef>(FINISH, { bucketId })).is_deleted
}
