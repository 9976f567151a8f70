import type { Log } from '@landfall/core/ports'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/** One line per request, with the route's pattern: a raw URL may carry ids and, in its query, whatever a caller put there. */
export function logRequests(app: FastifyInstance, log: Log): void {
  app.addHook('onResponse', async (request, reply) => {
    const fields = { ...lineOf(request), status: reply.statusCode, ms: Math.round(reply.elapsedTime) }
    log.info(fields, 'request')
  })
  app.addHook('onRequestAbort', async request => {
    log.info(lineOf(request), 'request aborted by the caller')
  })
}

function lineOf(request: FastifyRequest) {
  return { requestId: request.id, method: request.method, route: routeOf(request) }
}

export const routeOf = (request: FastifyRequest) =>
  request.is404 ? 'unmatched' : (request.routeOptions.url ?? 'unmatched')
