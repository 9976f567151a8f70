import type { Bucket } from '../disk/bucket.ts'
import type { FaultSet } from '../faults/fault-set.ts'
import type { FaultyRequest } from '../faults/faulty-request.ts'
import { checkRequest } from '../operations/check-request.ts'
import type { StoreContext } from '../operations/operation.ts'
import { S3Error } from '../s3-error.ts'
import { type Authenticator, authenticate } from '../signature/authenticate.ts'
import { answerPreflight, corsHeadersFor } from './cors-exchange.ts'
import type { Exchange, S3Response } from './exchange.ts'
import { type RequestHeaders, readHeaders } from './headers.ts'
import { parseRequestTarget, type RequestTarget } from './request-target.ts'
import { errorResponse } from './responses.ts'
import { findRoute, operationName, PREFLIGHT } from './route.ts'
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
  faults: FaultSet
  /** Whether requests may switch them. */
  offersFaultControl: boolean
}

/** What has been learned of a request so far; a refusal finds it in whatever state it was left. */
type Progress = {
  headers: RequestHeaders
  target?: RequestTarget
  operation: string
  faulty?: FaultyRequest
  error?: unknown
}

/** None where the store is to behave as if the bucket had no rules. */
function corsBucket(deps: ServerDeps, { target, faulty }: Progress): Bucket | undefined {
  return faulty?.hidesCors ? undefined : deps.store.buckets.get(target?.bucket ?? '')
}

async function answer(deps: ServerDeps, exchange: Exchange, progress: Progress): Promise<S3Response> {
  const method = exchange.req.method ?? ''
  const { headers } = progress
  const target = parseRequestTarget(exchange.req.url ?? '')
  progress.target = target
  const faulty = deps.faults.meet(exchange, {
    operation: operationName(method, target, headers),
    key: target.key,
    headers,
  })
  if (faulty) {
    progress.faulty = faulty
    await faulty.begin()
  }
  if (method === 'OPTIONS') {
    progress.operation = PREFLIGHT
    return answerPreflight(headers, corsBucket(deps, progress))
  }
  const now = faulty?.clock(deps.now) ?? deps.now
  const payload = authenticate({ ...deps.authenticator, now }, { method, target, headers })
  const route = findRoute(method, target, headers)
  progress.operation = route.name
  const signed = { method, target, headers, payload, exchange, now: now() }
  const request = faulty?.alter(signed) ?? signed
  checkRequest(request, route.takesBody === true)
  return faulty?.errorIn200() ?? route.run(deps.store, request)
}

function withCors(deps: ServerDeps, progress: Progress, exchange: Exchange): Record<string, string> {
  return corsHeadersFor(progress.headers, exchange.req.method ?? '', corsBucket(deps, progress))
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
  const { faulty } = progress
  const shown = faulty ? faulty.spoil(response) : response
  try {
    if (shown) await sendResponse(exchange, shown)
  } catch (error) {
    progress.error ??= error
    exchange.res.destroy()
  }
  const durationMs = Math.round(performance.now() - start)
  deps.log(logLine(exchange, progress, { status: response.status, startedAt, durationMs }))
}
