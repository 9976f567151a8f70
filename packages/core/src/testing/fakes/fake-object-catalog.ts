import type { Tenant } from '../../domain/actor.ts'
import type { ObjectCatalog } from '../../ports/object-catalog.ts'
import { releaseKey } from './key-references.ts'
import { listObjects, objectStats } from './list-objects.ts'
import { toObjectRecord } from './object-view.ts'
import { moveQuota } from './quota-rows.ts'
import { findByUniqueKey } from './sharing.ts'
import { type FakeTables, type ObjectRow, rowOf } from './tables.ts'
import { isOwn } from './tenancy.ts'
import { createObject, updateObject } from './write-object.ts'

export function createFakeObjectCatalog(tables: FakeTables): ObjectCatalog {
  const all = () => [...tables.objects.values()].map(row => toObjectRecord(tables, row))
  return {
    find: async (tenant, ref) => {
      const row = ownObject(tables, tenant, ref)
      return row === undefined ? null : toObjectRecord(tables, row)
    },
    list: async (tenant, query) => listObjects(all(), tenant, query),
    stats: async (tenant, filter) => objectStats(all(), tenant, filter),
    findByUniqueKey: async (tenant, { bucketId, uniqueKey }) => {
      const objectId = findByUniqueKey(tables, { ...tenant, bucketId }, uniqueKey)
      return objectId === null ? null : toObjectRecord(tables, rowOf(tables.objects, objectId))
    },
    create: async object => createObject(tables, object),
    update: async update => updateObject(tables, update),
    delete: async (tenant, ref) => {
      const row = ownObject(tables, tenant, ref)
      if (row === undefined) return false
      deleteObject(tables, row)
      return true
    },
  }
}

function ownObject(
  tables: FakeTables,
  tenant: Tenant,
  ref: { objectId: string; bucketId: string | null },
): ObjectRow | undefined {
  const row = tables.objects.get(ref.objectId)
  if (row === undefined || !isOwn(tenant, row)) return undefined
  return ref.bucketId === null || row.bucketId === ref.bucketId ? row : undefined
}

function deleteObject(tables: FakeTables, row: ObjectRow): void {
  tables.objects.delete(row.objectId)
  const { organizationId, namespaceId, bucketId, owner } = row
  moveQuota(tables, {
    target: { organizationId, namespaceId, bucketId, owner },
    subject: row.objectId,
    kind: 'refund',
    usedObjects: -1,
  })
  for (const keyId of new Set(row.blobs.map(blob => blob.keyId))) releaseKey(tables, keyId)
  for (const uploadId of new Set(row.blobs.map(blob => blob.uploadId))) {
    const { attempt } = rowOf(tables.uploads, uploadId)
    const detail = { object_id: row.objectId }
    tables.events.push({ uploadId, attempt, kind: 'object_deleted', detail, at: tables.clock.now() })
  }
}
