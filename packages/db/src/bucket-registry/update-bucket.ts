import type { Tenant } from '@landfall/core/domain'
import type { BucketChanges, UpdateBucketOutcome } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { violatedConstraint } from '../errors.ts'
import { toJson } from '../rows.ts'
import { sql } from '../sql/statement.ts'
import { BUCKET_COLUMNS, type BucketRow, toBucketRecord } from './bucket-row.ts'

type BucketRef = Tenant & { bucketId: string }

interface Params extends BucketRef {
  name: string | null
  description: string | null
  schema: string | null
  metadata: string | null
  rules: string | null
  unconfirmed: string | null
  confirmGraceSeconds: number | null
  isLocked: boolean | null
  status: string | null
}

/** Null leaves a column as it is. Reserving looks at the bucket's row under a shared lock, so no upload slips past a change. */
const UPDATE = sql<Params>('update-bucket')`
  WITH b AS (
    UPDATE bucket SET
      name = COALESCE(${'name'}::text, name), description = COALESCE(${'description'}::text, description),
      schema = COALESCE(${'schema'}::jsonb, schema),
      schema_changed_at = CASE WHEN ${'schema'}::jsonb IS DISTINCT FROM schema AND ${'schema'}::jsonb IS NOT NULL
        THEN clock_timestamp() ELSE schema_changed_at END,
      metadata = COALESCE(${'metadata'}::jsonb, metadata), rules = COALESCE(${'rules'}::jsonb, rules),
      unconfirmed = COALESCE(${'unconfirmed'}::text, unconfirmed),
      confirm_grace_seconds = COALESCE(${'confirmGraceSeconds'}::int, confirm_grace_seconds),
      is_locked = COALESCE(${'isLocked'}::boolean, is_locked), status = COALESCE(${'status'}::text, status),
      updated_at = now()
    WHERE id = ${'bucketId'} AND organization_id = ${'organizationId'} AND namespace_id = ${'namespaceId'}
      AND status <> 'IN_PROGRESS'
    RETURNING *
  )
  SELECT ${BUCKET_COLUMNS}
  FROM b JOIN quota q ON q.id = 'bucket:' || b.id JOIN organization o ON o.id = b.organization_id`

const IS_THERE = sql<BucketRef>('is-bucket-there')`
  SELECT id FROM bucket
   WHERE id = ${'bucketId'} AND organization_id = ${'organizationId'} AND namespace_id = ${'namespaceId'}
     AND deleted_at IS NULL`

export async function updateBucket(
  db: Database,
  { organizationId, namespaceId, bucketId }: BucketRef,
  changes: BucketChanges,
): Promise<UpdateBucketOutcome> {
  const ref = { organizationId, namespaceId, bucketId }
  try {
    const [row] = await db.run<BucketRow, Params>(UPDATE, { ...ref, ...paramsOf(changes) })
    if (row !== undefined) return { outcome: 'updated', bucket: toBucketRecord(row) }
  } catch (error) {
    if (violatedConstraint(error) === 'bucket_namespace_id_name_key') return { outcome: 'name_taken' }
    throw error
  }
  return { outcome: (await db.run(IS_THERE, ref)).length > 0 ? 'deleting' : 'not_found' }
}

const paramsOf = (changes: BucketChanges): Omit<Params, keyof BucketRef> => ({
  name: changes.name ?? null,
  description: changes.description ?? null,
  schema: toJson(changes.schema ?? null),
  metadata: toJson(changes.metadata ?? null),
  rules: toJson(changes.rules ?? null),
  unconfirmed: changes.unconfirmed ?? null,
  confirmGraceSeconds: changes.confirmGraceSeconds ?? null,
  isLocked: changes.isLocked ?? null,
  status: changes.status ?? null,
})
