import type { ComparisonFigures } from '../domain/comparison.ts'

export interface OrphanReport {
  reportId: number
  state: 'running' | 'done' | 'failed'
  startedAt: Date
  finishedAt: Date | null
  figures: ComparisonFigures
  /** Since when there are orphans: the oldest one's last change. */
  oldestOrphanAt: Date | null
  newestKeyAt: Date | null
  error: string | null
}

export interface OrphanKey {
  key: string
  reason: 'orphan' | 'kept'
  sizeBytes: number
  etag: string | null
  lastModifiedAt: Date | null
  /** What came of its deletion; `null`: none was tried. */
  outcome: DeletionOutcome | null
}

/** It stays where other bytes lie there (`changed`), a row names it (`known`), or this database began later (`older`). */
export type DeletionOutcome = 'deleted' | 'changed' | 'known' | 'older'

/** What comparisons found, for people. Throws `InfrastructureError` `DATABASE_UNAVAILABLE`. */
export interface OrphanReports {
  begin(): Promise<number>
  /** The same, and queues the comparison for a worker; while one that was asked for is running, that one again. */
  request(): Promise<number>
  /** A sign of life of whoever compares; `false`: the report is over. One without a sign for long shows as failed. */
  keepAlive(reportId: number): Promise<boolean>
  /** Keys with U+0000 are passed over: a database cannot hold them, and whoever looks finds them counted. */
  save(reportId: number, keys: readonly Omit<OrphanKey, 'outcome'>[]): Promise<void>
  finish(
    reportId: number,
    result: Pick<OrphanReport, 'figures' | 'oldestOrphanAt' | 'newestKeyAt' | 'error'>,
  ): Promise<void>
  find(reportId: number): Promise<OrphanReport | null>
  /** Newest first. */
  list(limit: number): Promise<OrphanReport[]>
  /** After a key, in order; `isOpen`: only orphans whose deletion was not tried. */
  keys(reportId: number, page: { after: string; limit: number; isOpen: boolean }): Promise<OrphanKey[]>
  recordOutcomes(
    reportId: number,
    outcomes: readonly { key: string; outcome: DeletionOutcome }[],
  ): Promise<void>
  /** Removes all but the newest few. */
  forget(keep: number): Promise<void>
}
