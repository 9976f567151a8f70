import type { Tenant } from '../../domain/actor.ts'
import { taskValues } from '../../domain/filter/record-values.ts'
import { contains } from '../../domain/filter/search.ts'
import type { TaskRecord } from '../../domain/task.ts'
import { isOpen } from '../../domain/upload-state.ts'
import type { TaskBoard, TaskFilter, TaskScope } from '../../ports/task-board.ts'
import { batchTasks, isLive, PICKED_UP_SECONDS, toTaskRecord } from './batch-tasks.ts'
import { pageOf, satisfies } from './keyset.ts'
import { type FakeTables, secondsAfter } from './tables.ts'
import { isOwn } from './tenancy.ts'
import { liveTaskId } from './upload-view.ts'

const isIn = ({ organizationId, namespaceId }: TaskScope, task: Tenant) =>
  task.organizationId === organizationId && (namespaceId === null || task.namespaceId === namespaceId)

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
    find: async (scope, taskId) => {
      const task = tables.tasks.get(taskId)
      return task !== undefined && isIn(scope, task) ? toTaskRecord(task) : null
    },
    ...batchTasks(tables),
    cancel: async (scope, taskId) => {
      const task = live(taskId)
      if (task === undefined || !isIn(scope, task)) return 'not_live'
      if (task.type === 'api_buckets_delete') return 'kept'
      Object.assign(task, { status: 'CANCELED', updatedAt: tables.clock.now() })
      tables.queue = tables.queue.filter(queued => queued !== taskId)
      return 'canceled'
    },
    list: async (tenant, query) => {
      const { rows, nextCursor } = pageOf(
        matching(tables, tenant, query),
        task => ({ ...task, fileSizeBytes: null, filename: '', id: task.taskId, values: taskValues(task) }),
        query,
      )
      return { tasks: rows, nextCursor }
    },
    count: async (tenant, filter) => matching(tables, tenant, filter).length,
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

function matching(tables: FakeTables, tenant: Tenant, query: TaskFilter): TaskRecord[] {
  const { statuses, types, search, filter } = query
  return [...tables.tasks.values()]
    .map(toTaskRecord)
    .filter(
      task =>
        isOwn(tenant, task) &&
        (statuses === undefined || statuses.includes(task.status)) &&
        (types === undefined || types.includes(task.type)) &&
        [task.taskId, task.type, task.error ?? ''].some(text => contains(text, search)) &&
        satisfies(filter, taskValues(task)),
    )
}
