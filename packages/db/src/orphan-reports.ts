import {
  COMPARISON_ABANDONED,
  COMPARISON_LEASE_SECONDS,
  COMPARISON_PICKUP_SECONDS,
  NOTHING_COMPARED,
} from '@landfall/core/domain'
import type { OrphanKey, OrphanReport, OrphanReports } from '@landfall/core/ports'
import type { Database } from './connect.ts'
import { onlyRow, toJson, toSafeInteger } from './rows.ts'
import { fragment, sql } from './sql/statement.ts'

/** graphile-worker's name for the job; its payload is `{ reportId }`. */
const COMPARE_JOB = 'compare-store'

const LEASED_UNTIL = fragment<'leaseSeconds'>`now() + make_interval(secs => ${'leaseSeconds'}::int)`

const BEGIN = sql<{ leaseSeconds: number }>('begin-orphan-report')`
  INSERT INTO orphan_report (lease_until) VALUES (${LEASED_UNTIL}) RETURNING id`

type Request = { job: string; leaseSeconds: number; abandoned: string }

/**
 * A unique index allows one running report that was asked for; what its worker left behind is ended first. The job's key
 * takes the place of one that nobody took up. The final SELECT asks for the job's id: a part of a WITH that only calls a
 * function, and that nobody asks for, is never run.
 */
const REQUEST = sql<Request>('request-orphan-report')`
  WITH ended AS (
    UPDATE orphan_report SET state = 'failed', finished_at = lease_until, error = ${'abandoned'}
     WHERE is_requested AND state = 'running' AND lease_until <= now() RETURNING id
  ),
  begun AS (
    INSERT INTO orphan_report (is_requested, lease_until)
    SELECT true, ${LEASED_UNTIL} WHERE (SELECT count(*) FROM ended) >= 0
    ON CONFLICT (is_requested) WHERE is_requested AND state = 'running' DO NOTHING RETURNING id
  ),
  queued AS (
    SELECT (graphile_worker.add_job(${'job'}, json_build_object('reportId', begun.id), max_attempts := 1,
      job_key := ${'job'} || '-asked')).id FROM begun
  )
  SELECT begun.id, (SELECT id FROM queued) AS job_id FROM begun`

const FIND_REQUESTED = sql<object>('find-requested-report')`
  SELECT id FROM orphan_report WHERE is_requested AND state = 'running'`

const KEEP_ALIVE = sql<{ reportId: number; leaseSeconds: number }>('keep-comparison-alive')`
  UPDATE orphan_report SET lease_until = ${LEASED_UNTIL}
   WHERE id = ${'reportId'}::bigint AND state = 'running' RETURNING id`

const SAVE = sql<{ reportId: number; keys: string | null }>('save-orphan-keys')`
  INSERT INTO orphan_key (report_id, key, reason, size_bytes, etag, last_modified_at)
  SELECT ${'reportId'}::bigint, k.key, k.reason, k."sizeBytes", k.etag, k."lastModifiedAt"
    FROM jsonb_to_recordset(${'keys'}::jsonb)
      AS k (key text, reason text, "sizeBytes" bigint, etag text, "lastModifiedAt" timestamptz)
  ON CONFLICT DO NOTHING`

interface Finished {
  reportId: number
  figures: string | null
  oldestOrphanAt: Date | null
  newestKeyAt: Date | null
  error: string | null
}

const FINISH = sql<Finished>('finish-orphan-report')`
  UPDATE orphan_report SET state = CASE WHEN ${'error'}::text IS NULL THEN 'done' ELSE 'failed' END, finished_at = now(),
    figures = ${'figures'}::jsonb, oldest_orphan_at = ${'oldestOrphanAt'}::timestamptz,
    newest_key_at = ${'newestKeyAt'}::timestamptz, error = ${'error'}::text
  WHERE id = ${'reportId'}::bigint`

const COLUMNS = fragment`id, state, started_at, finished_at, figures, oldest_orphan_at, newest_key_at, error,
  CASE WHEN state = 'running' AND lease_until <= now() THEN lease_until END AS abandoned_at`

const FIND = sql<{ reportId: number }>('find-orphan-report')`
  SELECT ${COLUMNS} FROM orphan_report WHERE id = ${'reportId'}::bigint`

const LIST = sql<{ limit: number }>('list-orphan-reports')`
  SELECT ${COLUMNS} FROM orphan_report ORDER BY id DESC LIMIT ${'limit'}`

type KeyPage = { reportId: number; after: string; limit: number; isOpen: boolean }

const KEYS = sql<KeyPage>('list-orphan-keys')`
  SELECT key, reason, size_bytes, etag, last_modified_at, outcome FROM orphan_key
   WHERE report_id = ${'reportId'}::bigint AND key > ${'after'}
     AND (NOT ${'isOpen'}::boolean OR (reason = 'orphan' AND outcome IS NULL))
   ORDER BY key LIMIT ${'limit'}`

type Outcomes = { reportId: number; keys: string[]; outcomes: string[] }

const OUTCOMES = sql<Outcomes>('record-orphan-outcomes')`
  UPDATE orphan_key SET outcome = told.outcome
    FROM unnest(${'keys'}::text[], ${'outcomes'}::text[]) AS told (key, outcome)
   WHERE report_id = ${'reportId'}::bigint AND orphan_key.key = told.key`

const FORGET = sql<{ keep: number }>('forget-orphan-reports')`
  DELETE FROM orphan_report WHERE id NOT IN (SELECT id FROM orphan_report ORDER BY id DESC LIMIT ${'keep'})`

export const createOrphanReports = (db: Database): OrphanReports => ({
  async begin() {
    const leaseSeconds = COMPARISON_LEASE_SECONDS
    return toSafeInteger(
      onlyRow(await db.run<{ id: string }, { leaseSeconds: number }>(BEGIN, { leaseSeconds })).id,
    )
  },
  request: () => requestReport(db),
  async keepAlive(reportId) {
    const leaseSeconds = COMPARISON_LEASE_SECONDS
    return (await db.run(KEEP_ALIVE, { reportId, leaseSeconds })).length > 0
  },
  async save(reportId, keys) {
    const storable = keys.filter(({ key }) => !key.includes('\0'))
    await db.run(SAVE, { reportId, keys: toJson(storable) })
  },
  async finish(reportId, { figures, ...result }) {
    await db.run(FINISH, { reportId, figures: toJson(figures), ...result })
  },
  async find(reportId) {
    const [row] = await db.run<ReportRow, { reportId: number }>(FIND, { reportId })
    return row === undefined ? null : toReport(row)
  },
  async list(limit) {
    return (await db.run<ReportRow, { limit: number }>(LIST, { limit })).map(toReport)
  },
  async keys(reportId, page) {
    return (await db.run<KeyRow, KeyPage>(KEYS, { reportId, ...page })).map(toKey)
  },
  async recordOutcomes(reportId, told) {
    const keys = told.map(({ key }) => key)
    const outcomes = told.map(({ outcome }) => outcome)
    await db.run(OUTCOMES, { reportId, keys, outcomes })
  },
  async forget(keep) {
    await db.run(FORGET, { keep })
  },
})

const MAX_LOOKS = 5

/** The one that ran may end between the two statements. */
async function requestReport(db: Database): Promise<number> {
  const params = {
    job: COMPARE_JOB,
    leaseSeconds: COMPARISON_PICKUP_SECONDS,
    abandoned: COMPARISON_ABANDONED,
  }
  for (let looks = 1; looks <= MAX_LOOKS; looks += 1) {
    const [begun] = await db.run<{ id: string }, Request>(REQUEST, params)
    const [row] = begun ? [begun] : await db.run<{ id: string }, object>(FIND_REQUESTED, {})
    if (row) return toSafeInteger(row.id)
  }
  throw new Error('A comparison that was asked for neither begins nor runs')
}

interface ReportRow {
  id: string
  state: OrphanReport['state']
  started_at: Date
  finished_at: Date | null
  figures: Partial<OrphanReport['figures']>
  oldest_orphan_at: Date | null
  newest_key_at: Date | null
  error: string | null
  abandoned_at: Date | null
}

const toReport = ({
  id,
  state,
  figures,
  error,
  abandoned_at: abandonedAt,
  ...row
}: ReportRow): OrphanReport => ({
  reportId: toSafeInteger(id),
  state: abandonedAt ? 'failed' : state,
  startedAt: row.started_at,
  finishedAt: abandonedAt ?? row.finished_at,
  figures: { ...NOTHING_COMPARED, ...figures },
  oldestOrphanAt: row.oldest_orphan_at,
  newestKeyAt: row.newest_key_at,
  error: abandonedAt ? COMPARISON_ABANDONED : error,
})

interface KeyRow {
  key: string
  reason: OrphanKey['reason']
  size_bytes: string
  etag: string | null
  last_modified_at: Date | null
  outcome: OrphanKey['outcome']
}

const toKey = ({ key, reason, etag, outcome, ...row }: KeyRow): OrphanKey => ({
  key,
  reason,
  sizeBytes: toSafeInteger(row.size_bytes),
  etag,
  lastModifiedAt: row.last_modified_at,
  outcome,
})
