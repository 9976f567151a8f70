/**
 * New metadata for an object, and where asked other blobs. Locks first, in the order of the whole package: uploads by id
 * (those that brought the old bytes and those named now), keys by id, quota rows by id, then the object, whose blobs are
 * looked at again under its lock; the statement that changes counts references in a snapshot younger than all of them, as
 * in delete-object.ts.
 */
import type { Tenant } from '@landfall/core/domain'
import type { ObjectUpdate, UpdateObjectOutcome } from '@landfall/core/ports'
import type { Database, RunStatement } from '../connect.ts'
import { violatedConstraint } from '../errors.ts'
import { onlyRow, toJson } from '../rows.ts'
import { DOOMED_UNTIL_OF_U } from '../sql/keys.ts'
import { QUOTA_IDS_OF_U } from '../sql/quota.ts'
import { fragment, sql } from '../sql/statement.ts'
import { uniqueDigest } from '../sql/unique-key.ts'
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

type Ref = Tenant & { objectId: string }

const OBJECT = fragment<keyof Ref>`
  id = ${'objectId'} AND organization_id = ${'organizationId'} AND namespace_id = ${'namespaceId'}`

const HOLD_KEYS = sql<BlobParams>('hold-changed-keys')`
  WITH ${ASKED},
  old AS MATERIALIZED (
    SELECT k.id, k.upload_id FROM blob JOIN stored_key k ON k.id = blob.stored_key_id
     WHERE blob.object_id = (SELECT id FROM object WHERE ${OBJECT})
  ),
  held AS MATERIALIZED (
    SELECT id, served_key_id FROM upload
     WHERE id IN (SELECT upload_id FROM old UNION SELECT upload_id FROM asked)
       AND organization_id = ${'organizationId'} AND namespace_id = ${'namespaceId'}
     ORDER BY id FOR NO KEY UPDATE
  ),
  named AS MATERIALIZED (
    SELECT id FROM old UNION SELECT served_key_id FROM held WHERE id IN (SELECT upload_id FROM asked)
  )
  SELECT id FROM stored_key WHERE id IN (SELECT id FROM named) ORDER BY id FOR UPDATE`

/** Every scope that may get bytes back; the object's own are among those of its uploads. */
const HOLD_QUOTA = sql<Ref>('hold-changed-quota')`
  SELECT id FROM quota
   WHERE id IN (
     SELECT unnest(${QUOTA_IDS_OF_U}) FROM upload u
      WHERE u.id IN (
        SELECT k.upload_id FROM blob JOIN stored_key k ON k.id = blob.stored_key_id
         WHERE blob.object_id = (SELECT id FROM object WHERE ${OBJECT})
      )
   ) ORDER BY id FOR UPDATE`

const HOLD_OBJECT = sql<Ref>('hold-changed-object')`SELECT id FROM object WHERE ${OBJECT} FOR UPDATE`

const KEYS_NOW = sql<Ref>('keys-of-object')`
  SELECT stored_key_id AS id FROM blob WHERE object_id = (SELECT id FROM object WHERE ${OBJECT})`

interface Params extends BlobParams {
  replacesBlobs: boolean
  keyPrefix: string | null
  metadata: string | null
  seenMetadata: string | null
  uniqueKey: string | null
}

const UPDATE = sql<Params>('update-object')`
  WITH ${ASKED},
  named AS MATERIALIZED (
    SELECT * FROM object WHERE ${OBJECT} AND metadata IS NOT DISTINCT FROM ${'seenMetadata'}::jsonb
  ),
  fresh AS MATERIALIZED (
    SELECT ${FRESH_COLUMNS} FROM named o CROSS JOIN asked JOIN upload u ON u.id = asked.upload_id
      JOIN stored_key k ON k.id = u.served_key_id
     WHERE u.organization_id = o.organization_id AND u.namespace_id = o.namespace_id AND u.bucket_id = o.bucket_id
       AND u.owner IS NOT DISTINCT FROM o.owner AND ${MAY_BE_NAMED}
  ),
  guard AS MATERIALIZED (
    SELECT (SELECT count(*) FROM fresh) = (SELECT count(*) FROM asked) AS holds
  ),
  o AS (
    UPDATE object SET key_prefix = ${'keyPrefix'}::text, metadata = ${'metadata'}::jsonb,
      unique_key = ${uniqueDigest(fragment`${'uniqueKey'}::text`)}, updated_at = now()
    FROM named, guard WHERE object.id = named.id AND guard.holds RETURNING object.id
  ),
  dropped AS (
    DELETE FROM blob WHERE ${'replacesBlobs'}::boolean AND object_id = (SELECT id FROM o) RETURNING stored_key_id
  ),
  pieces AS (${INSERT_BLOBS} WHERE EXISTS (SELECT FROM o) AND (SELECT count(*) FROM dropped) >= 0),
  taken_over AS (${TAKE_OVER} AND EXISTS (SELECT FROM o)),
  last AS MATERIALIZED (
    SELECT k.id, k.upload_id, k.size_bytes FROM stored_key k
     WHERE k.id IN (SELECT stored_key_id FROM dropped) AND k.id NOT IN (SELECT key_id FROM fresh) AND k.state = 'live'
       AND NOT EXISTS (SELECT FROM blob WHERE blob.stored_key_id = k.id AND blob.object_id <> ${'objectId'})
       AND NOT EXISTS (
         SELECT FROM upload u
          WHERE u.served_key_id = k.id AND u.status = 'COMPLETED' AND NOT u.create_object AND u.deleted_at IS NULL
       )
  ),
  movement AS MATERIALIZED (
    SELECT u.organization_id, u.namespace_id, u.bucket_id, u.owner, ${QUOTA_IDS_OF_U} AS quota_ids, last.id::text AS subject,
      -last.size_bytes AS bytes
    FROM last JOIN upload u ON u.id = last.upload_id
  ),
  refunded AS (
    UPDATE quota SET used_bytes = quota.used_bytes + change.bytes
    FROM (
      SELECT quota_id, sum(bytes) AS bytes FROM movement CROSS JOIN LATERAL unnest(quota_ids) AS quota_id GROUP BY quota_id
    ) AS change
    WHERE quota.id = change.quota_id
  ),
  booked AS (
    INSERT INTO quota_entry (organization_id, namespace_id, bucket_id, owner, subject, kind, seq, used_bytes)
    SELECT organization_id, namespace_id, bucket_id, owner, subject, 'refund', 0, bytes FROM movement
  ),
  doomed AS (
    UPDATE stored_key SET state = 'doomed', doomed_until = ${DOOMED_UNTIL_OF_U}, next_delete_at = now()
    FROM last JOIN upload u ON u.id = last.upload_id WHERE stored_key.id = last.id
  )
  SELECT EXISTS (SELECT FROM named) AS is_seen, guard.holds, EXISTS (SELECT FROM o) AS is_updated FROM guard`

interface Row {
  is_seen: boolean
  holds: boolean
  is_updated: boolean
}

type Outcome = 'updated' | 'lost' | 'upload_gone' | 'key_taken'

export async function updateObject(db: Database, update: ObjectUpdate): Promise<UpdateObjectOutcome> {
  const outcome = await tryToUpdate(db, update)
  if (outcome !== 'updated') return { outcome }
  const object = await findObjectOrNull(db, update, { objectId: update.objectId, bucketId: null })
  // Deleted the moment it was written.
  return object === null ? { outcome: 'lost' } : { outcome, object }
}

async function tryToUpdate(db: Database, update: ObjectUpdate): Promise<Outcome> {
  try {
    return await db.transaction(run => updateHeld(run, update))
  } catch (error) {
    if (violatedConstraint(error) === 'object_unique_key') return 'key_taken'
    throw error
  }
}

async function updateHeld(run: RunStatement, update: ObjectUpdate): Promise<Outcome> {
  const { organizationId, namespaceId, objectId, keyPrefix, uniqueKey } = update
  const ref = { organizationId, namespaceId, objectId }
  const blobs = toBlobParam(update.blobs ?? [])
  const held = new Set(
    (await run<{ id: string }, BlobParams>(HOLD_KEYS, { ...ref, blobs })).map(({ id }) => id),
  )
  await run(HOLD_QUOTA, ref)
  await run(HOLD_OBJECT, ref)
  const now = await run<{ id: string }, Ref>(KEYS_NOW, ref)
  if (now.some(({ id }) => !held.has(id))) return 'lost'
  const row = onlyRow(
    await run<Row, Params>(UPDATE, {
      ...{ ...ref, blobs, keyPrefix, uniqueKey, replacesBlobs: update.blobs !== null },
      metadata: toJson(update.metadata),
      seenMetadata: toJson(update.seenMetadata),
    }),
  )
  if (row.is_updated) return 'updated'
  return row.is_seen ? 'upload_gone' : 'lost'
}
