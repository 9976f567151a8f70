import type { FailingJob, HealthReader, HealthScope, UploadToPreview } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { OPEN } from '../sql/keys.ts'
import { sql } from '../sql/statement.ts'
import { readFigures } from './figures.ts'
import { readStuck } from './stuck.ts'

const FAILING_JOBS = sql<{ limit: number }>('failing-jobs')`
  SELECT task_identifier AS kind, attempts, max_attempts, run_at, last_error
    FROM graphile_worker.jobs WHERE last_error IS NOT NULL ORDER BY updated_at DESC LIMIT ${'limit'}::int`

type DueParams = HealthScope & { limit: number }

const DUE = sql<DueParams>('due-uploads')`
  SELECT u.id, b.unconfirmed, u.settle_until <= now() AS is_out_of_time,
    COALESCE(u.bytes_seen_at + make_interval(secs => b.confirm_grace_seconds) <= now(), false) AS is_grace_over
  FROM upload u JOIN bucket b ON b.id = u.bucket_id
  WHERE u.status IN ${OPEN} AND u.next_check_at <= now()
    AND (${'organizationId'}::text IS NULL OR u.organization_id = ${'organizationId'}::text)
    AND (${'namespaceId'}::text IS NULL OR u.namespace_id = ${'namespaceId'}::text)
  ORDER BY u.next_check_at LIMIT ${'limit'}::int`

interface JobRow {
  kind: string
  attempts: number
  max_attempts: number
  run_at: Date
  last_error: string
}

interface DueRow {
  id: string
  unconfirmed: UploadToPreview['unconfirmed']
  is_out_of_time: boolean
  is_grace_over: boolean
}

export const createHealthReader = (db: Database): HealthReader => ({
  figures: maxCount => readFigures(db, maxCount),
  stuck: query => readStuck(db, query),
  async failingJobs(limit): Promise<FailingJob[]> {
    const rows = await db.run<JobRow, { limit: number }>(FAILING_JOBS, { limit })
    return rows.map(row => ({
      kind: row.kind,
      attempts: row.attempts,
      maxAttempts: row.max_attempts,
      nextTryAt: row.run_at,
      error: row.last_error,
    }))
  },
  async due(query) {
    const rows = await db.run<DueRow, DueParams>(DUE, query)
    return rows.map(row => ({
      uploadId: row.id,
      unconfirmed: row.unconfirmed,
      isOutOfTime: row.is_out_of_time,
      isGraceOver: row.is_grace_over,
    }))
  },
})
