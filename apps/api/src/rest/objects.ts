import {
  type CreateObjectInput,
  type CreateObjectsInput,
  MAX_LARGE_BODY_BYTES,
  type PatchObjectInput,
  type UpdateObjectInput,
} from '@landfall/core/wire'
import type { FastifyInstance } from 'fastify'
import { fromBody, fromPath, fromQuery, takeInput, wholeBody } from '../http/input.ts'
import type { CallerOf } from './caller.ts'
import { listObjects } from './list-objects.ts'
import { readQuery } from './query.ts'

const OBJECTS = '/buckets/:bucket/objects'
const OBJECT = `${OBJECTS}/:object_id`

/** Bytes may come with the request (CONTRACT 0.17). */
const LARGE_BODY = { bodyLimit: MAX_LARGE_BODY_BYTES }

/** Nothing processes an object after it was made; clients of the contract may ask for it all the same. */
const WITHOUT_EFFECT = { auto_process: 'boolean' } as const

/** CONTRACT 7, and the stable address of an object's bytes (0.18). */
export function addObjectRoutes(app: FastifyInstance, callerOf: CallerOf): void {
  app.post(OBJECTS, LARGE_BODY, async request => {
    const { auto_process: _, ...query } = readQuery(request, { policy: 'text', ...WITHOUT_EFFECT })
    const layers = [wholeBody(request, 'object'), fromQuery(query), fromPath(request)] as const
    return callerOf(request).objects.create(takeInput<CreateObjectInput>(request, [...layers]))
  })

  app.post(`${OBJECTS}/batch`, LARGE_BODY, async request => {
    readQuery(request, WITHOUT_EFFECT)
    const input = takeInput<CreateObjectsInput>(request, [fromBody(request), fromPath(request)])
    return callerOf(request).objects.createBatch(input)
  })

  app.patch(OBJECT, async request => {
    const layers = [wholeBody(request, 'object'), fromPath(request)] as const
    return callerOf(request).objects.patch(takeInput<PatchObjectInput>(request, [...layers]))
  })

  app.put(OBJECT, LARGE_BODY, async request => {
    const layers = [wholeBody(request, 'object'), fromPath(request)] as const
    return callerOf(request).objects.update(takeInput<UpdateObjectInput>(request, [...layers]))
  })

  app.post(`${OBJECTS}/list`, async request => listObjects(request, callerOf(request)))

  app.get(OBJECT, async request => {
    const query = readQuery(request, { return_presigned_urls: 'boolean' })
    return callerOf(request).objects.get(
      takeInput<ObjectPath>(request, [fromQuery(query), fromPath(request)]),
    )
  })

  app.delete(OBJECT, async (request, reply) => {
    await callerOf(request).objects.delete(takeInput<ObjectPath>(request, [fromPath(request)]))
    return reply.code(204).send()
  })

  app.get('/objects/:object_id/content', async (request, reply) => {
    const query = readQuery(request, { property: 'text' })
    const input = takeInput<ObjectPath>(request, [fromQuery(query), fromPath(request)])
    const { url } = await callerOf(request).objects.content(input)
    // The URL is a bearer token with an hour to live: no cache may hand it to the next caller.
    return reply.header('cache-control', 'no-store').redirect(url, 302)
  })
}

interface ObjectPath {
  bucket: string
  object_id: string
}
