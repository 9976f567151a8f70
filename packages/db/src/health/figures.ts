import type { HealthFigures } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { onlyRow, toSafeInteger } from '../rows.ts'
import { OPEN } from '../sql/keys.ts'
import { fragment, sql } from '../sql/statement.ts'

/** How long a key may be due: longer than a worker's pause and lease, shorter than anybody's patience. */
export const OVERDUE_KEY = fragment`
  (k.next_delete_at < now() - interval '15 minutes' OR k.doomed_until < now() - interval '15 minutes')`

/**
 * Every count reads `maxCount` rows of a partial index at most; only organizations have quotas that sum up to all there is.
 * Asked by monitors again and again, so nothing here may grow with the history.
 */
const FIGURES = sql<{ maxCount: number }>('health-figures')`
  WITH open AS MATERIALIZED (
    SELECT created_at, settle_until, last_error IS NOT NULL AS is_failing FROM upload
     WHERE status IN ${OPEN} ORDER BY settle_until LIMIT ${'maxCount'}::int
  ),
  doomed AS MATERIALIZED (
    SELECT ${OVERDUE_KEY} AS is_overdue FROM stored_key k
     WHERE state = 'doomed' ORDER BY next_delete_at, id LIMIT ${'maxCount'}::int
  ),
  uploads AS (
    SELECT count(*) FILTER (WHERE created_at > now() - interval '5 minutes') AS age_5m,
      count(*) FILTER (WHERE created_at <= now() - interval '5 minutes' AND created_at > now() - interval '1 hour') AS age_1h,
      count(*) FILTER (WHERE created_at <= now() - interval '1 hour' AND created_at > now() - interval '24 hours') AS age_24h,
      count(*) FILTER (WHERE created_at <= now() - interval '24 hours') AS age_older,
      count(*) FILTER (WHERE settle_until < now()) AS overdue, count(*) FILTER (WHERE is_failing) AS failing
    FROM open
  ),
  keys AS (SELECT count(*) AS doomed, count(*) FILTER (WHERE is_overdue) AS overdue_keys FROM doomed),
  quotas AS (
    SELECT COALESCE(sum(used_bytes), 0) AS used_bytes, COALESCE(sum(used_objects), 0) AS used_objects,
      COALESCE(sum(reserved_bytes), 0) AS reserved_bytes, COALESCE(sum(reserved_objects), 0) AS reserved_objects
    FROM organization o JOIN quota q ON q.id = 'organization:' || o.id
  )
  SELECT *, (SELECT count(*) FROM (SELECT FROM unknown_key LIMIT ${'maxCount'}::int) told) AS unknown
  FROM uploads CROSS JOIN keys CROSS JOIN quotas`

type Row = Record<
  | 'age_5m'
  | 'age_1h'
  | 'age_24h'
  | 'age_older'
  | 'overdue'
  | 'failing'
  | 'doomed'
  | 'overdue_keys'
  | 'unknown'
  | 'used_bytes'
  | 'used_objects'
  | 'reserved_bytes'
  | 'reserved_objects',
  string
>

export async function readFigures(db: Database, maxCount: number): Promise<HealthFigures> {
  const row = onlyRow(await db.run<Row, { maxCount: number }>(FIGURES, { maxCount }))
  const count = (name: keyof Row) => toSafeInteger(row[name])
  return {
    openUploads: {
      '5m': count('age_5m'),
      '1h': count('age_1h'),
      '24h': count('age_24h'),
      older: count('age_older'),
    },
    overdueUploads: count('overdue'),
    failingUploads: count('failing'),
    doomedKeys: count('doomed'),
    overdueKeys: count('overdue_keys'),
    unknownKeys: count('unknown'),
    usedBytes: count('used_bytes'),
    usedObjects: count('used_objects'),
    reservedBytes: count('reserved_bytes'),
    reservedObjects: count('reserved_objects'),
  }
}
