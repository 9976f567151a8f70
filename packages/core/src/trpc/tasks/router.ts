import { findTask } from '../../services/tasks/find-task.ts'
import { getTaskInput, taskResponse } from '../../wire/tasks/task.ts'
import { router, tokenProcedureFor } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'

const get = tokenProcedureFor('read')
  .input(getTaskInput)
  .output(taskResponse)
  .query(async ({ ctx, input }) => {
    const task = unwrap(await findTask(ctx.services, ctx.actor, input.task_id))
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
