import { cancelUpload } from '../../services/uploads/cancel-upload.ts'
import { cancelUploadInput } from '../../wire/uploads/cancel-upload.ts'
import { uploadResponse } from '../../wire/uploads/upload-response.ts'
import { tokenProcedureFor } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'
import { toUploadResponse } from './to-upload-response.ts'

/** What may create an upload may take it back; letting go of confirmed bytes needs `delete` (services/cancel-upload). */
export const cancelUploadProcedure = tokenProcedureFor('write')
  .input(cancelUploadInput)
  .output(uploadResponse)
  .mutation(async ({ ctx, input }) => {
    const ref = { bucket: input.bucket, uploadId: input.upload_id }
    const canceled = await cancelUpload(ctx.services, ctx.actor, {
      ...ref,
      keepBytes: !input.delete_s3_object,
    })
    return toUploadResponse(unwrap(canceled))
  })
