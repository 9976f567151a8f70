import type { z } from 'zod'
import { normalizeEtag } from '../../domain/etag.ts'
import type { Claim } from '../../domain/verify-object.ts'
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
    const claim = toClaim(input)
    const { bucket, upload_id: uploadId, async: isAsync } = input
    const confirmed = await confirmUpload(ctx.services, ctx.actor, { bucket, uploadId, claim, isAsync })
    return toConfirmResponse(unwrap(confirmed))
  })

type Claimed = Pick<
  z.output<typeof confirmUploadInput>,
  'etag' | 'file_size_bytes' | 'file_hash' | 'checksum'
>

export const toClaim = (claimed: Claimed): Claim => ({
  etag: normalizeEtag(claimed.etag),
  fileSizeBytes: claimed.file_size_bytes ?? null,
  checksum: digestOf(claimed),
})
