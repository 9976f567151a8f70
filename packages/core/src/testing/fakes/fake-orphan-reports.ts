import {
  COMPARISON_ABANDONED,
  COMPARISON_LEASE_SECONDS,
  COMPARISON_PICKUP_SECONDS,
  NOTHING_COMPARED,
} from '../../domain/comparison.ts'
import { compareKeys } from '../../domain/key-order.ts'
import type { OrphanReport, OrphanReports } from '../../ports/orphan-reports.ts'
import { type FakeTables, type OrphanReportRow, rowOf, secondsAfter } from './tables.ts'

export function createFakeOrphanReports(tables: FakeTables): OrphanReports {
  const now = () => tables.clock.now()
  const isAbandoned = ({ state, leaseUntil }: OrphanReportRow) => state === 'running' && leaseUntil <= now()
  const shown = (row: OrphanReportRow): OrphanReport => {
    const { keys: _, isRequested: _asked, leaseUntil, ...report } = row
    const abandoned = { state: 'failed', finishedAt: leaseUntil, error: COMPARISON_ABANDONED } as const
    return structuredClone(isAbandoned(row) ? { ...report, ...abandoned } : report)
  }
  const newestFirst = () => [...tables.orphanReports.values()].sort((a, b) => b.reportId - a.reportId)
  const begin = (isRequested: boolean, leaseSeconds: number) => {
    const reportId = Math.max(0, ...tables.orphanReports.keys()) + 1
    tables.orphanReports.set(reportId, {
      reportId,
      state: 'running',
      startedAt: now(),
      finishedAt: null,
      figures: { ...NOTHING_COMPARED },
      oldestOrphanAt: null,
      newestKeyAt: null,
      error: null,
      keys: [],
      isRequested,
      leaseUntil: secondsAfter(now(), leaseSeconds),
    })
    return reportId
  }
  return {
    begin: async () => begin(false, COMPARISON_LEASE_SECONDS),
    request: async () => {
      const running = newestFirst().find(({ isRequested, state }) => isRequested && state === 'running')
      if (running && !isAbandoned(running)) return running.reportId
      if (running) Object.assign(running, shown(running))
      return begin(true, COMPARISON_PICKUP_SECONDS)
    },
    keepAlive: async reportId => {
      const row = tables.orphanReports.get(reportId)
      if (row?.state !== 'running') return false
      row.leaseUntil = secondsAfter(now(), COMPARISON_LEASE_SECONDS)
      return true
    },
    save: async (reportId, keys) => {
      const report = rowOf(tables.orphanReports, reportId)
      const named = new Set(report.keys.map(({ key }) => key))
      for (const key of keys)
        if (!named.has(key.key) && !key.key.includes('\u0000')) report.keys.push({ ...key, outcome: null })
    },
    finish: async (reportId, { figures, ...result }) => {
      Object.assign(rowOf(tables.orphanReports, reportId), {
        ...result,
        figures: { ...figures },
        state: result.error === null ? 'done' : 'failed',
        finishedAt: now(),
      })
    },
    find: async reportId => {
      const report = tables.orphanReports.get(reportId)
      return report ? shown(report) : null
    },
    list: async limit => newestFirst().slice(0, limit).map(shown),
    keys: async (reportId, { after, limit, isOpen }) =>
      rowOf(tables.orphanReports, reportId)
        .keys.filter(({ key }) => compareKeys(key, after) > 0)
        .filter(({ reason, outcome }) => !isOpen || (reason === 'orphan' && outcome === null))
        .sort((a, b) => compareKeys(a.key, b.key))
        .slice(0, limit)
        .map(key => ({ ...key })),
    recordOutcomes: async (reportId, outcomes) => {
      const byKey = new Map(outcomes.map(({ key, outcome }) => [key, outcome]))
      for (const row of rowOf(tables.orphanReports, reportId).keys)
        row.outcome = byKey.get(row.key) ?? row.outcome
    },
    forget: async keep => {
      for (const { reportId } of newestFirst().slice(keep)) tables.orphanReports.delete(reportId)
    },
  }
}
