import type { Claim, TaskRecord } from '@landfall/core/domain'
import type { ConfirmTask, TaskBoard } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { onlyRow, toJson } from '../rows.ts'
import { sql } from '../sql/statement.ts'
import { CONFIRM_JOB, PICKED_UP_BY } from './confirm-job.ts'
import { LIVE, TASK_COLUMNS, type TaskRow, toTaskRecord } from './task-row.ts'

const FIND = sql<{ organizationId: string; taskId: string }>('find-task')`
  SELECT ${TASK_COLUMNS} FROM task t WHERE t.id = ${'taskId'} AND t.organization_id = ${'organizationId'}`

const LEASE = sql<{ taskId: string; seconds: number }>('lease-task')`
  UPDATE task SET status = 'PROCESSING', lease_until = now() + make_interval(secs => ${'seconds'}), updated_at = now()
   WHERE id = ${'taskId'} AND status IN ${LIVE}
  RETURNING id, upload_id, claim`

interface FinishParams {
  taskId: string
  status: string
  outputs: string | null
  error: string | null
}

/** The upload first, as everywhere: startConfirm and renew hold it while they look at its task. */
const FINISH = sql<FinishParams>('finish-task')`
  WITH held AS MATERIALIZED (
    SELECT id FROM upload WHERE live_task_id = ${'taskId'} FOR NO KEY UPDATE
  ),
  unlinked AS (
    UPDATE upload SET live_task_id = NULL FROM held WHERE upload.id = held.id AND upload.live_task_id = ${'taskId'}
  )
  UPDATE task SET status = ${'status'}, outputs = ${'outputs'}::jsonb, error = ${'error'}::text, lease_until = NULL,
    updated_at = now()
   WHERE id = ${'taskId'} AND status IN ${LIVE} AND (SELECT count(*) FROM held) >= 0`

/** Tasks that another process is just taking care of are skipped. The job key keeps a task from being queued twice. */
const REQUEUE_EXPIRED = sql<{ job: string }>('requeue-expired-tasks')`
  WITH expired AS MATERIALIZED (
    SELECT id FROM task WHERE status IN ${LIVE} AND lease_until <= now()
     ORDER BY lease_until LIMIT 1000 FOR UPDATE SKIP LOCKED
  ),
  freed AS (
    UPDATE task SET lease_until = ${PICKED_UP_BY} FROM expired WHERE task.id = expired.id
  ),
  queued AS MATERIALIZED (
    SELECT (graphile_worker.add_job(${'job'}, json_build_object('taskId', expired.id), job_key := expired.id)).id
      FROM expired
  )
  SELECT count(queued.id)::int AS requeued FROM queued`

export async function findTask(
  db: Database,
  organizationId: string,
  taskId: string,
): Promise<TaskRecord | null> {
  const [row] = await db.run<TaskRow, { organizationId: string; taskId: string }>(FIND, {
    organizationId,
    taskId,
  })
  return row === undefined ? null : toTaskRecord(row)
}

type LeaseRow = { id: string; upload_id: string; claim: Claim }

export async function leaseTask(db: Database, taskId: string, seconds: number): Promise<ConfirmTask | null> {
  const [row] = await db.run<LeaseRow, { taskId: string; seconds: number }>(LEASE, { taskId, seconds })
  return row === undefined ? null : { taskId: row.id, uploadId: row.upload_id, claim: row.claim }
}

export async function finishTask(
  db: Database,
  taskId: string,
  { status, outputs, error }: Parameters<TaskBoard['finish']>[1],
): Promise<void> {
  await db.run(FINISH, { taskId, status, outputs: toJson(outputs), error })
}

export async function requeueExpired(db: Database): Promise<number> {
  return onlyRow(await db.run<{ requeued: number }, { job: string }>(REQUEUE_EXPIRED, { job: CONFIRM_JOB }))
    .requeued
}
