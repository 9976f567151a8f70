import { checkRequest } from '../operations/check-request.ts'
import type { StoreContext } from '../operations/operation.ts'
import { S3Error } from '../s3-error.ts'
import { type Authenticator, authenticate } from '../signature/authenticate.ts'
import { answerPreflight, corsHeadersFor } from './cors-exchange.ts'
import type { Exchange, S3Response } from './exchange.ts'
import { type RequestHeaders, readHeaders } from './headers.ts'
import { parseRequestTarget, type RequestTarget } from './request-target.ts'
import { errorResponse } from './responses.ts'
import { findRoute } from './route.ts'
import { sendResponse } from './send-response.ts'

/** One line per request. Never the query: it may hold a signature. */
type RequestLog = {
  at: string
  requestId: string
  method: string
  operation: string
  bucket: string
  key: string
  status: number
  durationMs: number
  code?: string
  /** Only for what is our own fault. */
  error?: string
}

export type ServerDeps = {
  store: StoreContext
  authenticator: Authenticator
  now: () => Date
  log: (line: object) => void
  bodyIdleMs: number
}

/** What has been learned of a request so far; a refusal finds it in whatever state it was left. */
type Progress = { headers: RequestHeaders; target?: RequestTarget; operation: string; error?: unknown }

async function answer(deps: ServerDeps, exchange: Exchange, progress: Progress): Promise<S3Response> {
  const method = exchange.req.method ?? ''
  const target = parseRequestTarget(exchange.req.url ?? '')
  progress.target = target
  if (method === 'OPTIONS') {
    progress.operation = 'Preflight'
    return answerPreflight(progress.headers, deps.store.buckets.get(target.bucket))
  }
  const { headers } = progress
  const payload = authenticate(deps.authenticator, { method, target, headers })
  const route = findRoute(method, target, headers)
  progress.operation = route.name
  const request = { method, target, headers, payload, exchange, now: deps.now() }
  checkRequest(request, route.takesBody === true)
  return route.run(deps.store, request)
}

function withCors(deps: ServerDeps, progress: Progress, exchange: Exchange): Record<string, string> {
  const bucket = deps.store.buckets.get(progress.target?.bucket ?? '')
  return corsHeadersFor(progress.headers, exchange.req.method ?? '', bucket)
}

function logLine(
  exchange: Exchange,
  progress: Progress,
  done: { status: number; startedAt: Date; durationMs: number },
): RequestLog {
  const { error } = progress
  const cause = error === undefined || error instanceof S3Error ? undefined : error
  return {
    at: done.startedAt.toISOString(),
    requestId: exchange.requestId,
    method: exchange.req.method ?? '',
    operation: progress.operation,
    bucket: progress.target?.bucket ?? '',
    key: progress.target?.key ?? '',
    status: done.status,
    durationMs: done.durationMs,
    ...(error instanceof S3Error ? { code: error.code } : {}),
    ...(cause === undefined
      ? {}
      : { error: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) }),
  }
}

export async function handleRequest(deps: ServerDeps, exchange: Exchange): Promise<void> {
  const startedAt = deps.now()
  const start = performance.now()
  const progress: Progress = { headers: readHeaders(exchange.req.rawHeaders), operation: '' }
  let response: S3Response
  try {
    response = await answer(deps, exchange, progress)
  } catch (error) {
    progress.error = error
    response = errorResponse(exchange, error)
  }
  response.headers = { ...response.headers, ...withCors(deps, progress, exchange) }
  try {
    await sendResponse(exchange, response)
  } catch (error) {
    progress.error ??= error
    exchange.res.destroy()
  }
  const durationMs = Math.round(performance.now() - start)
  deps.log(logLine(exchange, progress, { status: response.status, startedAt, durationMs }))
}
