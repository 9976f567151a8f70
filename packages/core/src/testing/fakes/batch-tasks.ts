import type { TaskRecord } from '../../domain/task.ts'
import { isOpen } from '../../domain/upload-state.ts'
import type { LeasedTask, TaskBoard } from '../../ports/task-board.ts'
import { type FakeTables, secondsAfter, type TaskRow } from './tables.ts'
import { isOwn } from './tenancy.ts'
import { liveTaskId } from './upload-view.ts'

/** A queued task that no worker leased in this time is queued again. */
export const PICKED_UP_SECONDS = 300

export const isLive = (task: TaskRow) => task.status === 'PENDING' || task.status === 'PROCESSING'

export function toTaskRecord({
  work: _,
  linked: _linked,
  leaseUntil: _lease,
  ...record
}: TaskRow): TaskRecord {
  return structuredClone(record)
}

/** Tasks that are about more than one upload. */
export function batchTasks(tables: FakeTables): Pick<TaskBoard, 'startBatchConfirm' | 'startBucketDelete'> {
  const insert = (work: LeasedTask, fields: Pick<TaskRow, 'inputs' | 'linked'>): TaskRow => {
    const now = tables.clock.now()
    const { taskId, organizationId, namespaceId, type } = work
    const row: TaskRow = {
      ...structuredClone({ taskId, organizationId, namespaceId, type, ...fields, work }),
      status: 'PENDING',
      outputs: [],
      error: null,
      createdAt: now,
      updatedAt: now,
      leaseUntil: secondsAfter(now, PICKED_UP_SECONDS),
    }
    tables.tasks.set(taskId, row)
    tables.queue.push(taskId)
    return row
  }
  return {
    startBatchConfirm: async ({ organizationId, namespaceId, taskId, bucketId, items }) => {
      const open = items.flatMap(({ uploadId }) => {
        const row = tables.uploads.get(uploadId)
        const isMine = row !== undefined && isOwn({ organizationId, namespaceId }, row.declared)
        const isIn = isMine && row.declared.bucketId === bucketId && isOpen(row.status)
        return isIn && liveTaskId(tables, uploadId) === null ? [row] : []
      })
      const row = insert(
        { taskId, organizationId, namespaceId, type: 'api_buckets_uploads_batch_confirm', bucketId, items },
        {
          inputs: items.map(({ uploadId }) => ({ upload_id: uploadId })),
          linked: open.map(({ declared }) => declared.uploadId),
        },
      )
      for (const { declared, attempt } of open) {
        const detail = { task_id: taskId }
        const { uploadId } = declared
        tables.events.push({ uploadId, attempt, kind: 'confirm_started', detail, at: row.createdAt })
      }
      return toTaskRecord(row)
    },
    startBucketDelete: async ({ organizationId, namespaceId, taskId, bucketId }) => {
      const bucket = tables.buckets.get(bucketId)
      const isThere = bucket !== undefined && bucket.deletedAt === null
      if (!isThere || !isOwn({ organizationId, namespaceId }, bucket)) return { outcome: 'not_found' }
      if (bucket.isLocked) return { outcome: 'locked' }
      bucket.status = 'IN_PROGRESS'
      const running = [...tables.tasks.values()].find(
        ({ work, ...task }) =>
          isLive({ work, ...task }) && work.type === 'api_buckets_delete' && work.bucketId === bucketId,
      )
      if (running) return { outcome: 'started', taskId: running.taskId }
      insert(
        { taskId, organizationId, namespaceId, type: 'api_buckets_delete', bucketId },
        { inputs: [{ bucket_id: bucketId, bucket_name: bucket.name }], linked: [] },
      )
      return { outcome: 'started', taskId }
    },
  }
}
