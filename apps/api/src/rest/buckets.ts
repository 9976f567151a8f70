import type { CreateBucketInput, UpdateBucketInput } from '@landfall/core/wire'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { fromBody, fromPath, takeInput } from '../http/input.ts'
import type { Caller, CallerOf } from './caller.ts'
import { pagination, refuseUnsupported } from './list-query.ts'

/** CONTRACT 6. */
export function addBucketRoutes(app: FastifyInstance, callerOf: CallerOf): void {
  app.post('/buckets', async request => {
    const input = takeInput<CreateBucketInput>(request, [fromBody(request)])
    return callerOf(request).buckets.create(input)
  })

  app.get('/buckets/:bucket', async request => {
    const input = takeInput<{ bucket: string }>(request, [fromPath(request)])
    return callerOf(request).buckets.get(input)
  })

  for (const method of ['PATCH', 'PUT'] as const) {
    app.route({
      method,
      url: '/buckets/:bucket',
      handler: async request => {
        const input = takeInput<UpdateBucketInput>(request, [fromBody(request), fromPath(request)])
        return callerOf(request).buckets.update(input)
      },
    })
  }

  app.delete('/buckets/:bucket', async request => {
    const input = takeInput<{ bucket: string }>(request, [fromPath(request)])
    return callerOf(request).buckets.delete(input)
  })

  app.post('/buckets/list', async request => listBuckets(request, callerOf(request)))
}

/** CONTRACT 6, ListBucketsRequest. */
const DEFAULT_LIMIT = 10

interface ListBuckets {
  limit: number
  offset: number
}

async function listBuckets(request: FastifyRequest, caller: Caller) {
  const body = fromBody(request)
  refuseUnsupported(body.values, ['filters', 'sort'])
  const defaults = { loc: ['body'], values: { limit: DEFAULT_LIMIT, offset: 0 } }
  const input = takeInput<ListBuckets>(request, [defaults, body])
  const { results, total_count: total } = await caller.buckets.list(input)
  const { limit, offset } = input
  return { results, total_count: total, pagination: pagination({ limit, offset, nextCursor: null, total }) }
}
