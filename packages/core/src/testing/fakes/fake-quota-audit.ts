import { isOpen } from '../../domain/upload-state.ts'
import type { QuotaAudit, QuotaDrift } from '../../ports/quota-audit.ts'
import { actualCounters, addCounters, type BookedCounters, NOTHING_BOOKED } from '../books.ts'
import { readFakeBooks } from './fake-books.ts'
import { tellCrossings, withLimits } from './quota-rows.ts'
import type { FakeTables } from './tables.ts'

export function createFakeQuotaAudit(tables: FakeTables): QuotaAudit {
  return {
    organizationIds: async () => [...tables.organizations.keys()],
    verify: async organizationId => {
      const accounts = accountsOf(tables, organizationId)
      return { checkedScopes: accounts.length, drifts: accounts.filter(isDrift) }
    },
    repair: async (organizationId, quotaId) => {
      const drift = accountsOf(tables, organizationId).find(account => account.quotaId === quotaId)
      if (drift === undefined || !isDrift(drift)) return null
      repair(tables, drift)
      return drift
    },
  }
}

const sumsOf = (sums: BookedCounters) => JSON.stringify(addCounters(sums))
const isDrift = ({ counters, ledger, actual }: QuotaDrift) =>
  sumsOf(counters) !== sumsOf(actual) || sumsOf(ledger) !== sumsOf(actual)

function accountsOf(tables: FakeTables, organizationId: string): QuotaDrift[] {
  const books = readFakeBooks(tables)
  const actual = actualCounters(books)
  const ledger = new Map(books.ledgerSums.map(({ id, ...sums }) => [id, sums]))
  return [...tables.quotas.values()]
    .filter(quota => organizationOf(tables, quota) === organizationId)
    .map(({ id, scope, scopeId, owner, ...counters }) => {
      const openUnsized = countUnsized(tables, { scope, scopeId, owner })
      return {
        quotaId: id,
        organizationId,
        scope,
        scopeId,
        owner,
        counters: { ...addCounters(counters), openUnsized },
        ledger: ledger.get(id) ?? NOTHING_BOOKED,
        actual: { ...(actual.get(id) ?? NOTHING_BOOKED), openUnsized },
      }
    })
}

type ScopeRef = Pick<QuotaDrift, 'scope' | 'scopeId' | 'owner'>

/** Counted anew wherever it is needed, so in the fakes it cannot drift. */
function countUnsized(tables: FakeTables, { scope, scopeId, owner }: ScopeRef): number {
  return [...tables.uploads.values()].filter(({ status, fileSizeBytes, declared }) => {
    const isIn =
      scope === 'organization'
        ? declared.organizationId === scopeId
        : scope === 'owner' && declared.bucketId === scopeId && declared.owner === owner
    return isIn && isOpen(status) && fileSizeBytes === null
  }).length
}

function organizationOf(tables: FakeTables, { scope, scopeId }: ScopeRef): string | undefined {
  if (scope === 'organization') return scopeId
  const table = scope === 'namespace' ? tables.namespaces : tables.buckets
  return table.get(scopeId)?.organizationId
}

function repair(tables: FakeTables, { quotaId, actual, ledger }: QuotaDrift): void {
  const { openUnsized: _, ...sums } = actual
  const quota = tables.quotas.get(quotaId)
  if (quota !== undefined) {
    const before = withLimits(tables, quota)
    Object.assign(quota, sums)
    tellCrossings(tables, before, quota)
  }
  if (sumsOf(ledger) === sumsOf(actual)) return
  const seq =
    1 + tables.entries.filter(({ subject, kind }) => subject === quotaId && kind === 'repair').length
  tables.entries.push({
    target: { quotaId },
    subject: quotaId,
    kind: 'repair',
    seq,
    usedBytes: sums.usedBytes - ledger.usedBytes,
    usedObjects: sums.usedObjects - ledger.usedObjects,
    reservedBytes: sums.reservedBytes - ledger.reservedBytes,
    reservedObjects: sums.reservedObjects - ledger.reservedObjects,
  })
}
