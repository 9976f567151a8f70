import { cancelUpload } from '../../services/uploads/cancel-upload.ts'
import { cancelUploadInput } from '../../wire/uploads/cancel-upload.ts'
import { uploadResponse } from '../../wire/uploads/upload-response.ts'
import { procedureFor } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'
import { toUploadResponse } from './to-upload-response.ts'

/** Deletes the upload, CONTRACT 0.10; so it needs `delete`, as all deletes do (CONTRACT 2). */
export const cancelUploadProcedure = procedureFor('delete')
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
