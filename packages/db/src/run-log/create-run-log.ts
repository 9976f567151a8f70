import type { BackgroundRun, RunFigures, RunLog } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { onlyRow, toJson, toSafeInteger } from '../rows.ts'
import { fragment, sql } from '../sql/statement.ts'

const COLUMNS = fragment`id, kind, started_at, finished_at, figures, error`

const START = sql<{ kind: string }>('start-run')`
  INSERT INTO background_run (kind) VALUES (${'kind'}) RETURNING id`

const FINISH = sql<{ runId: number; figures: string | null; error: string | null }>('finish-run')`
  UPDATE background_run SET finished_at = now(), figures = ${'figures'}::jsonb, error = ${'error'}::text
   WHERE id = ${'runId'}::bigint AND finished_at IS NULL`

/** From kind to kind along the index: there are few kinds and many runs. */
const LATEST = sql<object>('latest-runs')`
  WITH RECURSIVE newest AS (
    (SELECT ${COLUMNS} FROM background_run ORDER BY kind, id DESC LIMIT 1)
    UNION ALL
    SELECT next.* FROM newest CROSS JOIN LATERAL (
      SELECT ${COLUMNS} FROM background_run WHERE kind > newest.kind ORDER BY kind, id DESC LIMIT 1
    ) next
  )
  SELECT * FROM newest ORDER BY kind`

const LIST = sql<{ kind: string | null; limit: number }>('list-runs')`
  SELECT ${COLUMNS} FROM background_run
   WHERE ${'kind'}::text IS NULL OR kind = ${'kind'}::text ORDER BY id DESC LIMIT ${'limit'}`

const TOTALS = sql<{ kind: string; since: Date }>('total-runs')`
  SELECT figure.key AS name, sum(figure.value::numeric) AS total
    FROM background_run CROSS JOIN LATERAL jsonb_each_text(figures) figure
   WHERE kind = ${'kind'} AND started_at >= ${'since'}::timestamptz GROUP BY figure.key`

const FORGET = sql<{ olderThanSeconds: number }>('forget-runs')`
  DELETE FROM background_run old
   WHERE started_at < now() - make_interval(secs => ${'olderThanSeconds'})
     AND EXISTS (SELECT FROM background_run newer WHERE newer.kind = old.kind AND newer.id > old.id)
  RETURNING id`

interface RunRow {
  id: string
  kind: string
  started_at: Date
  finished_at: Date | null
  figures: RunFigures
  error: string | null
}

export const createRunLog = (db: Database): RunLog => ({
  async start(kind) {
    return toSafeInteger(onlyRow(await db.run<{ id: string }, { kind: string }>(START, { kind })).id)
  },
  async finish(runId, { figures, error }) {
    await db.run(FINISH, { runId, figures: toJson(figures), error })
  },
  async latest() {
    return (await db.run<RunRow, object>(LATEST, {})).map(toRun)
  },
  async list({ kind = null, limit }) {
    const rows = await db.run<RunRow, { kind: string | null; limit: number }>(LIST, { kind, limit })
    return rows.map(toRun)
  },
  async totals(kind, since) {
    type TotalRow = { name: string; total: string }
    const rows = await db.run<TotalRow, { kind: string; since: Date }>(TOTALS, { kind, since })
    return Object.fromEntries(rows.map(({ name, total }) => [name, toSafeInteger(total)]))
  },
  async forget(olderThanSeconds) {
    return (await db.run(FORGET, { olderThanSeconds })).length
  },
})

const toRun = ({ id, kind, figures, error, ...row }: RunRow): BackgroundRun => ({
  runId: toSafeInteger(id),
  kind,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  figures,
  error,
})
