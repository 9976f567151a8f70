import { TRPCError } from '@trpc/server'
import { z } from 'zod'
import {
  type DomainError,
  ERROR_CATALOG,
  type ErrorKind,
  type FieldIssue,
  HTTP_STATUS,
  toWireError,
  type WireError,
} from '../domain/errors.ts'
import { InfrastructureError } from '../domain/infrastructure-error.ts'
import type { Result } from '../domain/result.ts'

/** tRPC has a vocabulary of its own; this is the one table between it and the catalog. */
const TRPC_CODE = {
  claim_refused: 'BAD_REQUEST',
  unauthorized: 'UNAUTHORIZED',
  forbidden: 'FORBIDDEN',
  not_found: 'NOT_FOUND',
  conflict: 'CONFLICT',
  too_large: 'PAYLOAD_TOO_LARGE',
  invalid: 'UNPROCESSABLE_CONTENT',
  too_many: 'TOO_MANY_REQUESTS',
  internal: 'INTERNAL_SERVER_ERROR',
  unavailable: 'SERVICE_UNAVAILABLE',
} as const satisfies Record<ErrorKind, TRPCError['code']>

/** Carries a refusal through tRPC, which knows only throwing. */
class RefusalError extends Error {
  readonly refusal: DomainError
  constructor(refusal: DomainError) {
    super(refusal.message)
    this.name = 'RefusalError'
    this.refusal = refusal
  }
}

/** Procedures are the only place where a Result becomes a throw. */
export function unwrap<TValue>(result: Result<TValue>): TValue {
  if (result.ok) return result.value
  throw toTrpcError(result.error)
}

export function toTrpcError(refusal: DomainError): TRPCError {
  const code = TRPC_CODE[ERROR_CATALOG[refusal.code].kind]
  return new TRPCError({ code, message: refusal.message, cause: new RefusalError(refusal) })
}

/** What only its caller's edge knows how to say. */
export function rewordRefusal(error: TRPCError, reword: (refusal: DomainError) => DomainError): TRPCError {
  const refusal = refusalOf(error)
  if (refusal === null) return error
  const reworded = reword(refusal)
  return reworded === refusal ? error : toTrpcError(reworded)
}

/** Any failure under the tRPC code that its status asks for; the cause stays for the log. */
export function retagTrpcError(error: TRPCError, described: DescribedError): TRPCError {
  const code = TRPC_CODE[ERROR_CATALOG[described.error.details.code].kind]
  return new TRPCError({ code, message: described.error.message, cause: error.cause ?? error })
}

/** What the wire may know of a failure; both edges use this, so REST and tRPC cannot say different things. */
export interface DescribedError {
  status: number
  error: WireError
  /** Only for 422. */
  issues: FieldIssue[] | null
  retryAfterSeconds: number | null
  /** For the log: something that has to be looked at, with its cause. */
  isBug: boolean
}

export function describeError(thrown: unknown, requestId: string): DescribedError {
  // First, since what is below goes by tRPC's own code as well, and an adapter's failure has been given one by then.
  const infrastructure = infrastructureOf(thrown)
  if (infrastructure) {
    const described = describeRefusal({ code: infrastructure.code, message: infrastructure.message })
    const isRetryable = described.error.details.retryable
    return { ...described, retryAfterSeconds: isRetryable ? infrastructure.retryAfterSeconds : null }
  }
  const refusal = refusalOf(thrown)
  if (refusal) return describeRefusal(refusal)
  const bug: DomainError = {
    code: 'INTERNAL',
    message: 'Something went wrong on our side; nothing of it is your request',
    details: { request_id: requestId },
  }
  return { ...describeRefusal(bug), isBug: true }
}

function describeRefusal(refusal: DomainError): DescribedError {
  const status = HTTP_STATUS[ERROR_CATALOG[refusal.code].kind]
  const error = toWireError(refusal)
  const issues = refusal.issues ?? null
  const retryAfterSeconds = status === 429 ? 5 : null
  return { status, error, issues, retryAfterSeconds, isBug: false }
}

function refusalOf(thrown: unknown): DomainError | null {
  const cause = thrown instanceof TRPCError ? thrown.cause : thrown
  if (cause instanceof RefusalError) return cause.refusal
  if (!(thrown instanceof TRPCError)) return null
  const isInput = thrown.code === 'BAD_REQUEST' || thrown.code === 'UNPROCESSABLE_CONTENT'
  if (cause instanceof z.core.$ZodError) return isInput ? invalidInput(cause) : null
  return transportRefusal(thrown)
}

function infrastructureOf(thrown: unknown): InfrastructureError | null {
  const cause = thrown instanceof TRPCError ? thrown.cause : thrown
  return cause instanceof InfrastructureError ? cause : null
}

function invalidInput(error: z.core.$ZodError): DomainError {
  const issues = error.issues.map(issue => ({
    path: issue.path.map(part => (typeof part === 'symbol' ? String(part) : part)),
    message: issue.message,
    type: typeOf(issue),
  }))
  const first = issues[0]
  const message = first
    ? `${first.path.join('.') || 'input'}: ${first.message}`
    : 'The input does not fit the schema'
  return { code: 'INVALID_INPUT', message, details: { issues }, issues }
}

/** A check of ours may have a word of its own for what is wrong. */
function typeOf(issue: z.core.$ZodIssue): string {
  const own = issue.code === 'custom' ? issue.params?.type : null
  return typeof own === 'string' ? own : (issue.code ?? 'invalid')
}

export const NO_SUCH_PROCEDURE: DomainError = { code: 'NOT_FOUND', message: 'There is no such procedure' }

/** Also what a procedure that is not for its caller answers: an edge with routes of its own says that in their words. */
export const isMissingProcedure = (thrown: unknown) => refusalOf(thrown) === NO_SUCH_PROCEDURE

/** Refusals of tRPC itself, before any procedure ran: a path it does not know, a body it cannot parse. */
function transportRefusal(error: TRPCError): DomainError | null {
  switch (error.code) {
    case 'NOT_FOUND':
    case 'METHOD_NOT_SUPPORTED':
      return NO_SUCH_PROCEDURE
    case 'PARSE_ERROR':
    case 'BAD_REQUEST':
    case 'UNSUPPORTED_MEDIA_TYPE':
    // The same again, once a procedure has given it the code of its status.
    case 'UNPROCESSABLE_CONTENT':
      return {
        code: 'INVALID_INPUT',
        message: 'The request body is not the JSON this procedure takes',
        issues: [{ path: [], message: 'is not valid JSON', type: 'json_invalid' }],
      }
    case 'PAYLOAD_TOO_LARGE':
      return { code: 'BODY_TOO_LARGE', message: 'The request body is too large' }
    default:
      return null
  }
}
