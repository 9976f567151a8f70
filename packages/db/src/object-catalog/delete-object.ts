/**
 * Deleting an object, and with the last reference its bytes. Two statements in one transaction: the first locks, the
 * second counts who else refers to each key. One statement would count in a snapshot older than the lock it waited for:
 * of two objects that name one key, deleted together, each would still see the other and the bytes would stay charged
 * for ever.
 *
 * Locks in the order of the whole package: uploads by id, their stored keys by id, quota rows by id. Whoever adds or
 * drops a reference holds the key while it does, so the count cannot change between the two statements. The object goes
 * after the quota rows are held: a confirm with its unique key, which holds them, waits in the index for whoever deletes it.
 */
import type { Tenant } from '@landfall/core/domain'
import type { Database } from '../connect.ts'
import { onlyRow } from '../rows.ts'
import { DOOMED_UNTIL_OF_U } from '../sql/keys.ts'
import { QUOTA_IDS_OF_U } from '../sql/quota.ts'
import { fragment, sql } from '../sql/statement.ts'

type Params = Tenant & { objectId: string; bucketId: string | null }

const OBJECT_OF_TENANT = fragment<keyof Params>`
  o.id = ${'objectId'} AND o.organization_id = ${'organizationId'} AND o.namespace_id = ${'namespaceId'}
  AND (${'bucketId'}::text IS NULL OR o.bucket_id = ${'bucketId'}::text)`

/** The uploads are those that brought the bytes; their keys wait until every one of them is held. */
const HOLD = sql<Params>('hold-object-keys')`
  WITH named AS MATERIALIZED (
    SELECT k.id, k.upload_id FROM object o
      JOIN blob ON blob.object_id = o.id JOIN stored_key k ON k.id = blob.stored_key_id
     WHERE ${OBJECT_OF_TENANT}
  ),
  held AS MATERIALIZED (
    SELECT id FROM upload WHERE id IN (SELECT upload_id FROM named) ORDER BY id FOR NO KEY UPDATE
  )
  SELECT id FROM stored_key
   WHERE id IN (SELECT id FROM named) AND (SELECT count(*) FROM held) > 0
   ORDER BY id FOR UPDATE`

/**
 * Every part of the WITH sees the rows as they were before it, the object's own blobs among them; the cascade that
 * removes those runs at the end. A key's bytes go back to the upload that brought them, the count to the object's own
 * scopes; the two may differ once objects share bytes.
 */
const DELETE = sql<Params>('delete-object')`
  WITH named AS MATERIALIZED (
    SELECT * FROM object o WHERE ${OBJECT_OF_TENANT}
  ),
  piece AS MATERIALIZED (
    SELECT stored_key_id, upload_id FROM blob WHERE object_id = (SELECT id FROM named)
  ),
  last AS MATERIALIZED (
    SELECT k.id, k.upload_id, k.size_bytes FROM stored_key k
     WHERE k.id IN (SELECT stored_key_id FROM piece) AND k.state = 'live'
       AND NOT EXISTS (
         SELECT FROM blob WHERE blob.stored_key_id = k.id AND blob.object_id <> (SELECT id FROM named)
       )
       AND NOT EXISTS (
         SELECT FROM upload u
          WHERE u.served_key_id = k.id AND u.status = 'COMPLETED' AND NOT u.create_object AND u.deleted_at IS NULL
       )
  ),
  movement AS MATERIALIZED (
    SELECT u.organization_id, u.namespace_id, u.bucket_id, u.owner, ${QUOTA_IDS_OF_U} AS quota_ids,
      last.id::text AS subject, -last.size_bytes AS bytes, 0 AS objects
    FROM last JOIN upload u ON u.id = last.upload_id
    UNION ALL
    SELECT u.organization_id, u.namespace_id, u.bucket_id, u.owner, ${QUOTA_IDS_OF_U}, u.id, 0, -1 FROM named u
  ),
  change AS MATERIALIZED (
    SELECT quota_id, sum(bytes) AS bytes, sum(objects) AS objects
    FROM movement CROSS JOIN LATERAL unnest(quota_ids) AS quota_id GROUP BY quota_id
  ),
  q AS MATERIALIZED (
    SELECT id FROM quota WHERE id IN (SELECT quota_id FROM change) ORDER BY id FOR UPDATE
  ),
  found AS MATERIALIZED (SELECT count(*) AS quota_rows FROM q),
  o AS (
    DELETE FROM object WHERE id = (SELECT id FROM named) AND (SELECT quota_rows FROM found) > 0 RETURNING id
  ),
  refunded AS (
    UPDATE quota SET used_bytes = quota.used_bytes + change.bytes, used_objects = quota.used_objects + change.objects
    FROM change WHERE quota.id = change.quota_id AND EXISTS (SELECT FROM o)
  ),
  booked AS (
    INSERT INTO quota_entry (
      organization_id, namespace_id, bucket_id, owner, subject, kind, seq, used_bytes, used_objects
    )
    SELECT organization_id, namespace_id, bucket_id, owner, subject, 'refund', 0, bytes, objects FROM movement
     WHERE EXISTS (SELECT FROM o)
  ),
  doomed AS (
    UPDATE stored_key SET state = 'doomed', doomed_until = ${DOOMED_UNTIL_OF_U}, next_delete_at = now()
    FROM last JOIN upload u ON u.id = last.upload_id WHERE stored_key.id = last.id AND EXISTS (SELECT FROM o)
  ),
  told AS (
    INSERT INTO upload_event (organization_id, namespace_id, upload_id, attempt, kind, detail)
    SELECT u.organization_id, u.namespace_id, u.id, u.attempt, 'object_deleted',
      jsonb_build_object('object_id', (SELECT id FROM o))
    FROM upload u WHERE u.id IN (SELECT upload_id FROM piece) AND EXISTS (SELECT FROM o)
  )
  SELECT (SELECT count(*) FROM o)::int AS deleted, found.quota_rows::int AS found_quotas,
    (SELECT count(*) FROM change)::int AS charged_quotas
  FROM found`

interface Deleted {
  deleted: number
  found_quotas: number
  charged_quotas: number
}

/** `false`: there is no such object (any more). */
export async function deleteObject(
  db: Database,
  { organizationId, namespaceId }: Tenant,
  { objectId, bucketId }: { objectId: string; bucketId: string | null },
): Promise<boolean> {
  const params = { organizationId, namespaceId, objectId, bucketId }
  return db.transaction(async run => {
    await run(HOLD, params)
    const row = onlyRow(await run<Deleted, Params>(DELETE, params))
    if (row.found_quotas !== row.charged_quotas)
      throw new Error(
        `Object ${objectId} has ${row.found_quotas} quota rows instead of ${row.charged_quotas}`,
      )
    return row.deleted > 0
  })
}
