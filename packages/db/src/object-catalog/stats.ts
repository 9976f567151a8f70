/** Figures over the objects of a list, exact up to `MAX_EXACT_COUNT` of them. */
import type { Tenant } from '@landfall/core/domain'
import type { ObjectFilter, ObjectStats } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { toSafeInteger } from '../rows.ts'
import { COUNT_LIMIT, scaleOf } from '../sql/estimate.ts'
import { filterPart, runList } from '../sql/list-parts.ts'
import { fragment, sql } from '../sql/statement.ts'
import { filterParams, matching, nameOf } from './matching.ts'
import { OBJECT_LIST } from './object-fields.ts'

type StatsRow = { status: string; objects: string; blobs: string }

function statements(filter: ObjectFilter) {
  const { where, params } = filterPart(filter, OBJECT_LIST.fields)
  const from = fragment<string>`${matching(filter)} ${where}`
  const name = nameOf('object-stats', filter)
  const rows = sql<Record<string, unknown>>(`${name}-rows`)`SELECT ${from}`
  const stats = sql<Record<string, unknown>>(name)`
    WITH found AS MATERIALIZED (
      SELECT o.id, o.status ${from} ORDER BY o.created_at DESC, o.id DESC LIMIT ${'countLimit'}
    )
    SELECT status, count(*) AS objects,
      sum((SELECT count(*) FROM blob WHERE blob.object_id = found.id)) AS blobs
    FROM found GROUP BY status`
  return { stats, rows, params }
}

export async function objectStats(db: Database, tenant: Tenant, filter: ObjectFilter): Promise<ObjectStats> {
  const { stats, rows, params: own } = statements(filter)
  const params = { ...filterParams(tenant, filter), ...own, countLimit: COUNT_LIMIT }
  const parts = await runList<StatsRow, Record<string, unknown>>(db, filter, { statement: stats, params })
  const counted = parts.reduce((sum, { objects }) => sum + toSafeInteger(objects), 0)
  const scale = await scaleOf(db, counted, { rows, params })
  const scaled = (value: string | number) => Math.round(toSafeInteger(value) * scale)
  return {
    isEstimated: counted === COUNT_LIMIT,
    totalObjects: scaled(counted),
    totalBlobs: parts.reduce((sum, { blobs }) => sum + scaled(blobs), 0),
    byStatus: Object.fromEntries(parts.map(({ status, objects }) => [status, scaled(objects)])),
  }
}
