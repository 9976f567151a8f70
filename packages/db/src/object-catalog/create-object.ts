/**
 * An object that names bytes which are there already. One statement: references, charge and object, or nothing.
 *
 * Locks in the order of the whole package: the uploads by id, their keys by id, quota rows by id, the bucket shared. Whoever
 * drops the last reference of a key holds that key, so a key that is live under our lock stays live (ADR 7). The unique
 * key is taken by the insert of the object, while the bucket's quota row is held, as in complete.ts.
 */
import { quotaIdsFor } from '@landfall/core/domain'
import type { CreateObjectOutcome, NewObject } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { onlyRow, toJson } from '../rows.ts'
import { refusalOf, VERDICT, type VerdictRow } from '../sql/quota.ts'
import { tellCrossings } from '../sql/quota-events.ts'
import { fragment, sql } from '../sql/statement.ts'
import { uniqueDigest } from '../sql/unique-key.ts'
import { ensureOwnerQuota } from '../upload-ledger/ensure-owner-quota.ts'
import { findObjectOrNull } from './find-object.ts'
import {
  ASKED,
  type BlobParams,
  FRESH_COLUMNS,
  INSERT_BLOBS,
  MAY_BE_NAMED,
  TAKE_OVER,
  toBlobParam,
} from './new-blobs.ts'

interface Params extends BlobParams {
  bucketId: string
  owner: string | null
  keyPrefix: string | null
  metadata: string | null
  uniqueKey: string | null
  quotaIds: string[]
}

const CREATE = sql<Params>('create-object')`
  WITH ${ASKED},
  held AS MATERIALIZED (
    SELECT * FROM upload
     WHERE id IN (SELECT upload_id FROM asked) AND organization_id = ${'organizationId'}
       AND namespace_id = ${'namespaceId'} AND bucket_id = ${'bucketId'} AND owner IS NOT DISTINCT FROM ${'owner'}::text
     ORDER BY id FOR NO KEY UPDATE
  ),
  all_held AS MATERIALIZED (SELECT count(*) AS uploads FROM held),
  k AS MATERIALIZED (
    SELECT * FROM stored_key
     WHERE id IN (SELECT served_key_id FROM held) AND (SELECT uploads FROM all_held) > 0 ORDER BY id FOR UPDATE
  ),
  fresh AS MATERIALIZED (
    SELECT ${FRESH_COLUMNS} FROM asked JOIN held u ON u.id = asked.upload_id JOIN k ON k.id = u.served_key_id
     WHERE ${MAY_BE_NAMED}
  ),
  guard AS MATERIALIZED (
    SELECT (SELECT count(*) FROM fresh) = (SELECT count(*) FROM asked) AND (SELECT count(*) FROM k) >= 0 AS holds
  ),
  q AS MATERIALIZED (
    SELECT * FROM quota WHERE id = ANY (${'quotaIds'}::text[]) AND (SELECT holds FROM guard) ORDER BY id FOR UPDATE
  ),
  ask AS (SELECT 0::bigint AS bytes, 1 AS objects, 0 AS unsized),${VERDICT},
  b AS MATERIALIZED (
    SELECT id FROM bucket
     WHERE id = ${'bucketId'} AND organization_id = ${'organizationId'} AND namespace_id = ${'namespaceId'}
       AND status = 'ACTIVE' AND NOT is_locked AND (SELECT quota_rows FROM verdict) IS NOT NULL
       FOR SHARE
  ),
  o AS (
    INSERT INTO object (id, organization_id, namespace_id, bucket_id, owner, key_prefix, metadata, unique_key)
    SELECT ${'objectId'}, ${'organizationId'}, ${'namespaceId'}, b.id, ${'owner'}::text, ${'keyPrefix'}::text,
      ${'metadata'}::jsonb, ${uniqueDigest(fragment`${'uniqueKey'}::text`)}
    FROM b CROSS JOIN verdict CROSS JOIN guard
    WHERE guard.holds AND verdict.ok AND verdict.quota_rows = cardinality(${'quotaIds'}::text[])
    ON CONFLICT (organization_id, namespace_id, bucket_id, unique_key) WHERE unique_key IS NOT NULL DO NOTHING
    RETURNING *
  ),
  pieces AS (${INSERT_BLOBS} WHERE EXISTS (SELECT FROM o)),
  taken_over AS (${TAKE_OVER} AND EXISTS (SELECT FROM o)),
  charged AS (
    UPDATE quota SET used_objects = quota.used_objects + 1
     WHERE id = ANY (${'quotaIds'}::text[]) AND EXISTS (SELECT FROM o)
  ),
  crossed AS (
    ${tellCrossings(fragment`
      SELECT judged.*, judged.limit_bytes AS was_limit_bytes, judged.limit_objects AS was_limit_objects,
        judged.used_bytes AS now_used_bytes, judged.used_objects + 1 AS now_used_objects
      FROM judged CROSS JOIN o`)}
  ),
  booked AS (
    INSERT INTO quota_entry (organization_id, namespace_id, bucket_id, owner, subject, kind, seq, used_objects)
    SELECT organization_id, namespace_id, bucket_id, owner, id, 'settle', 0, 1 FROM o
  )
  SELECT verdict.quota_rows, verdict.ok, verdict.refusals, guard.holds, EXISTS (SELECT FROM b) AS is_open,
    EXISTS (SELECT FROM o) AS is_created
  FROM verdict CROSS JOIN guard`

type Row = VerdictRow & { holds: boolean; is_open: boolean; is_created: boolean }

export async function createObject(db: Database, object: NewObject): Promise<CreateObjectOutcome> {
  await ensureOwnerQuota(db, object)
  const quotaIds = quotaIdsFor(object)
  const { organizationId, namespaceId, objectId, bucketId, owner, keyPrefix, uniqueKey } = object
  const row = onlyRow(
    await db.run<Row, Params>(CREATE, {
      ...{ organizationId, namespaceId, objectId, bucketId, owner, keyPrefix, uniqueKey, quotaIds },
      metadata: toJson(object.metadata),
      blobs: toBlobParam(object.blobs),
    }),
  )
  if (row.is_created) {
    const created = await findObjectOrNull(db, object, { objectId, bucketId: null })
    // Nobody knows its id yet: deleted the moment it was written, it went with its bucket.
    return created === null ? { outcome: 'bucket_closed' } : { outcome: 'created', object: created }
  }
  if (!row.holds) return { outcome: 'upload_gone' }
  if (!row.is_open) return { outcome: 'bucket_closed' }
  if (row.quota_rows !== quotaIds.length)
    throw new Error(`Object ${objectId} has ${row.quota_rows} quota rows instead of ${quotaIds.length}`)
  const refused = refusalOf(row, { bytes: 0, objects: 1 })
  if (refused?.outcome === 'quota_exceeded') return refused
  return { outcome: 'key_taken' }
}
