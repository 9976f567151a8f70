import {
  crossedThresholds,
  fitsQuota,
  type QuotaRecord,
  type QuotaRefusal,
  type QuotaScope,
  type QuotaTarget,
  quotaId,
  quotaIdsFor,
} from '../../domain/quota.ts'
import type { QuotaEntryRow } from './tables.ts'
import { type FakeTables, rowOf } from './tables.ts'

export function insertQuota(
  tables: FakeTables,
  row: { scope: QuotaScope; scopeId: string; owner?: string | null },
): QuotaRecord {
  const owner = row.owner ?? null
  const id = quotaId(row.scope, row.scopeId, owner)
  const quota: QuotaRecord = {
    id,
    scope: row.scope,
    scopeId: row.scopeId,
    owner,
    limitBytes: null,
    limitObjects: null,
    ownerLimitBytes: null,
    ownerLimitObjects: null,
    usedBytes: 0,
    usedObjects: 0,
    reservedBytes: 0,
    reservedObjects: 0,
  }
  tables.quotas.set(id, quota)
  return quota
}

/** Owner rows appear with the first upload; all others with what they belong to. */
export function ensureOwnerQuota(tables: FakeTables, target: QuotaTarget): void {
  const { bucketId, owner } = target
  if (owner === null || tables.quotas.has(quotaId('owner', bucketId, owner))) return
  insertQuota(tables, { scope: 'owner', scopeId: bucketId, owner })
}

/** The widest scope that has no room. */
export function findRefusal(
  tables: FakeTables,
  target: QuotaTarget,
  asked: { bytes: number; objects: number },
): QuotaRefusal | null {
  const rows = quotaIdsFor(target).map(id => withLimits(tables, rowOf(tables.quotas, id)))
  for (const quota of rows.sort((a, b) => widthOf(a) - widthOf(b))) {
    if (fitsQuota(quota, asked.bytes, asked.objects)) continue
    const { id: _, ownerLimitBytes: _bytes, ownerLimitObjects: _objects, ...counters } = quota
    return { ...counters, askedBytes: asked.bytes, askedObjects: asked.objects }
  }
  return null
}

/** An owner without limits of its own has those that its bucket gives to owners. */
export function withLimits(tables: FakeTables, quota: QuotaRecord): QuotaRecord {
  if (quota.scope !== 'owner') return structuredClone(quota)
  const bucket = rowOf(tables.quotas, quotaId('bucket', quota.scopeId))
  return {
    ...quota,
    limitBytes: quota.limitBytes ?? bucket.ownerLimitBytes,
    limitObjects: quota.limitObjects ?? bucket.ownerLimitObjects,
  }
}

const WIDEST_FIRST: QuotaScope[] = ['organization', 'namespace', 'bucket', 'owner']
export const widthOf = ({ scope }: QuotaRecord) => WIDEST_FIRST.indexOf(scope)

export const quotaIdsOf = ({ target }: QuotaEntryRow): string[] =>
  'quotaId' in target ? [target.quotaId] : quotaIdsFor(target)

type Movement = Pick<QuotaEntryRow, 'target' | 'subject' | 'kind'> & Partial<QuotaEntryRow>

export function moveQuota(tables: FakeTables, movement: Movement): void {
  const entry: QuotaEntryRow = {
    seq: 0,
    usedBytes: 0,
    usedObjects: 0,
    reservedBytes: 0,
    reservedObjects: 0,
    ...movement,
  }
  const isTwice = tables.entries.some(
    ({ subject, kind, seq }) => subject === entry.subject && kind === entry.kind && seq === entry.seq,
  )
  if (isTwice) throw new RangeError(`fake database: quota entry ${entry.kind} ${entry.subject} written twice`)
  tables.entries.push(entry)
  for (const id of quotaIdsOf(entry)) {
    const quota = rowOf(tables.quotas, id)
    const before = withLimits(tables, quota)
    quota.usedBytes += entry.usedBytes
    quota.usedObjects += entry.usedObjects
    quota.reservedBytes += entry.reservedBytes
    quota.reservedObjects += entry.reservedObjects
    tellCrossings(tables, before, quota)
  }
}

/** Compares a quota with what it was; limits as they apply. */
export function tellCrossings(tables: FakeTables, before: QuotaRecord, row: QuotaRecord): void {
  const { scope, scopeId, owner, ...after } = withLimits(tables, row)
  const measures = [
    ['bytes', [before.usedBytes, before.limitBytes], [after.usedBytes, after.limitBytes]],
    ['objects', [before.usedObjects, before.limitObjects], [after.usedObjects, after.limitObjects]],
  ] as const
  for (const [measure, [was, wasLimit], [used, limit]] of measures)
    for (const percent of crossedThresholds({ used: was, limit: wasLimit }, { used, limit }))
      tables.quotaEvents.push({
        ...tenantOfQuota(tables, row),
        ...{ scope, scopeId, owner, measure, percent, used, limit: limit ?? 0, at: tables.clock.now() },
      })
}

function tenantOfQuota(tables: FakeTables, { scope, scopeId }: QuotaRecord) {
  if (scope === 'organization') return { organizationId: scopeId, namespaceId: null }
  const { organizationId, namespaceId } =
    scope === 'namespace' ? rowOf(tables.namespaces, scopeId) : rowOf(tables.buckets, scopeId)
  return { organizationId, namespaceId }
}
