/** What happened per day, and what there is. */
import type { Tenant, UploadStatus } from '@landfall/core/domain'
import type { Overview } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { onlyRow, toSafeInteger } from '../rows.ts'
import { OPEN } from '../sql/keys.ts'
import { fragment, NOTHING, type Statement, sql } from '../sql/statement.ts'

export interface FigureParams extends Tenant {
  bucketId: string | null
  days: number
}

const OF_NAMESPACE = fragment`u.organization_id = ${'organizationId'} AND u.namespace_id = ${'namespaceId'}`
const OF_BUCKET = fragment`AND u.bucket_id = ${'bucketId'}`

/** Filtered by bucket or not, each in a statement of its own, so that each can use its index. */
export const uploadsOf = (bucketId: string | null) =>
  fragment`${OF_NAMESPACE} ${bucketId === null ? NOTHING : OF_BUCKET}`

/** Days are counted in UTC, whatever the connection's time zone. */
const figuresStatement = (bucketId: string | null): Statement<FigureParams> =>
  sql<FigureParams>(bucketId === null ? 'overview-figures' : 'overview-figures-bucket')`
    WITH span AS MATERIALIZED (
      SELECT date_trunc('day', now() AT TIME ZONE 'UTC') - make_interval(days => ${'days'}::int - 1) AS since
    ),
    created AS (
      SELECT (u.created_at AT TIME ZONE 'UTC')::date AS date, u.status, count(*) AS uploads
        FROM upload u
       WHERE ${uploadsOf(bucketId)} AND u.created_at >= (SELECT since AT TIME ZONE 'UTC' FROM span)
       GROUP BY 1, 2
    ),
    by_status AS (SELECT date, jsonb_object_agg(status, uploads) AS uploads FROM created GROUP BY date),
    completed AS (
      SELECT (u.completed_at AT TIME ZONE 'UTC')::date AS date, count(*) AS uploads, sum(u.observed_size_bytes) AS bytes
        FROM upload u
       WHERE ${uploadsOf(bucketId)} AND u.status = 'COMPLETED'
         AND u.completed_at >= (SELECT since AT TIME ZONE 'UTC' FROM span)
       GROUP BY 1
    ),
    days AS (
      SELECT jsonb_agg(jsonb_build_object(
          'date', to_char(day, 'YYYY-MM-DD'), 'uploads', COALESCE(by_status.uploads, '{}'),
          'uploadsCompleted', COALESCE(completed.uploads, 0), 'bytesCompleted', COALESCE(completed.bytes, 0)
        ) ORDER BY day) AS days
        FROM span CROSS JOIN generate_series(since, since + make_interval(days => ${'days'}::int - 1), '1 day') AS day
        LEFT JOIN by_status ON by_status.date = day::date LEFT JOIN completed ON completed.date = day::date
    )
    SELECT days.days, q.used_objects, q.used_bytes, q.reserved_bytes,
      (SELECT count(*) FROM upload u WHERE ${uploadsOf(bucketId)} AND u.status = 'COMPLETED') AS completed_uploads,
      (SELECT count(*) FROM upload u WHERE ${uploadsOf(bucketId)} AND u.status IN ${OPEN}) AS open_uploads
    FROM days JOIN quota q ON q.id = ${
      bucketId === null ? fragment`'namespace:' || ${'namespaceId'}` : fragment`'bucket:' || ${'bucketId'}`
    }`

interface FigureRow {
  days: {
    date: string
    uploads: Partial<Record<UploadStatus, number>>
    uploadsCompleted: number
    bytesCompleted: number
  }[]
  used_objects: string
  used_bytes: string
  reserved_bytes: string
  completed_uploads: string
  open_uploads: string
}

export async function readFigures(
  db: Database,
  params: FigureParams,
): Promise<Pick<Overview, 'days' | 'totals'>> {
  const row = onlyRow(await db.run<FigureRow, FigureParams>(figuresStatement(params.bucketId), params))
  return {
    days: row.days,
    totals: {
      completedUploads: toSafeInteger(row.completed_uploads),
      openUploads: toSafeInteger(row.open_uploads),
      objects: toSafeInteger(row.used_objects),
      usedBytes: toSafeInteger(row.used_bytes),
      reservedBytes: toSafeInteger(row.reserved_bytes),
    },
  }
}
