import type { TaskRecord } from '../../domain/task.ts'
import type { TaskResponse } from '../../wire/tasks/task.ts'

export const toTaskResponse = (task: TaskRecord): TaskResponse => ({
  task_id: task.taskId,
  task_type: task.type,
  status: task.status,
  inputs: task.inputs,
  outputs: task.outputs,
  additional_data: task.error === null ? null : { error: task.error },
  error: task.error,
})
