import type { Actor } from '../../domain/actor.ts'
import { notFound, type Result, succeed } from '../../domain/result.ts'
import type { TaskRecord } from '../../domain/task.ts'
import type { TaskQuery } from '../../ports/task-board.ts'
import type { ServiceDeps } from '../deps.ts'

/** A task is found by the key alone: task operations carry no namespace (CONTRACT 2). */
export async function getTask(deps: ServiceDeps, actor: Actor, taskId: string): Promise<Result<TaskRecord>> {
  const task = await deps.tasks.find(actor.organizationId, taskId)
  return task ? succeed(task) : notFound('task', taskId)
}

export const listTasks = (deps: ServiceDeps, actor: Actor, query: TaskQuery) =>
  deps.tasks.list(actor.organizationId, query)

/** CONTRACT 8: succeeds for unknown and finished tasks too, so it tells nobody which ids there are. */
export const killTask = (deps: ServiceDeps, actor: Actor, taskId: string) =>
  deps.tasks.cancel(actor.organizationId, taskId)
