import { InfrastructureError } from '@landfall/core/domain'
import { appRouter, describeError, type RequestContext } from '@landfall/core/trpc'
import { TRPCError } from '@trpc/server'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import type { NextRequest } from 'next/server'
import { answerFailure, refuse } from '#server/respond.ts'
import { getRuntime } from '#server/runtime.ts'
import { isSameOriginJson } from '#server/same-origin.ts'
import { actorOf } from '#server/session.ts'
import { SESSION_COOKIE } from '#server/session-cookie.ts'
import { isSmall } from '#server/small-body.ts'

/** As many widgets as one page may ask for at once. */
const MAX_BATCH = 50

async function handle(request: NextRequest): Promise<Response> {
  const { services, env } = await getRuntime()
  if (request.method !== 'GET' && !isSameOriginJson(request.headers, env.WEB_ORIGIN)) {
    return refuse({
      code: 'FORBIDDEN',
      message: 'Requests that change something come from this site, as JSON',
    })
  }
  if (request.method !== 'GET' && !isSmall(request.headers)) {
    return refuse({ code: 'BODY_TOO_LARGE', message: 'The request body is too large' })
  }
  const requestId = crypto.randomUUID()
  return fetchRequestHandler({
    endpoint: '/api/trpc',
    req: request,
    router: appRouter,
    maxBatchSize: MAX_BATCH,
    createContext: async (): Promise<RequestContext> => {
      try {
        const token = request.cookies.get(SESSION_COOKIE)?.value
        const reauthenticate = () => actorOf(services, token)
        const idempotencyKey = request.headers.get('idempotency-key')
        return { services, actor: await reauthenticate(), requestId, idempotencyKey, reauthenticate }
      } catch (cause) {
        if (!(cause instanceof InfrastructureError)) throw cause
        throw new TRPCError({ code: 'SERVICE_UNAVAILABLE', message: cause.message, cause })
      }
    },
    responseMeta: ({ errors }) => ({
      headers: new Headers({
        'cache-control': 'no-store',
        'x-request-id': requestId,
        ...retryAfter(errors, requestId),
      }),
    }),
  })
}

function retryAfter(errors: unknown[], requestId: string): Record<string, string> {
  const waits = errors.map(error => describeError(error, requestId).retryAfterSeconds ?? 0)
  const longest = Math.max(0, ...waits)
  return longest > 0 ? { 'retry-after': String(longest) } : {}
}

async function guarded(request: NextRequest): Promise<Response> {
  try {
    return await handle(request)
  } catch (error) {
    return answerFailure(error)
  }
}

export { guarded as GET, guarded as POST }
