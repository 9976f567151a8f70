import type { QuotaScope, QuotaSums } from '../domain/quota.ts'

/** Open uploads without a size are counted beside the four sums, in organization and owner rows, and not in the ledger. */
export type AuditedCounters = QuotaSums & { openUnsized: number }

/** One quota whose three accounts do not say the same. */
export interface QuotaDrift {
  quotaId: string
  organizationId: string
  scope: QuotaScope
  /** Id of the organization, namespace or bucket; with scope `owner`, of the bucket. */
  scopeId: string
  owner: string | null
  /** What the quota's own row says. */
  counters: AuditedCounters
  /** What the ledger's entries add up to. */
  ledger: QuotaSums
  /** What live stored keys, objects and open uploads come to. */
  actual: AuditedCounters
}

/**
 * Holds counters and ledger against what is really there. Every movement of a quota is one transaction, so a look in one
 * snapshot sees each whole or not at all, and never takes one in flight for drift.
 */
export interface QuotaAudit {
  organizationIds(): Promise<string[]>
  /** Every quota of the organization, in one snapshot. */
  verify(organizationId: string): Promise<{ checkedScopes: number; drifts: QuotaDrift[] }>
  /**
   * Looks again with the quota locked, sets its counters to what is there, and books the ledger's difference as an entry
   * of kind `repair` for this quota alone. Used that rises over a share of its limit is told as any other. Answers what it found, `null` where nothing drifts (any more).
   */
  repair(organizationId: string, quotaId: string): Promise<QuotaDrift | null>
}
