import { MAX_BODY_BYTES } from '@landfall/core/wire'
import type { Runtime } from '@landfall/runtime'
import { type FastifyInstance, fastify } from 'fastify'
import { addStoreEventHook } from './hooks/s3-events.ts'
import { answerBrokenConnection, answerOddRequests } from './http/broken-connection.ts'
import { allowBrowsers } from './http/cors.ts'
import { announceClosing } from './http/drain.ts'
import { answerErrors, createFrameworkErrorAnswer } from './http/errors.ts'
import { addHealthRoutes } from './http/health.ts'
import { parseJsonBodies } from './http/json-body.ts'
import { addMetrics } from './http/metrics.ts'
import { addRequestId, chooseRequestId } from './http/request-id.ts'
import { logRequests } from './http/request-log.ts'
import { addDocumentRoutes } from './openapi/routes.ts'
import { addRestRoutes } from './rest/routes.ts'
import { addTrpcRoutes } from './trpc/routes.ts'

/** A slow sender must not hold a connection for ever; bodies are small, so a minute is generous. */
const REQUEST_TIMEOUT_MS = 60_000

/** Longer ones are refused by the schemas, field by field; this only bounds the router's work. */
const MAX_PARAM_LENGTH = 8_192

/**
 * The API over HTTP, not listening yet. Owns the transport: request ids, logs, CORS, credentials, error bodies. What an
 * operation means is core's; tRPC and REST call the same procedures.
 */
export function createApiServer(runtime: Runtime): FastifyInstance {
  const { log, services } = runtime
  const app = fastify({
    logger: false,
    genReqId: chooseRequestId,
    // Routes that carry more say so.
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // A request that still arrives while we stop is served, and its connection closed: 503 would be a refusal of ours.
    return503OnClosing: false,
    clientErrorHandler: answerBrokenConnection,
    // Node would answer without a body.
    http: { requireHostHeader: false },
    frameworkErrors: createFrameworkErrorAnswer(log),
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
  })
  announceClosing(app, services.waitingRoom)
  addRequestId(app)
  answerOddRequests(app)
  logRequests(app, log)
  answerErrors(app, log)
  parseJsonBodies(app)
  allowBrowsers(app)
  addHealthRoutes(app, runtime)
  addMetrics(app, runtime)
  addStoreEventHook(app, runtime)
  addDocumentRoutes(app)
  app.register(async rest => addRestRoutes(rest, services), { prefix: '/v1' })
  app.register(async trpc => addTrpcRoutes(trpc, services), { prefix: '/trpc' })
  return app
}
