import { type BucketRecord, NO_RULES, type Tenant } from '@landfall/core/domain'
import type { BucketRegistry, NewBucket } from '@landfall/core/ports'
import type { Database } from './connect.ts'
import { listBuckets } from './list-buckets.ts'
import { toJson, toSafeInteger, toSafeIntegerOrNull } from './rows.ts'
import { fragment, sql } from './sql/statement.ts'

/** A bucket as `toBucketRecord` reads it: `b`, its quota row `q` (which is its statistics) and its organization `o`. */
export const BUCKET_COLUMNS = fragment`
  b.id, b.organization_id, b.namespace_id, b.name, b.description, b.schema, b.unique_key, b.metadata, b.rules,
  b.unconfirmed, b.confirm_grace_seconds, b.status, b.is_locked, b.created_at, b.updated_at,
  q.used_objects, q.used_bytes, q.last_upload_at, o.max_file_bytes AS organization_max_file_bytes`

export const BUCKETS_OF_TENANT = fragment<keyof Tenant>`
  FROM bucket b JOIN quota q ON q.id = 'bucket:' || b.id JOIN organization o ON o.id = b.organization_id
  WHERE b.organization_id = ${'organizationId'} AND b.namespace_id = ${'namespaceId'}`

/** A bucket may be named like another one's id: the id wins. */
const FIND = sql<Tenant & { ref: string }>('find-bucket')`
  SELECT ${BUCKET_COLUMNS} ${BUCKETS_OF_TENANT} AND (b.id = ${'ref'} OR b.name = ${'ref'})
  ORDER BY b.id = ${'ref'} DESC LIMIT 1`

type CreateParams = Omit<NewBucket, 'schema' | 'uniqueKey' | 'metadata' | 'rules'> &
  Record<'schema' | 'uniqueKey' | 'metadata' | 'rules', string | null>

const CREATE = sql<CreateParams>('create-bucket')`
  WITH b AS (
    INSERT INTO bucket (
      id, organization_id, namespace_id, name, description, schema, unique_key, metadata, rules, unconfirmed,
      confirm_grace_seconds
    ) VALUES (
      ${'bucketId'}, ${'organizationId'}, ${'namespaceId'}, ${'name'}, ${'description'}, ${'schema'}::jsonb,
      ${'uniqueKey'}::jsonb, ${'metadata'}::jsonb, ${'rules'}::jsonb, ${'unconfirmed'}, ${'confirmGraceSeconds'}::int
    )
    ON CONFLICT (namespace_id, name) DO NOTHING
    RETURNING *
  ),
  q AS (
    INSERT INTO quota (id, organization_id, namespace_id, scope, scope_id)
    SELECT 'bucket:' || id, organization_id, namespace_id, 'bucket', id FROM b
    RETURNING *
  )
  SELECT ${BUCKET_COLUMNS} FROM b CROSS JOIN q JOIN organization o ON o.id = b.organization_id`

export interface BucketRow {
  id: string
  organization_id: string
  namespace_id: string
  name: string
  description: string | null
  schema: BucketRecord['schema']
  unique_key: BucketRecord['uniqueKey']
  metadata: BucketRecord['metadata']
  rules: Partial<BucketRecord['rules']>
  unconfirmed: BucketRecord['unconfirmed']
  confirm_grace_seconds: number
  status: BucketRecord['status']
  is_locked: boolean
  created_at: Date
  updated_at: Date
  used_objects: string
  used_bytes: string
  last_upload_at: Date | null
  organization_max_file_bytes: string | null
}

export const createBucketRegistry = (db: Database): BucketRegistry => ({
  async find({ organizationId, namespaceId }, ref) {
    const [row] = await db.run<BucketRow, Tenant & { ref: string }>(FIND, {
      organizationId,
      namespaceId,
      ref,
    })
    return row === undefined ? null : toBucketRecord(row)
  },
  async create(bucket) {
    const [row] = await db.run<BucketRow, CreateParams>(CREATE, {
      ...bucket,
      schema: toJson(bucket.schema),
      uniqueKey: toJson(bucket.uniqueKey),
      metadata: toJson(bucket.metadata),
      rules: toJson(bucket.rules),
    })
    return row === undefined ? { outcome: 'name_taken' } : { outcome: 'created', bucket: toBucketRecord(row) }
  },
  list: (tenant, query) => listBuckets(db, tenant, query),
})

export function toBucketRecord(row: BucketRow): BucketRecord {
  return {
    bucketId: row.id,
    organizationId: row.organization_id,
    namespaceId: row.namespace_id,
    name: row.name,
    description: row.description,
    schema: row.schema,
    uniqueKey: row.unique_key,
    metadata: row.metadata,
    rules: { ...NO_RULES, ...row.rules },
    unconfirmed: row.unconfirmed,
    confirmGraceSeconds: row.confirm_grace_seconds,
    status: row.status,
    isLocked: row.is_locked,
    objectCount: toSafeInteger(row.used_objects),
    totalSizeBytes: toSafeInteger(row.used_bytes),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    lastUploadAt: row.last_upload_at,
    organizationMaxFileBytes: toSafeIntegerOrNull(row.organization_max_file_bytes),
  }
}
