import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'

/**
 * Any page may call, because only `Authorization` counts and no browser adds that by itself: without cookies there is
 * nothing to forge a request with.
 */
const EXPOSED_HEADERS = ['retry-after', 'x-request-id']

export function allowBrowsers(app: FastifyInstance): void {
  app.register(cors, {
    origin: '*',
    credentials: false,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: [
      'authorization',
      'content-type',
      'idempotency-key',
      'x-namespace',
      'x-request-id',
      // tRPC's streaming requests and subscriptions over fetch.
      'trpc-accept',
      'last-event-id',
    ],
    exposedHeaders: EXPOSED_HEADERS,
    // Browsers cap it at two hours.
    maxAge: 7_200,
    // An OPTIONS that is no preflight is answered like one, instead of by a text of the plugin.
    strictPreflight: false,
  })
}
