/** Figures over the uploads of a list, exact up to `MAX_EXACT_COUNT` of them. */
import type { ShownStatus, Tenant } from '@landfall/core/domain'
import type { UploadFilter, UploadStats } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { toSafeInteger } from '../rows.ts'
import { COUNT_LIMIT, scaleOf } from '../sql/estimate.ts'
import { filterPart, runList } from '../sql/list-parts.ts'
import { fragment, sql } from '../sql/statement.ts'
import { filterParams, matching, nameOf } from './matching.ts'
import { SHOWN_STATUS, UPLOAD_LIST } from './upload-fields.ts'

type StatsRow = { status: ShownStatus; uploads: string; buckets: string; bytes: string }

/** Buckets are counted from the groups: a count of distinct values would sort every upload. */
function statements(filter: UploadFilter) {
  const { where, params } = filterPart(filter, UPLOAD_LIST.fields)
  const from = fragment<string>`FROM upload u WHERE ${matching(filter)} ${where}`
  const name = nameOf('upload-stats', filter)
  const rows = sql<Record<string, unknown>>(`${name}-rows`)`SELECT ${from}`
  const stats = sql<Record<string, unknown>>(name)`
    WITH found AS MATERIALIZED (
      SELECT ${SHOWN_STATUS} AS status, u.bucket_id, COALESCE(u.observed_size_bytes, u.file_size_bytes) AS bytes ${from}
       ORDER BY u.created_at DESC, u.id DESC LIMIT ${'countLimit'}
    ),
    part AS MATERIALIZED (
      SELECT status, bucket_id, count(*) AS uploads, COALESCE(sum(bytes), 0) AS bytes
      FROM found GROUP BY status, bucket_id
    )
    SELECT status, sum(uploads) AS uploads, sum(bytes) AS bytes,
      (SELECT count(DISTINCT bucket_id) FROM part) AS buckets
    FROM part GROUP BY status`
  return { stats, rows, params }
}

export async function uploadStats(db: Database, tenant: Tenant, filter: UploadFilter): Promise<UploadStats> {
  const { stats, rows, params: own } = statements(filter)
  const params = { ...filterParams(tenant, filter), ...own, countLimit: COUNT_LIMIT }
  const parts = await runList<StatsRow, Record<string, unknown>>(db, filter, { statement: stats, params })
  const counted = parts.reduce((sum, { uploads }) => sum + toSafeInteger(uploads), 0)
  const scale = await scaleOf(db, counted, { rows, params })
  const scaled = (value: string | number) => Math.round(toSafeInteger(value) * scale)
  return {
    isEstimated: counted === COUNT_LIMIT,
    buckets: toSafeInteger(parts[0]?.buckets ?? 0),
    totalUploads: scaled(counted),
    totalSizeBytes: parts.reduce((sum, { bytes }) => sum + scaled(bytes), 0),
    byStatus: Object.fromEntries(parts.map(({ status, uploads }) => [status, scaled(uploads)])),
  }
}
