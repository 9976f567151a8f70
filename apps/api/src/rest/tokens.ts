import type { CreateTokenInput } from '@landfall/core/wire'
import type { FastifyInstance } from 'fastify'
import { fromBody, fromPath, takeInput } from '../http/input.ts'
import type { CallerOf } from './caller.ts'

/** Upload tokens for browsers; called by an app's back end. */
export function addTokenRoutes(app: FastifyInstance, callerOf: CallerOf): void {
  app.post('/tokens', async (request, reply) => {
    const created = await callerOf(request).tokens.create(
      takeInput<CreateTokenInput>(request, [fromBody(request)]),
    )
    // It is a credential: no cache may hand it to the next caller.
    reply.header('cache-control', 'no-store')
    return created
  })

  app.delete('/tokens/:token_id', async (request, reply) => {
    await callerOf(request).tokens.revoke(takeInput<{ token_id: string }>(request, [fromPath(request)]))
    return reply.code(204).send()
  })
}
