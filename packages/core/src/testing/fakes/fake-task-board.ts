import { isOpen } from '../../domain/upload-state.ts'
import type { TaskBoard } from '../../ports/task-board.ts'
import { batchTasks, isLive, PICKED_UP_SECONDS, toTaskRecord } from './batch-tasks.ts'
import { type FakeTables, secondsAfter } from './tables.ts'
import { liveTaskId } from './upload-view.ts'

export function createFakeTaskBoard(tables: FakeTables): TaskBoard {
  const live = (taskId: string) => {
    const task = tables.tasks.get(taskId)
    return task !== undefined && isLive(task) ? task : undefined
  }
  return {
    startConfirm: async ({ taskId, uploadId, claim, attempt }) => {
      const upload = tables.uploads.get(uploadId)
      if (upload === undefined || !isOpen(upload.status) || upload.attempt !== attempt) return null
      const running = liveTaskId(tables, uploadId)
      if (running !== null) return { taskId: running }
      const now = tables.clock.now()
      const { organizationId, namespaceId } = upload.declared
      tables.tasks.set(taskId, {
        taskId,
        organizationId,
        namespaceId,
        type: 'api_buckets_uploads_confirm',
        status: 'PENDING',
        inputs: [{ upload_id: uploadId }],
        outputs: [],
        error: null,
        createdAt: now,
        updatedAt: now,
        work: structuredClone({
          ...{ taskId, organizationId, namespaceId },
          type: 'api_buckets_uploads_confirm',
          uploadId,
          claim,
        }),
        linked: [uploadId],
        leaseUntil: secondsAfter(tables.clock.now(), PICKED_UP_SECONDS),
      })
      tables.queue.push(taskId)
      tables.events.push({ uploadId, attempt, kind: 'confirm_started', detail: { task_id: taskId }, at: now })
      return { taskId }
    },
    find: async (organizationId, taskId) => {
      const task = tables.tasks.get(taskId)
      if (task?.organizationId !== organizationId) return null
      return toTaskRecord(task)
    },
    ...batchTasks(tables),
    list: async (organizationId, { status, type, limit, offset }) => {
      const found = [...tables.tasks.values()]
        .filter(
          task =>
            task.organizationId === organizationId &&
            (status === undefined || task.status === status) &&
            (type === undefined || task.type === type),
        )
        .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.taskId < b.taskId ? 1 : -1))
      return { tasks: found.slice(offset, offset + limit).map(toTaskRecord), total: found.length }
    },
    cancel: async (organizationId, taskId) => {
      const task = live(taskId)
      if (task === undefined || task.organizationId !== organizationId) return 'not_live'
      if (task.type === 'api_buckets_delete') return 'kept'
      Object.assign(task, { status: 'CANCELED', updatedAt: tables.clock.now() })
      tables.queue = tables.queue.filter(queued => queued !== taskId)
      return 'canceled'
    },
    lease: async (taskId, seconds) => {
      const task = live(taskId)
      if (task === undefined) return null
      task.status = 'PROCESSING'
      task.leaseUntil = secondsAfter(tables.clock.now(), seconds)
      task.updatedAt = tables.clock.now()
      tables.queue = tables.queue.filter(queued => queued !== taskId)
      return structuredClone(task.work)
    },
    finish: async (taskId, result) => {
      const task = live(taskId)
      if (task !== undefined) Object.assign(task, structuredClone(result), { updatedAt: tables.clock.now() })
    },
    requeueExpired: async () => {
      const now = tables.clock.now()
      const expired = [...tables.tasks.values()].filter(
        task => isLive(task) && task.leaseUntil !== null && task.leaseUntil <= now,
      )
      for (const task of expired) {
        task.leaseUntil = secondsAfter(now, PICKED_UP_SECONDS)
        if (!tables.queue.includes(task.taskId)) tables.queue.push(task.taskId)
      }
      return expired.length
    },
  }
}
