import type { TaskBoard, TaskScope } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { onlyRow } from '../rows.ts'
import { sql } from '../sql/statement.ts'
import { IN_SCOPE, LIVE } from './task-row.ts'

type Params = TaskScope & { taskId: string }

/** The uploads first, as everywhere. A job that runs already finds no live task at its next step. */
const CANCEL = sql<Params>('cancel-task')`
  WITH mine AS MATERIALIZED (
    SELECT id, type FROM task
     WHERE id = ${'taskId'} AND ${IN_SCOPE} AND status IN ${LIVE}
  ),
  held AS MATERIALIZED (
    SELECT id FROM upload
     WHERE live_task_id = (SELECT id FROM mine WHERE type <> 'api_buckets_delete') ORDER BY id FOR NO KEY UPDATE
  ),
  t AS (
    UPDATE task SET status = 'CANCELED', lease_until = NULL, updated_at = now() FROM mine
     WHERE task.id = mine.id AND mine.type <> 'api_buckets_delete' AND task.status IN ${LIVE}
       AND (SELECT count(*) FROM held) >= 0
    RETURNING task.id
  ),
  unlinked AS (
    UPDATE upload SET live_task_id = NULL FROM held, t WHERE upload.id = held.id AND upload.live_task_id = t.id
  ),
  dropped AS (
    SELECT (graphile_worker.remove_job(t.id)).id FROM t
  )
  SELECT (SELECT type FROM mine) AS type, (SELECT count(*) FROM t)::int AS canceled, (SELECT count(*) FROM dropped) AS jobs`

export async function cancelTask(
  db: Database,
  { organizationId, namespaceId }: TaskScope,
  taskId: string,
): ReturnType<TaskBoard['cancel']> {
  const params = { organizationId, namespaceId, taskId }
  const row = onlyRow(await db.run<{ type: string | null; canceled: number }, Params>(CANCEL, params))
  if (row.canceled > 0) return 'canceled'
  return row.type === 'api_buckets_delete' ? 'kept' : 'not_live'
}
