import type { Claim, TaskRecord } from '@landfall/core/domain'
import type { BatchItem, LeasedTask, TaskBoard, TaskScope } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { onlyRow, toJson } from '../rows.ts'
import { sql } from '../sql/statement.ts'
import { PICKED_UP_BY, TASK_JOB } from './task-job.ts'
import { IN_SCOPE, LIVE, TASK_COLUMNS, type TaskRow, toTaskRecord } from './task-row.ts'

const FIND = sql<TaskScope & { taskId: string }>('find-task')`
  SELECT ${TASK_COLUMNS} FROM task t WHERE t.id = ${'taskId'} AND ${IN_SCOPE}`

const LEASE = sql<{ taskId: string; seconds: number }>('lease-task')`
  UPDATE task SET status = 'PROCESSING', lease_until = now() + make_interval(secs => ${'seconds'}), updated_at = now()
   WHERE id = ${'taskId'} AND status IN ${LIVE}
  RETURNING id, organization_id, namespace_id, type, upload_id, bucket_id, claim`

interface FinishParams {
  taskId: string
  status: string
  outputs: string | null
  error: string | null
}

/** The upload first, as everywhere: startConfirm and renew hold it while they look at its task. */
const FINISH = sql<FinishParams>('finish-task')`
  WITH held AS MATERIALIZED (
    SELECT id FROM upload WHERE live_task_id = ${'taskId'} ORDER BY id FOR NO KEY UPDATE
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
  { organizationId, namespaceId }: TaskScope,
  taskId: string,
): Promise<TaskRecord | null> {
  const params = { organizationId, namespaceId, taskId }
  const [row] = await db.run<TaskRow, typeof params>(FIND, params)
  return row === undefined ? null : toTaskRecord(row)
}

type LeaseRow = { id: string; organization_id: string; namespace_id: string } & (
  | { type: 'api_buckets_uploads_confirm'; upload_id: string; claim: Claim }
  | { type: 'api_buckets_uploads_batch_confirm'; bucket_id: string; claim: BatchItem[] }
  | { type: 'api_buckets_delete'; bucket_id: string }
)

export async function leaseTask(db: Database, taskId: string, seconds: number): Promise<LeasedTask | null> {
  const [row] = await db.run<LeaseRow, { taskId: string; seconds: number }>(LEASE, { taskId, seconds })
  return row === undefined ? null : toLeasedTask(row)
}

function toLeasedTask(row: LeaseRow): LeasedTask {
  const task = { taskId: row.id, organizationId: row.organization_id, namespaceId: row.namespace_id }
  switch (row.type) {
    case 'api_buckets_uploads_confirm':
      return { ...task, type: row.type, uploadId: row.upload_id, claim: row.claim }
    case 'api_buckets_uploads_batch_confirm':
      return { ...task, type: row.type, bucketId: row.bucket_id, items: row.claim }
    case 'api_buckets_delete':
      return { ...task, type: row.type, bucketId: row.bucket_id }
  }
}

export async function finishTask(
  db: Database,
  taskId: string,
  { status, outputs, error }: Parameters<TaskBoard['finish']>[1],
): Promise<void> {
  await db.run(FINISH, { taskId, status, outputs: toJson(outputs), error })
}

export async function requeueExpired(db: Database): Promise<number> {
  return onlyRow(await db.run<{ requeued: number }, { job: string }>(REQUEUE_EXPIRED, { job: TASK_JOB }))
    .requeued
}
