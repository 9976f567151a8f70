import type { CreateBucketInput, UpdateBucketInput } from '@landfall/core/wire'
import type { FastifyInstance } from 'fastify'
import { fromBody, fromPath, takeInput } from '../http/input.ts'
import type { CallerOf } from './caller.ts'
import { listBuckets } from './list-buckets.ts'

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
