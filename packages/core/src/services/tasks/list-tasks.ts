import type { Actor } from '../../domain/actor.ts'
import { type Result, succeed } from '../../domain/result.ts'
import type { TaskRecord } from '../../domain/task.ts'
import type { TaskQuery } from '../../ports/task-board.ts'
import type { ServiceDeps } from '../deps.ts'
import { invalidCursor, isForeignCursor } from '../invalid-cursor.ts'

export interface TaskPage {
  tasks: TaskRecord[]
  nextCursor: string | null
  total: number | null
}

/** In the caller's namespace: who may not look into another one does not see its tasks listed either. */
export async function listTasks(
  deps: ServiceDeps,
  actor: Actor,
  { includesTotal, ...query }: TaskQuery & { includesTotal: boolean },
): Promise<Result<TaskPage>> {
  if (isForeignCursor('task', query)) return invalidCursor()
  const page = await deps.tasks.list(actor, query)
  return succeed({ ...page, total: includesTotal ? await deps.tasks.count(actor, query) : null })
}
