import { partCountOf, signParts } from '../../services/parts/sign-parts.ts'
import { signPartsInput, signPartsResponse } from '../../wire/uploads/sign-parts.ts'
import { tokenProcedureFor } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'

export const signPartsProcedure = tokenProcedureFor('write')
  .input(signPartsInput)
  .output(signPartsResponse)
  .mutation(async ({ ctx, input }) => {
    const { upload, parts } = unwrap(
      await signParts(ctx.services, ctx.actor, {
        bucket: input.bucket,
        uploadId: input.upload_id,
        partNumbers: input.part_numbers,
        fileSizeBytes: input.file_size_bytes ?? null,
        expirationSeconds: input.presigned_url_expiration ?? null,
      }),
    )
    return {
      upload_id: upload.uploadId,
      attempt: upload.attempt,
      part_size_bytes: upload.multipart?.partSizeBytes ?? 0,
      part_count: partCountOf(upload),
      expires_at: upload.expiresAt.toISOString(),
      settle_until: upload.settleUntil.toISOString(),
      parts: parts.map(part => ({
        part_number: part.partNumber,
        presigned_url: part.url,
        content_length: part.contentLengthBytes,
        upload_headers: part.headers,
        expires_at: part.expiresAt.toISOString(),
      })),
    }
  })
