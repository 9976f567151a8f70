import type { Bounded, HealthScope, Stuck, StuckUpload } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { onlyRow, toSafeInteger } from '../rows.ts'
import { OPEN } from '../sql/keys.ts'
import { type Fragment, fragment, type Statement, sql } from '../sql/statement.ts'
import { OVERDUE_KEY } from './figures.ts'

export type StuckQuery = HealthScope & { maxItems: number; maxCount: number }

/** Two statements for each question, so that each can use its index. */
const IN_SCOPE = (organizationId: string | null, row: Fragment<never>): Fragment<keyof HealthScope> =>
  organizationId === null
    ? fragment<keyof HealthScope>`true`
    : fragment<keyof HealthScope>`${row}.organization_id = ${'organizationId'}
        AND (${'namespaceId'}::text IS NULL OR ${row}.namespace_id = ${'namespaceId'}::text)`

const nameOf = (name: string, { organizationId }: HealthScope) =>
  organizationId === null ? name : `${name}-of-organization`

const COLUMNS = fragment`u.id, u.organization_id, u.bucket_id, u.filename, u.last_error,
  (SELECT b.name FROM bucket b WHERE b.id = u.bucket_id) AS bucket_name`

const overdue = (query: StuckQuery): Statement<StuckQuery> =>
  sql<StuckQuery>(nameOf('overdue-uploads', query))`
    SELECT ${COLUMNS}, u.settle_until AS at, count(*) OVER () AS total
      FROM (SELECT * FROM upload u WHERE u.status IN ${OPEN} AND u.settle_until < now()
              AND ${IN_SCOPE(query.organizationId, fragment`u`)}
             ORDER BY u.settle_until LIMIT ${'maxCount'}::int) u
     ORDER BY u.settle_until, u.id LIMIT ${'maxItems'}::int`

const failing = (query: StuckQuery): Statement<StuckQuery> =>
  sql<StuckQuery>(nameOf('failing-uploads', query))`
    SELECT ${COLUMNS}, u.created_at AS at, count(*) OVER () AS total
      FROM (SELECT * FROM upload u WHERE u.status IN ${OPEN} AND u.last_error IS NOT NULL
              AND ${IN_SCOPE(query.organizationId, fragment`u`)} LIMIT ${'maxCount'}::int) u
     ORDER BY u.created_at DESC, u.id DESC LIMIT ${'maxItems'}::int`

const doomed = (query: StuckQuery): Statement<StuckQuery> =>
  sql<StuckQuery>(nameOf('doomed-key-count', query))`
    SELECT count(*) AS count, count(*) FILTER (WHERE ${OVERDUE_KEY}) AS overdue
      FROM (SELECT * FROM stored_key k WHERE k.state = 'doomed' AND ${IN_SCOPE(query.organizationId, fragment`k`)}
             ORDER BY k.next_delete_at, k.id LIMIT ${'maxCount'}::int) k`

interface Row {
  id: string
  organization_id: string
  bucket_id: string
  bucket_name: string
  filename: string
  last_error: StuckUpload['lastError']
  at: Date
  total: string
}

export async function readStuck(db: Database, query: StuckQuery): Promise<Stuck> {
  const [late, failed, keys] = await Promise.all([
    db.run<Row, StuckQuery>(overdue(query), query),
    db.run<Row, StuckQuery>(failing(query), query),
    db.run<{ count: string; overdue: string }, StuckQuery>(doomed(query), query),
  ])
  const counted = onlyRow(keys)
  return {
    overdue: toBounded(late),
    failing: toBounded(failed),
    doomedKeys: { count: toSafeInteger(counted.count), overdue: toSafeInteger(counted.overdue) },
  }
}

const toBounded = (rows: Row[]): Bounded<StuckUpload> => ({
  count: toSafeInteger(rows[0]?.total ?? 0),
  items: rows.map(row => ({
    uploadId: row.id,
    organizationId: row.organization_id,
    bucketId: row.bucket_id,
    bucketName: row.bucket_name,
    filename: row.filename,
    at: row.at,
    lastError: row.last_error && { code: row.last_error.code, message: row.last_error.message },
  })),
})
