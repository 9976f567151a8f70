import { InfrastructureError } from '@landfall/core/domain'
import type { ServiceDeps } from '@landfall/core/services'
import {
  type AppRouter,
  appRouter,
  describeError,
  type RequestContext,
  toTrpcError,
} from '@landfall/core/trpc'
import { MAX_BODY_BYTES } from '@landfall/core/wire'
import { getTRPCErrorFromUnknown, getTRPCErrorShape, TRPCError } from '@trpc/server'
import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from '@trpc/server/adapters/fastify'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { authenticate } from '../http/authenticate.ts'
import { authorizationOf } from '../http/authorization-lines.ts'
import { addErrorHeaders, describeThrown, refusalOfTransport } from '../http/errors.ts'
import { idempotencyKeyOf } from '../http/idempotency-key.ts'
import { refuseInexactNumbers } from '../http/json-body.ts'

/** A page full of widgets batches a dozen calls; more in one request only hides load from rate limits. */
const MAX_BATCH = 50

/** tRPC over HTTP at `/trpc`. Refusals are in tRPC's envelope, with the contract's `error` object in `data.error`. */
export function addTrpcRoutes(app: FastifyInstance, services: ServiceDeps): void {
  app.setErrorHandler((thrown, request, reply) => {
    const described = describeThrown(thrown, request.id)
    if (described.isBug) {
      services.log.error({ requestId: request.id, err: thrown }, 'a request failed unexpectedly')
    }
    addErrorHeaders(reply, described)
    return reply.code(described.status).send({ error: envelopeOf(services, request, thrown) })
  })
  // tRPC reads the text itself; by then it is too late to see what a number was.
  app.addHook('preHandler', async ({ body }) => {
    if (typeof body === 'string') refuseInexactNumbers(body)
  })
  const trpcOptions: FastifyTRPCPluginOptions<AppRouter>['trpcOptions'] = {
    router: appRouter,
    maxBatchSize: MAX_BATCH,
    maxBodySize: MAX_BODY_BYTES,
    createContext: ({ req }) => contextOf(services, req),
    responseMeta: ({ errors, ctx }) => {
      const waits = errors.map(error => describeError(error, ctx?.requestId ?? '').retryAfterSeconds ?? 0)
      const longest = Math.max(0, ...waits)
      // What fails before a procedure leaves tRPC as text/plain otherwise.
      const headers = new Headers(errors.length > 0 ? { 'content-type': 'application/json' } : {})
      if (longest > 0) headers.set('retry-after', String(longest))
      return { headers }
    },
  }
  app.register(fastifyTRPCPlugin, { trpcOptions })
}

async function contextOf(services: ServiceDeps, request: FastifyRequest): Promise<RequestContext> {
  const headers = { ...request.headers, authorization: authorizationOf(request.raw) }
  const reauthenticate = () => authenticate(services, headers)
  try {
    const actor = await reauthenticate()
    const idempotencyKey = idempotencyKeyOf(request)
    return { services, actor, requestId: request.id, idempotencyKey, reauthenticate }
  } catch (error) {
    // Left alone, tRPC would answer any failure here with 500.
    if (!(error instanceof InfrastructureError)) throw error
    throw new TRPCError({ code: 'SERVICE_UNAVAILABLE', message: error.message, cause: error })
  }
}

/** What failed before tRPC saw the request, in the envelope that its clients read. */
function envelopeOf(services: ServiceDeps, request: FastifyRequest, thrown: unknown) {
  const refusal = refusalOfTransport(thrown)
  return getTRPCErrorShape({
    config: appRouter._def._config,
    error: refusal ? toTrpcError(refusal) : getTRPCErrorFromUnknown(thrown),
    type: 'unknown',
    path: undefined,
    input: undefined,
    ctx: { services, actor: null, requestId: request.id },
  })
}
