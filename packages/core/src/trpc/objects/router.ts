import { z } from 'zod'
import { countObjects, type FilterObjects, listObjects } from '../../services/objects/list-objects.ts'
import { deleteObject, getObject, getObjectContent } from '../../services/objects/read-objects.ts'
import {
  deleteObjectInput,
  getObjectInput,
  listObjectsInput,
  listObjectsResponse,
  objectContentInput,
  objectContentResponse,
  objectResponse,
  objectStatsInput,
  objectStatsResponse,
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
        ...filterOf(input),
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

const stats = procedureFor('read')
  .input(objectStatsInput)
  .output(objectStatsResponse)
  .query(async ({ ctx, input }) => {
    const counted = unwrap(await countObjects(ctx.services, ctx.actor, filterOf(input)))
    const { totalObjects, totalBlobs, byStatus, isEstimated } = counted
    return {
      total_objects: totalObjects,
      total_blobs: totalBlobs,
      avg_blobs_per_object: totalObjects === 0 ? 0 : totalBlobs / totalObjects,
      objects_by_status: byStatus,
      stats_estimated: isEstimated,
    }
  })

const filterOf = ({ bucket, search, filters }: z.output<typeof objectStatsInput>): FilterObjects => ({
  bucket: bucket ?? null,
  search: search ?? undefined,
  filter: filters ?? undefined,
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
  stats,
  patch,
  update,
  delete: remove,
  content,
})
