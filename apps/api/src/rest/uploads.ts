import {
  type ConfirmUploadInput,
  type ConfirmUploadsInput,
  type CreateUploadInput,
  type CreateUploadsInput,
  MAX_LARGE_BODY_BYTES,
  type RenewUploadInput,
  type SignPartsInput,
} from '@landfall/core/wire'
import type { FastifyInstance } from 'fastify'
import { fromBody, fromPath, fromQuery, takeInput } from '../http/input.ts'
import type { CallerOf } from './caller.ts'
import { listUploads } from './list-uploads.ts'
import { readQuery } from './query.ts'

const UPLOADS = '/buckets/:bucket/uploads'
const UPLOAD = `${UPLOADS}/:upload_id`

/** A hundred uploads, each with metadata of its own. */
const LARGE_BODY = { bodyLimit: MAX_LARGE_BODY_BYTES }

/** CONTRACT 4. `list`, `batch` and `confirm` are fixed words beside `{upload_id}`. */
export function addUploadRoutes(app: FastifyInstance, callerOf: CallerOf): void {
  app.post(UPLOADS, async request => {
    const input = takeInput<CreateUploadInput>(request, [fromBody(request), fromPath(request)])
    return callerOf(request).uploads.create(input)
  })

  app.post(`${UPLOADS}/batch`, LARGE_BODY, async request => {
    const input = takeInput<CreateUploadsInput>(request, [fromBody(request), fromPath(request)])
    return callerOf(request).uploads.createBatch(input)
  })

  app.post(`${UPLOADS}/confirm/batch`, async request => {
    const input = takeInput<ConfirmUploadsInput>(request, [fromBody(request), fromPath(request)])
    return callerOf(request).uploads.confirmBatch(input)
  })

  app.post(`${UPLOADS}/list`, async request => listUploads(request, callerOf(request)))

  app.get(UPLOAD, async request => {
    const query = readQuery(request, { return_presigned_urls: 'boolean' })
    const input = takeInput<UploadPath>(request, [fromQuery(query), fromPath(request)])
    return callerOf(request).uploads.get(input)
  })

  app.get(`${UPLOAD}/wait`, async (request, reply) => {
    const query = readQuery(request, { timeout_seconds: 'integer' })
    const input = takeInput<UploadPath>(request, [fromQuery(query), fromPath(request)])
    const gone = new AbortController()
    // The request itself is over as soon as it was read.
    reply.raw.once('close', () => gone.abort())
    return callerOf(request, { signal: gone.signal }).uploads.wait(input)
  })

  app.post(`${UPLOAD}/confirm`, async request => {
    // In the body it would be an unknown key, and those are ignored.
    const query = { async: false, ...readQuery(request, { async: 'boolean' }) }
    const layers = [fromBody(request), fromQuery(query), fromPath(request)] as const
    return callerOf(request).uploads.confirm(takeInput<ConfirmUploadInput>(request, [...layers]))
  })

  app.post(`${UPLOAD}/renew`, async request => {
    const input = takeInput<RenewUploadInput>(request, [fromBody(request), fromPath(request)])
    return callerOf(request).uploads.renew(input)
  })

  app.post(`${UPLOAD}/parts/sign`, async request => {
    const input = takeInput<SignPartsInput>(request, [fromBody(request), fromPath(request)])
    return callerOf(request).uploads.signParts(input)
  })

  app.get(`${UPLOAD}/parts`, async request => {
    const query = readQuery(request, { limit: 'integer', cursor: 'text' })
    const input = takeInput<UploadPath>(request, [fromQuery(query), fromPath(request)])
    return callerOf(request).uploads.listParts(input)
  })

  app.delete(UPLOAD, async (request, reply) => {
    const query = readQuery(request, { delete_s3_object: 'boolean' })
    await callerOf(request).uploads.cancel(
      takeInput<UploadPath>(request, [fromQuery(query), fromPath(request)]),
    )
    return reply.code(204).send()
  })
}

interface UploadPath {
  bucket: string
  upload_id: string
}
