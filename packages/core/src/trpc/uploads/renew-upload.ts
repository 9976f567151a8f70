import { renewUpload } from '../../services/uploads/renew-upload.ts'
import { digestOf } from '../../wire/uploads/claims.ts'
import { renewUploadInput } from '../../wire/uploads/renew-upload.ts'
import { uploadResponse } from '../../wire/uploads/upload-response.ts'
import { tokenProcedureFor } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'
import { toSignedUploadResponse } from './to-upload-response.ts'

export const renewUploadProcedure = tokenProcedureFor('write')
  .input(renewUploadInput)
  .output(uploadResponse)
  .mutation(async ({ ctx, input }) => {
    const renewed = await renewUpload(ctx.services, ctx.actor, {
      bucket: input.bucket,
      uploadId: input.upload_id,
      fileSizeBytes: input.file_size_bytes ?? undefined,
      checksum: digestOf(input) ?? undefined,
      expirationSeconds: input.presigned_url_expiration ?? undefined,
    })
    return toSignedUploadResponse(unwrap(renewed))
  })
