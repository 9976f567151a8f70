import type { Actor } from '../../domain/actor.ts'
import { notFound, type Result, succeed } from '../../domain/result.ts'
import type { TaskRecord } from '../../domain/task.ts'
import type { ServiceDeps } from '../deps.ts'
import { findUpload } from '../uploads/find-upload.ts'

/** A task is found by the key alone: task operations carry no namespace (CONTRACT 2). A token sees those of its uploads. */
export async function findTask(deps: ServiceDeps, actor: Actor, taskId: string): Promise<Result<TaskRecord>> {
  const task = await deps.tasks.find(actor.organizationId, taskId)
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
