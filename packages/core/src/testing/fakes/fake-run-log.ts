import type { RunFigures, RunLog } from '../../ports/run-log.ts'
import { type FakeTables, secondsAfter } from './tables.ts'

export function createFakeRunLog(tables: FakeTables): RunLog {
  const newestFirst = () => [...tables.runs].reverse()
  const latest = () => {
    const byKind = new Map(tables.runs.map(run => [run.kind, run]))
    return [...byKind.values()].sort((a, b) => (a.kind < b.kind ? -1 : 1))
  }
  return {
    start: async kind => {
      const runId = (tables.runs.at(-1)?.runId ?? 0) + 1
      tables.runs.push({
        runId,
        kind,
        startedAt: tables.clock.now(),
        finishedAt: null,
        figures: {},
        error: null,
      })
      return runId
    },
    finish: async (runId, { figures, error }) => {
      const run = tables.runs.find(row => row.runId === runId && row.finishedAt === null)
      if (run) Object.assign(run, { figures: { ...figures }, error, finishedAt: tables.clock.now() })
    },
    latest: async () => structuredClone(latest()),
    list: async ({ kind, limit }) =>
      structuredClone(newestFirst().filter(run => kind === undefined || run.kind === kind)).slice(0, limit),
    totals: async (kind, since) => {
      const totals: RunFigures = {}
      for (const run of tables.runs) {
        if (run.kind !== kind || run.startedAt < since) continue
        for (const [name, figure] of Object.entries(run.figures)) totals[name] = (totals[name] ?? 0) + figure
      }
      return totals
    },
    forget: async olderThanSeconds => {
      const before = secondsAfter(tables.clock.now(), -olderThanSeconds)
      const newest = new Set(latest())
      const kept = tables.runs.filter(run => run.startedAt >= before || newest.has(run))
      const forgotten = tables.runs.length - kept.length
      tables.runs = kept
      return forgotten
    },
  }
}
