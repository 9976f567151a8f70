import { notFound, succeed } from '../../domain/result.ts'
import { getTaskInput, taskResponse } from '../../wire/tasks/task.ts'
import { procedureFor, router } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'

/** A task is found by the key alone: task operations carry no namespace (CONTRACT 2). */
const get = procedureFor('read')
  .input(getTaskInput)
  .output(taskResponse)
  .query(async ({ ctx, input }) => {
    const found = await ctx.services.tasks.find(ctx.actor.organizationId, input.task_id)
    const task = unwrap(found ? succeed(found) : notFound('task', input.task_id))
    return {
      task_id: task.taskId,
      task_type: task.type,
      status: task.status,
      inputs: task.inputs,
      outputs: task.outputs,
      additional_data: task.error === null ? null : { error: task.error },
      error: task.error,
    }
  })

export const tasksRouter = router({ get })
