import { createUpload } from '../../services/uploads/create-upload.ts'
import type { CreateUpload } from '../../services/uploads/creation.ts'
import { digestOf } from '../../wire/uploads/claims.ts'
import { type CreateUploadFields, createUploadInput } from '../../wire/uploads/create-upload.ts'
import { uploadResponse } from '../../wire/uploads/upload-response.ts'
import { tokenProcedureFor } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'
import { readIdempotencyKey } from './idempotency-key.ts'
import { toCreatedUploadResponse } from './to-upload-response.ts'

export const createUploadProcedure = tokenProcedureFor('write')
  .input(createUploadInput)
  .output(uploadResponse)
  .mutation(async ({ ctx, input }) => {
    const created = await createUpload(ctx.services, ctx.actor, {
      bucket: input.bucket,
      ...toCreation(input),
      idempotencyKey: unwrap(readIdempotencyKey(ctx.idempotencyKey)),
    })
    return toCreatedUploadResponse(unwrap(created))
  })

export const toCreation = (input: CreateUploadFields): Omit<CreateUpload, 'bucket'> => ({
  filename: input.filename,
  contentType: input.content_type,
  fileSizeBytes: input.file_size_bytes ?? null,
  expirationSeconds: input.presigned_url_expiration,
  metadata: input.metadata ?? null,
  createObject: input.create_object_on_confirm,
  objectMetadata: input.object_metadata ?? null,
  blobProperty: input.blob_property ?? null,
  blobType: input.blob_type ?? null,
  checksum: digestOf(input),
  skipDuplicates: input.skip_duplicates,
  owner: input.owner ?? null,
  sendsHeaders: input.sends_headers,
  multipart: input.multipart ? { partSizeBytes: input.multipart.part_size_bytes ?? null } : null,
})
