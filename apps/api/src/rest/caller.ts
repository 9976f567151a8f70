import type { Actor } from '@landfall/core/domain'
import type { ServiceDeps } from '@landfall/core/services'
import { createCaller, toTrpcError } from '@landfall/core/trpc'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { authenticate } from '../http/authenticate.ts'
import { authorizationOf } from '../http/authorization-lines.ts'
import { idempotencyKeyOf } from '../http/idempotency-key.ts'

/** The procedures, called in the name of one request's actor. */
export type Caller = ReturnType<typeof createCaller>

/** `signal`: aborts what the procedure waits for. */
export type CallerOf = (request: FastifyRequest, options?: { signal?: AbortSignal }) => Caller

/** Credentials are looked at before a body is read: who may not call, may not make us parse either. */
export function authenticateRequests(app: FastifyInstance, services: ServiceDeps): CallerOf {
  const actors = new WeakMap<FastifyRequest, Actor>()
  const actorOf = (request: FastifyRequest) =>
    authenticate(services, { ...request.headers, authorization: authorizationOf(request.raw) })
  app.addHook('onRequest', async request => {
    const actor = await actorOf(request)
    if (actor === null) throw toTrpcError(unauthorized)
    actors.set(request, actor)
  })
  return (request, options) =>
    createCaller(
      {
        services,
        actor: actors.get(request) ?? null,
        requestId: request.id,
        idempotencyKey: idempotencyKeyOf(request),
        reauthenticate: () => actorOf(request),
      },
      options,
    )
}

const unauthorized = {
  code: 'UNAUTHORIZED',
  message: 'Send a valid API key: Authorization: Bearer sk_...',
} as const
