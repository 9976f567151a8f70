import type { ConfirmTask } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { toJson } from '../rows.ts'
import { OPEN } from '../sql/keys.ts'
import { sql } from '../sql/statement.ts'
import { PICKED_UP_BY, TASK_JOB } from './task-job.ts'

type Params = Omit<ConfirmTask, 'claim'> & { claim: string | null; attempt: number; job: string }

/**
 * Task, link and job together, so none can exist without the others. The final SELECT asks for the job's id: a part of
 * a WITH that only calls a function, and that nobody asks for, is never run.
 */
const START_CONFIRM = sql<Params>('start-confirm')`
  WITH held AS MATERIALIZED (
    SELECT * FROM upload
     WHERE id = ${'uploadId'} AND attempt = ${'attempt'}::int AND status IN ${OPEN}
       FOR NO KEY UPDATE
  ),
  t AS (
    INSERT INTO task (id, organization_id, namespace_id, type, upload_id, claim, inputs, lease_until)
    SELECT ${'taskId'}, organization_id, namespace_id, 'api_buckets_uploads_confirm', id, ${'claim'}::jsonb,
      jsonb_build_array(jsonb_build_object('upload_id', id)), ${PICKED_UP_BY}
    FROM held WHERE live_task_id IS NULL
    RETURNING id, upload_id
  ),
  linked AS (
    UPDATE upload SET live_task_id = t.id FROM t WHERE upload.id = t.upload_id
  ),
  told AS (
    INSERT INTO upload_event (organization_id, namespace_id, upload_id, attempt, kind, detail)
    SELECT held.organization_id, held.namespace_id, held.id, held.attempt, 'confirm_started',
      jsonb_build_object('task_id', t.id)
    FROM held JOIN t ON t.upload_id = held.id
  ),
  queued AS (
    SELECT (graphile_worker.add_job(${'job'}, json_build_object('taskId', t.id), job_key := t.id)).id FROM t
  )
  SELECT COALESCE(held.live_task_id, t.id) AS task_id, (SELECT id FROM queued) AS job_id FROM held LEFT JOIN t ON true`

export async function startConfirm(
  db: Database,
  { taskId, uploadId, attempt, claim }: ConfirmTask & { attempt: number },
): Promise<{ taskId: string } | null> {
  const params = { taskId, uploadId, attempt, claim: toJson(claim), job: TASK_JOB }
  const [row] = await db.run<{ task_id: string }, Params>(START_CONFIRM, params)
  return row === undefined ? null : { taskId: row.task_id }
}
