import { notFound, succeed } from '../../domain/result.ts'
import { getTaskInput, taskResponse } from '../../wire/tasks/task.ts'
import { procedureFor, router } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'
import { listTasksProcedure } from './list-tasks.ts'
import { toTaskResponse } from './to-task-response.ts'

/** A task is found by the key alone: task operations carry no namespace (CONTRACT 2). */
const get = procedureFor('read')
  .input(getTaskInput)
  .output(taskResponse)
  .query(async ({ ctx, input }) => {
    const found = await ctx.services.tasks.find(ctx.actor.organizationId, input.task_id)
    return toTaskResponse(unwrap(found ? succeed(found) : notFound('task', input.task_id)))
  })

export const tasksRouter = router({ get, list: listTasksProcedure })
