import { quotaId } from '../../domain/quota.ts'
import { isOpen } from '../../domain/upload-state.ts'
import type { BucketRegistry } from '../../ports/bucket-registry.ts'
import { toBucketRecord } from './bucket-view.ts'
import { doomKey } from './key-rows.ts'
import type { FakeTables, KeyRow } from './tables.ts'
import { rowOf } from './tables.ts'
import { isOwn } from './tenancy.ts'

export function changesOf(
  tables: FakeTables,
): Pick<BucketRegistry, 'update' | 'fileSizes' | 'remains' | 'finishDelete'> {
  return {
    update: async (tenant, bucketId, changes) => {
      const row = tables.buckets.get(bucketId)
      if (row === undefined || !isOwn(tenant, row) || row.deletedAt !== null) return { outcome: 'not_found' }
      if (row.status === 'IN_PROGRESS') return { outcome: 'deleting' }
      const isTaken = [...tables.buckets.values()].some(
        other => other !== row && isOwn(tenant, other) && other.name === changes.name,
      )
      if (isTaken) return { outcome: 'name_taken' }
      const given = Object.entries(changes).filter(([, value]) => value !== undefined && value !== null)
      const isNewSchema = changes.schema && JSON.stringify(changes.schema) !== JSON.stringify(row.schema)
      Object.assign(row, structuredClone(Object.fromEntries(given)), { updatedAt: tables.clock.now() })
      if (isNewSchema) row.schemaChangedAt = tables.clock.now()
      return { outcome: 'updated', bucket: toBucketRecord(tables, row) }
    },
    fileSizes: async bucketIds => {
      const sizesOf = (bucketId: string) =>
        keysIn(tables, bucketId)
          .filter(({ state }) => state === 'live')
          .map(({ sizeBytes }) => sizeBytes ?? 0)
      return new Map(
        bucketIds.flatMap(bucketId => {
          const sizes = sizesOf(bucketId)
          return sizes.length === 0
            ? []
            : [[bucketId, { min: Math.min(...sizes), max: Math.max(...sizes) }] as const]
        }),
      )
    },
    remains: async (bucketId, limit) => remainsOf(tables, bucketId, limit),
    finishDelete: async bucketId => finishDelete(tables, bucketId),
  }
}

const keysIn = (tables: FakeTables, bucketId: string): KeyRow[] =>
  [...tables.keys.values()].filter(
    ({ uploadId }) => rowOf(tables.uploads, uploadId).declared.bucketId === bucketId,
  )

function remainsOf(tables: FakeTables, bucketId: string, limit: number) {
  const uploads = [...tables.uploads.values()].filter(({ declared }) => declared.bucketId === bucketId)
  const idsOf = (rows: typeof uploads) => rows.slice(0, limit).map(({ declared }) => declared.uploadId)
  return {
    openUploads: idsOf(uploads.filter(({ status }) => isOpen(status))),
    objects: [...tables.objects.values()]
      .filter(row => row.bucketId === bucketId)
      .slice(0, limit)
      .map(({ objectId }) => objectId),
    heldUploads: idsOf(
      uploads.filter(
        ({ status, declared, deletedAt }) =>
          status === 'COMPLETED' && !declared.createObject && deletedAt === null,
      ),
    ),
  }
}

function finishDelete(tables: FakeTables, bucketId: string): boolean {
  const row = tables.buckets.get(bucketId)
  if (row === undefined || row.deletedAt !== null) return true
  const { openUploads, objects } = remainsOf(tables, bucketId, 1)
  const keys = keysIn(tables, bucketId)
  const isLive = keys.some(({ state }) => state === 'live')
  if (row.status !== 'IN_PROGRESS') return true
  if (openUploads.length > 0 || objects.length > 0 || isLive) return false
  for (const key of keys) if (key.state === 'kept') doomKey(tables, key)
  for (const quota of [...tables.quotas.values()]) {
    const isOfBucket = quota.scope === 'bucket' || quota.scope === 'owner'
    if (isOfBucket && quota.scopeId === bucketId) tables.quotas.delete(quota.id)
  }
  tables.quotas.delete(quotaId('bucket', bucketId))
  Object.assign(row, { deletedAt: tables.clock.now(), name: bucketId, updatedAt: tables.clock.now() })
  return true
}
