import type { BucketRecord } from '../../domain/bucket.ts'
import { bucketValues } from '../../domain/filter/record-values.ts'
import { contains } from '../../domain/filter/search.ts'
import type { BucketPage, BucketQuery, BucketRegistry } from '../../ports/bucket-registry.ts'
import { changesOf } from './bucket-changes.ts'
import { toBucketRecord } from './bucket-view.ts'
import { pageOf, satisfies } from './keyset.ts'
import { insertQuota } from './quota-rows.ts'
import type { BucketRow, FakeTables } from './tables.ts'
import { isOwn } from './tenancy.ts'

export function createFakeBucketRegistry(tables: FakeTables): BucketRegistry {
  const own = (tenant: Parameters<BucketRegistry['find']>[0]) =>
    [...tables.buckets.values()].filter(row => isOwn(tenant, row) && row.deletedAt === null)
  return {
    find: async (tenant, ref) => {
      const rows = own(tenant)
      const row = rows.find(({ bucketId }) => bucketId === ref) ?? rows.find(({ name }) => name === ref)
      return row === undefined ? null : toBucketRecord(tables, row)
    },
    create: async bucket => {
      if (own(bucket).some(({ name }) => name === bucket.name)) return { outcome: 'name_taken' }
      const now = tables.clock.now()
      const row: BucketRow = {
        ...structuredClone(bucket),
        status: 'ACTIVE',
        isLocked: false,
        schemaChangedAt: null,
        deletedAt: null,
        createdAt: now,
        updatedAt: now,
        lastUploadAt: null,
      }
      tables.buckets.set(row.bucketId, row)
      insertQuota(tables, { scope: 'bucket', scopeId: row.bucketId })
      return { outcome: 'created', bucket: toBucketRecord(tables, row) }
    },
    ...changesOf(tables),
    list: async (tenant, query) =>
      listBuckets(
        own(tenant).map(row => toBucketRecord(tables, row)),
        query,
      ),
  }
}

function listBuckets(buckets: BucketRecord[], query: BucketQuery): BucketPage {
  const matching = buckets.filter(
    bucket =>
      [bucket.bucketId, bucket.name, bucket.description ?? ''].some(text => contains(text, query.search)) &&
      satisfies(query.filter, bucketValues(bucket)),
  )
  const { rows, nextCursor } = pageOf(
    matching,
    bucket => ({
      createdAt: bucket.createdAt,
      fileSizeBytes: null,
      filename: bucket.name,
      id: bucket.bucketId,
      values: bucketValues(bucket),
    }),
    query,
  )
  return {
    buckets: rows,
    nextCursor,
    total: matching.length,
    totalObjects: matching.reduce((sum, { objectCount }) => sum + objectCount, 0),
    totalSizeBytes: matching.reduce((sum, { totalSizeBytes }) => sum + totalSizeBytes, 0),
  }
}
