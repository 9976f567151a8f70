/**
 * Figures beyond `MAX_EXACT_COUNT` rows: what the newest of them say, scaled to the number of rows that the planner
 * expects. Counting all of a million rows for a page of twenty would make every list as slow as the tenant is large.
 */
import { MAX_EXACT_COUNT } from '@landfall/core/domain'
import type { Database } from '../connect.ts'
import type { Statement } from './statement.ts'

interface Explained {
  'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }]
}

/**
 * Where to stop counting: one more than is exact. In the order of an index, so that rows of other tenants are never
 * walked over on the way there.
 */
export const COUNT_LIMIT = MAX_EXACT_COUNT + 1

/** By what the figures of `counted` rows have to be multiplied; 1 where those are all. */
export async function scaleOf<TParams>(
  db: Database,
  counted: number,
  { rows, params }: { rows: Statement<TParams>; params: TParams },
): Promise<number> {
  if (counted < COUNT_LIMIT) return 1
  const explained = { ...rows, name: '', text: `EXPLAIN (FORMAT JSON) ${rows.text}` }
  const [row] = await db.run<Explained, TParams>(explained, params)
  return Math.max(1, (row?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0) / counted)
}
