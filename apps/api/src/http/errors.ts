import type { DomainError, FieldIssue } from '@landfall/core/domain'
import type { Log } from '@landfall/core/ports'
import { type DescribedError, describeError, isMissingProcedure, toTrpcError } from '@landfall/core/trpc'
import { MAX_BODY_BYTES } from '@landfall/core/wire'
import { TRPCError } from '@trpc/server'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { addressOf } from './input.ts'
import { InvalidRequestError } from './invalid-request.ts'

/**
 * Every refusal of the REST side, in the contract's two shapes (CONTRACT 2). The framework's own errors are turned into
 * refusals of the catalog first, so that no body of its making ever leaves.
 */
export function answerErrors(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((thrown, request, reply) => answerError({ log, request, reply }, thrown))
  app.setNotFoundHandler((request, reply) =>
    answerError({ log, request, reply }, toTrpcError(noSuchRoute(request))),
  )
}

interface Exchange {
  log: Log
  request: FastifyRequest
  reply: FastifyReply
}

function answerError({ log, request, reply }: Exchange, cause: unknown): FastifyReply {
  // A procedure that is not there for this caller: neither is its route.
  const thrown = isMissingProcedure(cause) ? toTrpcError(noSuchRoute(request)) : cause
  const described = describeThrown(thrown, request.id, request.routeOptions?.bodyLimit)
  // Procedures log their own failures, with the path of the procedure.
  if (described.isBug && !(thrown instanceof TRPCError)) {
    log.error({ requestId: request.id, err: thrown }, 'a request failed unexpectedly')
  }
  addErrorHeaders(reply, described)
  // The framework would close behind a body that it did not take, and a client that is still sending would find a broken
  // connection instead of this answer. Kept open, the rest is read and dropped within the time that a request has.
  reply.removeHeader('connection')
  return reply.code(described.status).send(bodyOf(described, addressesFor(thrown, request)))
}

/** Errors of the router itself (a path that cannot be decoded) skip every hook, so headers and log line are made here. */
export function createFrameworkErrorAnswer(log: Log) {
  return (thrown: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    reply.header('x-request-id', request.id).header('access-control-allow-origin', '*')
    answerError({ log, request, reply }, thrown)
    const fields = { requestId: request.id, method: request.method, route: 'unmatched' }
    log.info({ ...fields, status: reply.statusCode }, 'request')
  }
}

export function describeThrown(thrown: unknown, requestId: string, bodyLimit?: number): DescribedError {
  const refusal = refusalOfTransport(thrown, bodyLimit)
  return describeError(refusal ? toTrpcError(refusal) : thrown, requestId)
}

export function addErrorHeaders(reply: FastifyReply, described: DescribedError): void {
  if (described.retryAfterSeconds !== null) reply.header('retry-after', String(described.retryAfterSeconds))
  if (described.status === 401) reply.header('www-authenticate', 'Bearer')
}

type AddressOf = (issue: FieldIssue) => (string | number)[]

export function bodyOf(described: DescribedError, address: AddressOf) {
  const { status, error, issues } = described
  if (status !== 422) return { success: false, status, error }
  const listed = issues ?? [{ path: [], message: error.message, type: 'value_error' }]
  return { detail: listed.map(issue => ({ loc: address(issue), msg: issue.message, type: issue.type })) }
}

function addressesFor(thrown: unknown, request: FastifyRequest): AddressOf {
  const transport = invalidRequestOf(thrown)
  if (transport) return () => transport.loc
  return issue => addressOf(request, issue)
}

/** What the framework, or our own reading of the request, found wrong before any procedure was called. */
export function refusalOfTransport(thrown: unknown, bodyLimit = MAX_BODY_BYTES): DomainError | null {
  if (codeOf(thrown) === 'FST_ERR_CTP_BODY_TOO_LARGE') return bodyTooLarge(bodyLimit)
  const invalid = invalidRequestOf(thrown)
  if (!invalid) return null
  return {
    code: 'INVALID_INPUT',
    message: `${invalid.loc.join('.')} ${invalid.message}`,
    issues: [invalid.issue],
  }
}

const bodyTooLarge = (limit: number): DomainError => ({
  code: 'BODY_TOO_LARGE',
  message: `A request body may have at most ${limit} bytes; file bytes go to the presigned URL`,
  details: { limit_bytes: limit },
})

function invalidRequestOf(thrown: unknown): InvalidRequestError | null {
  if (thrown instanceof InvalidRequestError) return thrown
  switch (codeOf(thrown)) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new InvalidRequestError(
        ['body'],
        'content_type',
        'must be JSON, sent as Content-Type: application/json',
      )
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new InvalidRequestError(['body'], 'content_length', 'is not as long as Content-Length says')
    // The client went away in the middle of its body: nobody reads the answer, and nothing of ours is wrong.
    case 'ECONNRESET':
      return new InvalidRequestError(['body'], 'incomplete', 'ended before it was whole')
    case 'FST_ERR_BAD_URL':
      return new InvalidRequestError(['path'], 'url_encoding', 'is not valid percent-encoding')
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new InvalidRequestError(['path'], 'too_long', 'is too long')
    default:
      return null
  }
}

const codeOf = (thrown: unknown) =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : null

/** Another method of a path that exists gets the same answer: the set of routes is documented, not probed. */
function noSuchRoute(request: FastifyRequest): DomainError {
  const path = request.url.split('?')[0] ?? ''
  return {
    code: 'NOT_FOUND',
    message: `There is no ${request.method} ${path.slice(0, 200)}`,
    details: { resource: 'route', id: `${request.method} ${path.slice(0, 200)}` },
  }
}
