import type { Actor } from '../../domain/actor.ts'
import { notFound, type Result, refuse, succeed } from '../../domain/result.ts'
import type { TaskRecord } from '../../domain/task.ts'
import type { BatchItem } from '../../ports/task-board.ts'
import type { ServiceDeps } from '../deps.ts'

/** Always in the background (CONTRACT 0.6). An unknown upload is a result of its own in the task, not a refusal of the rest. */
export async function confirmUploads(
  deps: ServiceDeps,
  actor: Actor,
  input: { bucket: string; items: BatchItem[] },
): Promise<Result<TaskRecord>> {
  const bucket = await deps.buckets.find(actor, input.bucket)
  if (!bucket) return notFound('bucket', input.bucket)
  if (bucket.status === 'IN_PROGRESS') {
    const details = { resource: 'bucket', id: bucket.bucketId }
    return refuse({ code: 'BUCKET_DELETING', message: 'This bucket is being deleted', details })
  }
  const { organizationId, namespaceId } = actor
  const { bucketId } = bucket
  const taskId = deps.ids.next('task')
  return succeed(
    await deps.tasks.startBatchConfirm({ organizationId, namespaceId, taskId, bucketId, items: input.items }),
  )
}
