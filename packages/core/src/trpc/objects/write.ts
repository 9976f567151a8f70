import { createObject } from '../../services/objects/create-object.ts'
import { createObjects } from '../../services/objects/create-objects.ts'
import { updateObject } from '../../services/objects/update-object.ts'
import { objectResponse } from '../../wire/objects/object.ts'
import {
  createObjectInput,
  createObjectsInput,
  createObjectsResponse,
  patchObjectInput,
  updateObjectInput,
} from '../../wire/objects/write-object.ts'
import { procedureFor } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'
import { toObjectResponse } from './to-object-response.ts'

export const create = procedureFor('write')
  .input(createObjectInput)
  .output(objectResponse)
  .mutation(async ({ ctx, input }) => {
    const { bucket, policy = null, object } = input
    const created = await createObject(ctx.services, ctx.actor, { bucket, policy, ...object })
    return toObjectResponse(ctx.services, unwrap(created), false)
  })

export const createBatch = procedureFor('write')
  .input(createObjectsInput)
  .output(createObjectsResponse)
  .mutation(async ({ ctx, input }) => {
    const objects = input.objects.map(object => ({ ...object, policy: null }))
    const made = unwrap(await createObjects(ctx.services, ctx.actor, { bucket: input.bucket, objects }))
    return {
      succeeded: await Promise.all(made.created.map(object => toObjectResponse(ctx.services, object, false))),
      failed: made.failed.map(({ index, message, type }) => ({
        object_index: index,
        error: message,
        error_type: type,
      })),
      total_requested: objects.length,
      succeeded_count: made.created.length,
      failed_count: made.failed.length,
    }
  })

export const patch = procedureFor('write')
  .input(patchObjectInput)
  .output(objectResponse)
  .mutation(async ({ ctx, input }) => {
    const { bucket = null, object_id: objectId, object } = input
    const updated = await updateObject(ctx.services, ctx.actor, { bucket, objectId, ...object, blobs: null })
    return toObjectResponse(ctx.services, unwrap(updated), false)
  })

export const update = procedureFor('write')
  .input(updateObjectInput)
  .output(objectResponse)
  .mutation(async ({ ctx, input }) => {
    const { bucket = null, object_id: objectId, object } = input
    const updated = await updateObject(ctx.services, ctx.actor, {
      bucket,
      objectId,
      keyPrefix: object.key_prefix ?? null,
      metadata: object.metadata ?? null,
      blobs: object.blobs ?? null,
    })
    return toObjectResponse(ctx.services, unwrap(updated), false)
  })
