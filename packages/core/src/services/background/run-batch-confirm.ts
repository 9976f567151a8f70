import { notFound, type Result, refuse } from '../../domain/result.ts'
import type { JsonObject } from '../../domain/upload.ts'
import { isOpen } from '../../domain/upload-state.ts'
import type { BatchItem, LeasedTask } from '../../ports/task-board.ts'
import type { ServiceDeps } from '../deps.ts'
import { answerReplay } from '../uploads/answer-replay.ts'
import { settleUpload } from '../uploads/settle-upload.ts'
import type { Settlement } from '../uploads/settled-answer.ts'
import { lastErrorOf, outputOf } from './run-confirm-task.ts'
import type { TaskResult } from './task-result.ts'

type BatchWork = Extract<LeasedTask, { type: 'api_buckets_uploads_batch_confirm' }>

const PARALLEL = 4

/**
 * Many confirms, each by itself: one that is refused changes nothing for the others. After a crash all are confirmed again,
 * and those that were settled answer what they answered. `null`: killed, and nobody waits for a result.
 */
export async function runBatchConfirm(deps: ServiceDeps, task: BatchWork): Promise<TaskResult | null> {
  const outputs: JsonObject[] = []
  const queue = task.items.entries()
  let isKilled = false
  const confirmNext = async () => {
    for (const [index, item] of queue) {
      isKilled ||= await wasKilled(deps, task)
      if (isKilled) return
      outputs[index] = outputOf(item.uploadId, await confirmOne(deps, task, item))
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, confirmNext))
  return isKilled ? null : resultOf(outputs)
}

async function wasKilled(deps: ServiceDeps, work: BatchWork): Promise<boolean> {
  const task = await deps.tasks.find(work, work.taskId)
  return task === null || task.status === 'CANCELED'
}

async function confirmOne(
  deps: ServiceDeps,
  task: BatchWork,
  { uploadId, claim }: BatchItem,
): Promise<Result<Settlement>> {
  const upload = await deps.uploads.find(task, uploadId)
  if (upload?.bucketId !== task.bucketId) return notFound('upload', uploadId)
  if (!isOpen(upload.status)) return answerReplay(deps, upload, claim)
  if (upload.bucketStatus === 'IN_PROGRESS')
    return refuse({ code: 'BUCKET_DELETING', message: 'This bucket is being deleted' })
  const intent = { kind: 'confirm', claim, settledBy: 'batch', mayDefer: false } as const
  const result = await settleUpload(deps, upload, intent)
  if (!result.ok) await deps.uploads.setLastError(uploadId, upload.attempt, lastErrorOf(result.error))
  return result
}

function resultOf(outputs: JsonObject[]): TaskResult {
  const failed = outputs.filter(output => 'error' in output).length
  if (failed === 0) return { status: 'COMPLETED', outputs, error: null }
  const error = `${failed} of ${outputs.length} confirmations were refused; see outputs`
  return { status: failed === outputs.length ? 'FAILED' : 'COMPLETED_WITH_ERRORS', outputs, error }
}
