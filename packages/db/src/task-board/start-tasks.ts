/**
 * Starting what is about more than one upload. As with a confirm, task, links and job are one statement, so none can exist
 * without the others; the final SELECT asks for the job's id, since a part of a WITH that nobody asks for is never run.
 */
import type { TaskRecord, Tenant } from '@landfall/core/domain'
import type { BatchItem, TaskBoard } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { onlyRow, toJson } from '../rows.ts'
import { OPEN } from '../sql/keys.ts'
import { sql } from '../sql/statement.ts'
import { PICKED_UP_BY, TASK_JOB } from './task-job.ts'
import { LIVE, TASK_COLUMNS, type TaskRow, toTaskRecord } from './task-row.ts'

interface BatchParams extends Tenant {
  taskId: string
  bucketId: string
  uploadIds: string[]
  claim: string | null
  inputs: string | null
  job: string
}

/** Uploads are locked in the order of their ids, as everywhere. */
const START_BATCH = sql<BatchParams>('start-batch-confirm')`
  WITH held AS MATERIALIZED (
    SELECT * FROM upload
     WHERE id = ANY (${'uploadIds'}::text[]) AND organization_id = ${'organizationId'} AND namespace_id = ${'namespaceId'}
       AND bucket_id = ${'bucketId'} AND status IN ${OPEN}
     ORDER BY id FOR NO KEY UPDATE
  ),
  t AS (
    INSERT INTO task (id, organization_id, namespace_id, type, bucket_id, claim, inputs, lease_until)
    SELECT ${'taskId'}, ${'organizationId'}, ${'namespaceId'}, 'api_buckets_uploads_batch_confirm', ${'bucketId'},
      ${'claim'}::jsonb, ${'inputs'}::jsonb, ${PICKED_UP_BY} FROM (SELECT count(*) FROM held) AS all_held
    RETURNING *
  ),
  linked AS (
    UPDATE upload SET live_task_id = t.id FROM t, held
     WHERE upload.id = held.id AND held.live_task_id IS NULL
    RETURNING upload.id
  ),
  told AS (
    INSERT INTO upload_event (organization_id, namespace_id, upload_id, attempt, kind, detail)
    SELECT held.organization_id, held.namespace_id, held.id, held.attempt, 'confirm_started',
      jsonb_build_object('task_id', t.id)
    FROM held CROSS JOIN t WHERE held.live_task_id IS NULL
  ),
  queued AS (
    SELECT (graphile_worker.add_job(${'job'}, json_build_object('taskId', t.id), job_key := t.id)).id FROM t
  )
  SELECT ${TASK_COLUMNS}, (SELECT id FROM queued) AS job_id FROM t`

export async function startBatchConfirm(
  db: Database,
  { organizationId, namespaceId, taskId, bucketId, items }: Parameters<TaskBoard['startBatchConfirm']>[0],
): Promise<TaskRecord> {
  const rows = await db.run<TaskRow, BatchParams>(START_BATCH, {
    organizationId,
    namespaceId,
    taskId,
    bucketId,
    uploadIds: items.map(({ uploadId }) => uploadId),
    claim: toJson(items satisfies BatchItem[]),
    inputs: toJson(items.map(({ uploadId }) => ({ upload_id: uploadId }))),
    job: TASK_JOB,
  })
  return toTaskRecord(onlyRow(rows))
}

interface DeleteParams extends Tenant {
  taskId: string
  bucketId: string
  job: string
}

const START_DELETE = sql<DeleteParams>('start-bucket-delete')`
  WITH b AS MATERIALIZED (
    SELECT * FROM bucket
     WHERE id = ${'bucketId'} AND organization_id = ${'organizationId'} AND namespace_id = ${'namespaceId'}
       AND deleted_at IS NULL
       FOR UPDATE
  ),
  closed AS (
    UPDATE bucket SET status = 'IN_PROGRESS', updated_at = now() FROM b WHERE bucket.id = b.id AND NOT b.is_locked
    RETURNING bucket.*
  ),
  t AS (
    INSERT INTO task (id, organization_id, namespace_id, type, bucket_id, inputs, lease_until)
    SELECT ${'taskId'}, organization_id, namespace_id, 'api_buckets_delete', id,
      jsonb_build_array(jsonb_build_object('bucket_id', id, 'bucket_name', name)), ${PICKED_UP_BY} FROM closed
    ON CONFLICT (bucket_id) WHERE type = 'api_buckets_delete' AND status IN ${LIVE} DO NOTHING
    RETURNING id
  ),
  queued AS (
    SELECT (graphile_worker.add_job(${'job'}, json_build_object('taskId', t.id), job_key := t.id)).id FROM t
  )
  SELECT b.is_locked, t.id AS task_id, (SELECT id FROM queued) AS job_id FROM b LEFT JOIN t ON true`

const FIND_DELETE = sql<{ bucketId: string }>('find-bucket-delete')`
  SELECT id AS task_id FROM task
   WHERE bucket_id = ${'bucketId'} AND type = 'api_buckets_delete' AND status IN ${LIVE}`

const MAX_LOOKS = 3

/** A deletion that ends between the two statements leaves no bucket to find in the next look. */
export async function startBucketDelete(
  db: Database,
  { organizationId, namespaceId, taskId, bucketId }: Parameters<TaskBoard['startBucketDelete']>[0],
): ReturnType<TaskBoard['startBucketDelete']> {
  const params = { organizationId, namespaceId, taskId, bucketId, job: TASK_JOB }
  type Row = { is_locked: boolean; task_id: string | null }
  for (let look = 1; look <= MAX_LOOKS; look++) {
    const [row] = await db.run<Row, DeleteParams>(START_DELETE, params)
    if (row === undefined) return { outcome: 'not_found' }
    if (row.is_locked) return { outcome: 'locked' }
    if (row.task_id !== null) return { outcome: 'started', taskId: row.task_id }
    const [live] = await db.run<{ task_id: string }, { bucketId: string }>(FIND_DELETE, { bucketId })
    if (live !== undefined) return { outcome: 'started', taskId: live.task_id }
  }
  throw new Error(`The deletion of bucket ${bucketId} is neither started nor running`)
}
