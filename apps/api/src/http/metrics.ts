import { toTrpcError } from '@landfall/core/trpc'
import { isSharedSecret, type Runtime } from '@landfall/runtime'
import type { FastifyInstance } from 'fastify'
import { routeOf } from './request-log.ts'

/**
 * `/metrics`, for whoever has METRICS_TOKEN; without one there is no such route, since this listener may be public and
 * figures tell how busy an installation is.
 */
export function addMetrics(
  app: FastifyInstance,
  { env, metrics, tellMetrics }: Pick<Runtime, 'env' | 'metrics' | 'tellMetrics'>,
): void {
  app.addHook('onResponse', async (request, reply) => {
    const labels = { method: request.method, route: routeOf(request), status: reply.statusCode }
    metrics.httpSeconds.observe(labels, reply.elapsedTime / 1000)
  })
  const token = env.METRICS_TOKEN
  if (token === undefined) return
  app.get('/metrics', async ({ headers }, reply) => {
    if (!isSharedSecret(headers.authorization, token)) throw toTrpcError(unauthorized)
    const { contentType, text } = await tellMetrics()
    return reply.header('content-type', contentType).header('cache-control', 'no-store').send(text)
  })
}

const unauthorized = {
  code: 'UNAUTHORIZED',
  message: 'Send the token of METRICS_TOKEN: Authorization: Bearer ...',
} as const
