import type { Tenant } from '../../domain/actor.ts'
import { type QuotaRecord, quotaId } from '../../domain/quota.ts'
import type { NamedQuota, QuotaBook, QuotaRef } from '../../ports/quota-book.ts'
import { insertQuota, tellCrossings, widthOf, withLimits } from './quota-rows.ts'
import { type FakeTables, rowOf } from './tables.ts'
import { isOwn } from './tenancy.ts'

export function createFakeQuotaBook(tables: FakeTables): QuotaBook {
  /** Reading must leave no row behind, so an owner's missing row is only made up. */
  const read = (ref: QuotaRef): QuotaRecord => {
    const row = tables.quotas.get(quotaId(ref.scope, ref.id, ref.owner))
    if (row !== undefined) return row
    const made = insertQuota(tables, { scope: ref.scope, scopeId: ref.id, owner: ref.owner })
    tables.quotas.delete(made.id)
    return made
  }
  return {
    get: async (tenant, ref) => (isKnown(tables, tenant, ref) ? withLimits(tables, read(ref)) : null),
    list: async (tenant, { scope, bucketId, limit, offset }) => {
      const rows = namedQuotas(tables, tenant).filter(
        row => (scope === null || row.scope === scope) && (bucketId === null || row.scopeId === bucketId),
      )
      return { quotas: rows.slice(offset, offset + limit), total: rows.length }
    },
    set: async (tenant, { limitBytes, limitObjects, ownerLimitBytes, ownerLimitObjects, ...ref }) => {
      if (!isKnown(tables, tenant, ref)) return null
      const row = read(ref)
      tables.quotas.set(row.id, row)
      const changed = [row, ...ownersOf(tables, row)].map(quota => ({
        quota,
        before: withLimits(tables, quota),
      }))
      const ofOwners = ref.scope === 'bucket' ? { ownerLimitBytes, ownerLimitObjects } : {}
      const given = Object.entries({ limitBytes, limitObjects, ...ofOwners })
      Object.assign(row, Object.fromEntries(given.filter(([, limit]) => limit !== undefined)))
      for (const { quota, before } of changed) tellCrossings(tables, before, quota)
      return withLimits(tables, row)
    },
    events: async ({ organizationId, namespaceId }, limit) => {
      const own = tables.quotaEvents.filter(
        event =>
          event.organizationId === organizationId &&
          (event.namespaceId === null || event.namespaceId === namespaceId),
      )
      const newestFirst = own.toReversed().slice(0, limit)
      return newestFirst.map(({ organizationId: _, namespaceId: _namespace, ...event }) =>
        structuredClone(event),
      )
    },
  }
}

/** Widest first, then by used bytes. */
export function namedQuotas(tables: FakeTables, tenant: Tenant): NamedQuota[] {
  const rows = [...tables.quotas.values()].filter(({ scope, scopeId: id, owner }) =>
    isKnown(tables, tenant, { scope, id, owner }),
  )
  return rows
    .map(row => ({ ...withLimits(tables, row), name: nameOf(tables, row) }))
    .sort((a, b) => widthOf(a) - widthOf(b) || b.usedBytes - a.usedBytes || (a.id < b.id ? -1 : 1))
}

/** Of a bucket: those whose limits may come from it. */
function ownersOf(tables: FakeTables, { scope, scopeId }: QuotaRecord): QuotaRecord[] {
  const owners = [...tables.quotas.values()].filter(row => row.scope === 'owner' && row.scopeId === scopeId)
  return scope === 'bucket' ? owners.sort((a, b) => (a.id < b.id ? -1 : 1)) : []
}

function nameOf(tables: FakeTables, { scope, scopeId }: QuotaRecord): string {
  if (scope === 'organization') return rowOf(tables.organizations, scopeId).name
  return scope === 'namespace' ? rowOf(tables.namespaces, scopeId).name : rowOf(tables.buckets, scopeId).name
}

function isKnown(tables: FakeTables, tenant: Tenant, ref: QuotaRef): boolean {
  switch (ref.scope) {
    case 'organization':
      return ref.owner === null && ref.id === tenant.organizationId && tables.organizations.has(ref.id)
    case 'namespace':
      return ref.owner === null && ref.id === tenant.namespaceId && tables.namespaces.has(ref.id)
    case 'bucket':
      return ref.owner === null && isOwnBucket(tables, tenant, ref.id)
    case 'owner':
      return ref.owner !== null && isOwnBucket(tables, tenant, ref.id)
  }
}

function isOwnBucket(tables: FakeTables, tenant: Tenant, bucketId: string): boolean {
  const bucket = tables.buckets.get(bucketId)
  return bucket !== undefined && isOwn(tenant, bucket)
}
