import { NOTHING_COMPARED } from '../../domain/comparison.ts'
import { compareKeys } from '../../domain/key-order.ts'
import type { OrphanReports } from '../../ports/orphan-reports.ts'
import { type FakeTables, rowOf } from './tables.ts'

export function createFakeOrphanReports(tables: FakeTables): OrphanReports {
  const shown = ({
    keys: _,
    ...report
  }: FakeTables['orphanReports'] extends Map<number, infer R> ? R : never) => structuredClone(report)
  const newestFirst = () => [...tables.orphanReports.values()].sort((a, b) => b.reportId - a.reportId)
  const begin = async () => {
    const reportId = Math.max(0, ...tables.orphanReports.keys()) + 1
    tables.orphanReports.set(reportId, {
      reportId,
      state: 'running',
      startedAt: tables.clock.now(),
      finishedAt: null,
      figures: { ...NOTHING_COMPARED },
      oldestOrphanAt: null,
      newestKeyAt: null,
      error: null,
      keys: [],
    })
    return reportId
  }
  return {
    begin,
    request: begin,
    save: async (reportId, keys) => {
      const report = rowOf(tables.orphanReports, reportId)
      const named = new Set(report.keys.map(({ key }) => key))
      for (const key of keys) if (!named.has(key.key)) report.keys.push({ ...key, outcome: null })
    },
    finish: async (reportId, { figures, ...result }) => {
      Object.assign(rowOf(tables.orphanReports, reportId), {
        ...result,
        figures: { ...figures },
        state: result.error === null ? 'done' : 'failed',
        finishedAt: tables.clock.now(),
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
