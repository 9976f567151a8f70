import type { BucketRegistry } from '../../ports/bucket-registry.ts'
import { changesOf } from './bucket-changes.ts'
import { toBucketRecord } from './bucket-view.ts'
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
    list: async (tenant, { limit, offset, search }) => {
      const wanted = search?.toLowerCase()
      const rows = own(tenant)
        .filter(row => wanted === undefined || row.name.toLowerCase().includes(wanted))
        .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.bucketId < b.bucketId ? 1 : -1))
      return {
        buckets: rows.slice(offset, offset + limit).map(row => toBucketRecord(tables, row)),
        total: rows.length,
      }
    },
  }
}
