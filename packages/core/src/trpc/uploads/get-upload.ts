import { readsContent } from '../../domain/upload-token.ts'
import { findUpload } from '../../services/uploads/find-upload.ts'
import { getUploadInput } from '../../wire/uploads/get-upload.ts'
import { uploadResponse } from '../../wire/uploads/upload-response.ts'
import { tokenProcedureFor } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'
import { downloadUrlOf } from './download-url.ts'
import { toUploadResponse } from './to-upload-response.ts'

export const getUploadProcedure = tokenProcedureFor('read')
  .input(getUploadInput)
  .output(uploadResponse)
  .query(async ({ ctx, input }) => {
    const ref = { bucket: input.bucket ?? null, uploadId: input.upload_id }
    const upload = unwrap(await findUpload(ctx.services, ctx.actor, ref))
    const mayRead = input.return_presigned_urls && readsContent(ctx.actor)
    const url = mayRead ? await downloadUrlOf(ctx.services, upload) : null
    return toUploadResponse(upload, url)
  })
