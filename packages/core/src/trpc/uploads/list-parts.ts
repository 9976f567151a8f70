import { listParts } from '../../services/parts/list-parts.ts'
import { partCountOf } from '../../services/parts/sign-parts.ts'
import { listPartsInput, listPartsResponse } from '../../wire/uploads/list-parts.ts'
import { tokenProcedureFor } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'

export const listPartsProcedure = tokenProcedureFor('read')
  .input(listPartsInput)
  .output(listPartsResponse)
  .query(async ({ ctx, input }) => {
    const { bucket, upload_id: uploadId, limit, cursor } = input
    const page = { bucket, uploadId, limit, after: Number(cursor ?? 0) }
    const { upload, parts, next, isAssembled } = unwrap(await listParts(ctx.services, ctx.actor, page))
    return {
      upload_id: upload.uploadId,
      attempt: upload.attempt,
      part_size_bytes: upload.multipart?.partSizeBytes ?? 0,
      part_count: partCountOf(upload),
      parts: parts.map(({ partNumber, sizeBytes, etag }) => ({
        part_number: partNumber,
        size_bytes: sizeBytes,
        etag,
      })),
      next_cursor: next === null ? null : String(next),
      is_assembled: isAssembled,
    }
  })
