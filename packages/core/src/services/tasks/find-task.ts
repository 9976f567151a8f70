import type { Actor } from '../../domain/actor.ts'
import { notFound, type Result, succeed } from '../../domain/result.ts'
import type { TaskRecord } from '../../domain/task.ts'
import type { TaskScope } from '../../ports/task-board.ts'
import type { ServiceDeps } from '../deps.ts'
import { findUpload } from '../uploads/find-upload.ts'

/**
 * Task operations of keys carry no namespace (CONTRACT 2), so a key of all namespaces finds the tasks of all; one of a single
 * namespace those of that one.
 */
export const taskScope = ({ kind, organizationId, namespaceId, allNamespaces }: Actor): TaskScope => ({
  organizationId,
  namespaceId: kind === 'key' && allNamespaces ? null : namespaceId,
})

/** A token sees the tasks of its uploads. */
export async function findTask(deps: ServiceDeps, actor: Actor, taskId: string): Promise<Result<TaskRecord>> {
  const task = await deps.tasks.find(taskScope(actor), taskId)
  if (task === null || !(await isItsOwn(deps, actor, task))) return notFound('task', taskId)
  return succeed(task)
}

async function isItsOwn(deps: ServiceDeps, actor: Actor, { inputs }: TaskRecord): Promise<boolean> {
  if (actor.kind !== 'token') return true
  const found = await Promise.all(
    inputs.map(({ upload_id: id }) => findUpload(deps, actor, { bucket: null, uploadId: String(id) })),
  )
  return found.length > 0 && found.every(({ ok }) => ok)
}
