import type { TaskStatus, TaskType } from '../../domain/task.ts'
import { findTask } from '../../services/tasks/find-task.ts'
import { killTask, listTasks } from '../../services/tasks/tasks.ts'
import {
  getTaskInput,
  killTaskResponse,
  listTasksInput,
  listTasksResponse,
  taskResponse,
} from '../../wire/tasks/task.ts'
import { procedureFor, router, tokenProcedureFor } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'
import { toTaskResponse } from './to-task-response.ts'

const get = tokenProcedureFor('read')
  .input(getTaskInput)
  .output(taskResponse)
  .query(async ({ ctx, input }) =>
    toTaskResponse(unwrap(await findTask(ctx.services, ctx.actor, input.task_id))),
  )

/** A status or kind that no task of ours has matches none, as any filter does. */
const list = procedureFor('read')
  .input(listTasksInput)
  .output(listTasksResponse)
  .query(async ({ ctx, input }) => {
    const { tasks, total } = await listTasks(ctx.services, ctx.actor, {
      status: (input.status as TaskStatus | null | undefined) ?? undefined,
      type: (input.task_type as TaskType | null | undefined) ?? undefined,
      limit: input.limit,
      offset: input.offset ?? 0,
    })
    return { results: tasks.map(toTaskResponse), total_count: total }
  })

const KILLED = {
  canceled: { message: 'The task was canceled; what it did so far stays', success: true },
  not_live: { message: 'There is nothing to cancel (any more)', success: true },
  kept: { message: 'The deletion of a bucket runs to its end', success: false },
} as const

const kill = procedureFor('delete')
  .input(getTaskInput)
  .output(killTaskResponse)
  .mutation(async ({ ctx, input }) => KILLED[await killTask(ctx.services, ctx.actor, input.task_id)])

export const tasksRouter = router({ get, list, kill })
