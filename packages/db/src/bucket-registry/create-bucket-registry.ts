import type { Tenant } from '@landfall/core/domain'
import type { BucketRegistry, NewBucket } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { toJson } from '../rows.ts'
import { sql } from '../sql/statement.ts'
import { BUCKET_COLUMNS, type BucketRow, toBucketRecord } from './bucket-row.ts'
import { bucketRemains, finishDelete } from './delete-bucket.ts'
import { fileSizes } from './file-sizes.ts'
import { BUCKETS_OF_TENANT, listBuckets } from './list-buckets.ts'
import { updateBucket } from './update-bucket.ts'

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
  update: (tenant, bucketId, changes) => updateBucket(db, { ...tenant, bucketId }, changes),
  fileSizes: bucketIds => fileSizes(db, bucketIds),
  remains: (bucketId, limit) => bucketRemains(db, bucketId, limit),
  finishDelete: bucketId => finishDelete(db, bucketId),
  list: (tenant, query) => listBuckets(db, tenant, query),
})
