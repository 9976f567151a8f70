import { normalizeEtag } from '../../domain/etag.ts'
import { confirmUpload } from '../../services/uploads/confirm-upload.ts'
import { digestOf } from '../../wire/uploads/claims.ts'
import { confirmUploadInput, confirmUploadResponse } from '../../wire/uploads/confirm-upload.ts'
import { tokenProcedureFor } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'
import { toConfirmResponse } from './to-confirm-response.ts'

export const confirmUploadProcedure = tokenProcedureFor('write')
  .input(confirmUploadInput)
  .output(confirmUploadResponse)
  .mutation(async ({ ctx, input }) => {
    const claim = {
      etag: normalizeEtag(input.etag),
      fileSizeBytes: input.file_size_bytes ?? null,
      checksum: digestOf(input),
    }
    const { bucket, upload_id: uploadId, async: isAsync } = input
    const confirmed = await confirmUpload(ctx.services, ctx.actor, { bucket, uploadId, claim, isAsync })
    return toConfirmResponse(unwrap(confirmed))
  })
