import type { BucketRecord } from '../../domain/bucket.ts'
import { quotaId } from '../../domain/quota.ts'
import { type BucketRow, type FakeTables, rowOf } from './tables.ts'

export function toBucketRecord(tables: FakeTables, row: BucketRow): BucketRecord {
  const quota = rowOf(tables.quotas, quotaId('bucket', row.bucketId))
  const { schemaChangedAt: _, deletedAt: _deleted, ...shown } = row
  return structuredClone({
    ...shown,
    objectCount: quota.usedObjects,
    totalSizeBytes: quota.usedBytes,
    organizationMaxFileBytes: rowOf(tables.organizations, row.organizationId).maxFileBytes,
  })
}
