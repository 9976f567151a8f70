import type { Database } from '../connect.ts'
import { MADE_FOR_OBJECT } from '../sql/keys.ts'
import { fragment, sql } from '../sql/statement.ts'

interface Params {
  olderThanSeconds: number
  limit: number
}

/** By a partial index that an upload leaves when its object takes it over. */
const FIND_LEFTOVERS = sql<Params>('find-leftovers')`
  SELECT u.id FROM upload u
   WHERE ${MADE_FOR_OBJECT(fragment`u`)} AND u.deleted_at IS NULL AND u.status IN ('PENDING', 'IN_PROGRESS', 'COMPLETED')
     AND u.created_at <= now() - make_interval(secs => ${'olderThanSeconds'})
     AND u.created_at >= COALESCE((SELECT restored_at FROM installation), '-infinity')
     AND NOT EXISTS (SELECT FROM blob WHERE blob.upload_id = u.id)
   ORDER BY u.created_at LIMIT ${'limit'}`

export const findLeftovers = async (
  db: Database,
  olderThanSeconds: number,
  limit: number,
): Promise<string[]> =>
  (await db.run<{ id: string }, Params>(FIND_LEFTOVERS, { olderThanSeconds, limit })).map(({ id }) => id)
