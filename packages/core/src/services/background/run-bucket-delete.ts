import type { JsonObject } from '../../domain/upload.ts'
import type { LeasedTask } from '../../ports/task-board.ts'
import type { ServiceDeps } from '../deps.ts'
import { settleUpload } from '../uploads/settle-upload.ts'
import type { TaskResult } from './task-result.ts'

type DeleteWork = Extract<LeasedTask, { type: 'api_buckets_delete' }>

const BATCH = 100

/**
 * Empties a bucket that takes nothing new any more, and ends it. Everything goes the way that it goes one by one: open
 * uploads are canceled, objects deleted, references dropped, each dooming its keys; the bytes follow with the doomed keys.
 * Begun again after a crash it goes on with what is left. A confirm that is under way in a task is waited for by trying
 * again later.
 */
export async function runBucketDelete(deps: ServiceDeps, task: DeleteWork): Promise<TaskResult> {
  const done = { uploads: 0, objects: 0 }
  for (;;) {
    const remains = await deps.buckets.remains(task.bucketId, BATCH)
    const { openUploads, objects, heldUploads } = remains
    if (openUploads.length + objects.length + heldUploads.length === 0) {
      if (await deps.buckets.finishDelete(task.bucketId))
        return { ...COMPLETED, outputs: [outputOf(task, done)] }
      throw new BucketBusyError(task.bucketId)
    }
    const canceled = await countDone(openUploads, uploadId => cancel(deps, uploadId))
    const removed = await countDone(objects, objectId =>
      deps.objects.delete(task, { objectId, bucketId: task.bucketId }),
    )
    const dropped = await countDone(
      heldUploads,
      async uploadId => (await deps.uploads.dropReference(uploadId)) === 'dropped',
    )
    if (canceled + removed + dropped === 0) throw new BucketBusyError(task.bucketId)
    done.uploads += canceled + dropped
    done.objects += removed
  }
}

/** Tried again by the queue. */
class BucketBusyError extends Error {
  constructor(bucketId: string) {
    super(`Bucket ${bucketId} is not empty yet: somebody is working in it`)
    this.name = 'BucketBusyError'
  }
}

const COMPLETED = { status: 'COMPLETED', error: null } as const

const outputOf = (
  { bucketId }: DeleteWork,
  { uploads, objects }: { uploads: number; objects: number },
): JsonObject => ({
  bucket_id: bucketId,
  deleted_objects: objects,
  canceled_uploads: uploads,
})

async function cancel(deps: ServiceDeps, uploadId: string): Promise<boolean> {
  const upload = await deps.uploads.findById(uploadId)
  if (upload === null) return false
  return (await settleUpload(deps, upload, { kind: 'cancel', keepBytes: false })).ok
}

async function countDone(ids: string[], work: (id: string) => Promise<boolean>): Promise<number> {
  let count = 0
  for (const id of ids) if (await work(id)) count += 1
  return count
}
