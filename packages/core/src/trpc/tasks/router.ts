import { findTask } from '../../services/tasks/find-task.ts'
import { killTask } from '../../services/tasks/kill-task.ts'
import { getTaskInput, killTaskResponse, taskResponse } from '../../wire/tasks/task.ts'
import { procedureFor, router, tokenProcedureFor } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'
import { listTasksProcedure } from './list-tasks.ts'
import { toTaskResponse } from './to-task-response.ts'

const get = tokenProcedureFor('read')
  .input(getTaskInput)
  .output(taskResponse)
  .query(async ({ ctx, input }) =>
    toTaskResponse(unwrap(await findTask(ctx.services, ctx.actor, input.task_id))),
  )

const KILLED = {
  canceled: { message: 'The task was canceled; what it did so far stays', success: true },
  not_live: { message: 'There is nothing to cancel (any more)', success: true },
  kept: { message: 'The deletion of a bucket runs to its end', success: false },
} as const

const kill = procedureFor('delete')
  .input(getTaskInput)
  .output(killTaskResponse)
  .mutation(async ({ ctx, input }) => KILLED[await killTask(ctx.services, ctx.actor, input.task_id)])

export const tasksRouter = router({ get, list: listTasksProcedure, kill })
