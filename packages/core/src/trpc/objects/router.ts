import { z } from 'zod'
import {
  deleteObject,
  getObject,
  getObjectContent,
  listObjects,
} from '../../services/objects/read-objects.ts'
import {
  deleteObjectInput,
  getObjectInput,
  listObjectsInput,
  listObjectsResponse,
  objectContentInput,
  objectContentResponse,
  objectResponse,
} from '../../wire/objects/object.ts'
import { procedureFor, router, tokenProcedureFor } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'
import { toObjectResponse } from './to-object-response.ts'
import { create, createBatch, patch, update } from './write.ts'

const get = procedureFor('read')
  .input(getObjectInput)
  .output(objectResponse)
  .query(async ({ ctx, input }) => {
    const ref = { bucket: input.bucket ?? null, objectId: input.object_id }
    const object = unwrap(await getObject(ctx.services, ctx.actor, ref))
    return toObjectResponse(ctx.services, object, input.return_presigned_urls)
  })

const list = procedureFor('read')
  .input(listObjectsInput)
  .output(listObjectsResponse)
  .query(async ({ ctx, input }) => {
    const page = unwrap(
      await listObjects(ctx.services, ctx.actor, {
        bucket: input.bucket ?? null,
        search: input.search ?? undefined,
        sort: input.sort ?? undefined,
        limit: input.limit,
        offset: input.offset ?? undefined,
        cursor: input.cursor ?? undefined,
      }),
    )
    const results = page.objects.map(object =>
      toObjectResponse(ctx.services, object, input.return_presigned_urls),
    )
    return { results: await Promise.all(results), next_cursor: page.nextCursor }
  })

const remove = procedureFor('delete')
  .input(deleteObjectInput)
  .output(z.null())
  .mutation(async ({ ctx, input }) => {
    const ref = { bucket: input.bucket ?? null, objectId: input.object_id }
    return unwrap(await deleteObject(ctx.services, ctx.actor, ref))
  })

const content = tokenProcedureFor('read')
  .input(objectContentInput)
  .output(objectContentResponse)
  .query(async ({ ctx, input }) => {
    const ref = { objectId: input.object_id, property: input.property ?? null }
    const { url, expiresAt } = unwrap(await getObjectContent(ctx.services, ctx.actor, ref))
    return { url, expires_at: expiresAt.toISOString() }
  })

export const objectsRouter = router({
  create,
  createBatch,
  get,
  list,
  patch,
  update,
  delete: remove,
  content,
})
