import { confirmUploads } from '../../services/uploads/confirm-batch.ts'
import { confirmUploadsInput, confirmUploadsResponse } from '../../wire/uploads/confirm-upload.ts'
import { procedureFor } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'
import { toTaskResponse } from '../tasks/to-task-response.ts'
import { toClaim } from './confirm-upload.ts'

export const confirmUploadsProcedure = procedureFor('write')
  .input(confirmUploadsInput)
  .output(confirmUploadsResponse)
  .mutation(async ({ ctx, input }) => {
    const items = input.confirmations.map(item => ({ uploadId: item.upload_id, claim: toClaim(item) }))
    const task = unwrap(await confirmUploads(ctx.services, ctx.actor, { bucket: input.bucket, items }))
    return {
      task_id: task.taskId,
      status: task.status,
      confirmations_count: items.length,
      task: toTaskResponse(task),
      message: 'Batch confirmation is being processed in the background.',
    }
  })
