import { createUploads } from '../../services/uploads/create-batch.ts'
import { createUploadsInput, createUploadsResponse } from '../../wire/uploads/create-upload.ts'
import { procedureFor } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'
import { toCreation } from './create-upload.ts'
import { readIdempotencyKey } from './idempotency-key.ts'
import { toCreatedUploadResponse } from './to-upload-response.ts'

export const createUploadsProcedure = procedureFor('write')
  .input(createUploadsInput)
  .output(createUploadsResponse)
  .mutation(async ({ ctx, input }) => {
    const { shared_metadata: shared, shared_object_metadata: sharedObject } = input
    const items = input.uploads.map(item =>
      toCreation({
        ...item,
        metadata: merge(shared, item.metadata),
        object_metadata: merge(sharedObject, item.object_metadata),
      }),
    )
    const idempotencyKey = unwrap(readIdempotencyKey(ctx.idempotencyKey))
    const created = await createUploads(ctx.services, ctx.actor, {
      bucket: input.bucket,
      items,
      idempotencyKey,
    })
    const uploads = unwrap(created).map(toCreatedUploadResponse)
    return { uploads, total: uploads.length }
  })

type Json = Record<string, unknown> | null | undefined

const merge = (shared: Json, own: Json): Record<string, unknown> | null =>
  shared || own ? { ...shared, ...own } : null
