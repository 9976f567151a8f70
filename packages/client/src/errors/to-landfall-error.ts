import { TRPCClientError } from '@trpc/client'
import { parseRetryAfter } from '../retry/retry-after.ts'
import { LandfallError, type Retry } from './landfall-error.ts'

/** Whatever was thrown, as the one class. Errors of `client.trpc` become readable with it too. */
export function toLandfallError(thrown: unknown): LandfallError {
  if (thrown instanceof LandfallError) return thrown
  if (thrown instanceof TRPCClientError) return fromTrpc(thrown)
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new LandfallError({ code: 'INTERNAL', message: `A bug in the client: ${message}`, cause: thrown })
}

export const abortedError = (cause: unknown, details: Record<string, unknown> = {}) =>
  new LandfallError({ code: 'ABORTED', message: 'The upload was aborted by its signal', details, cause })

function fromTrpc(error: TRPCClientError<never>): LandfallError {
  // Failures of the transport were named in `api-fetch`; tRPC only wraps them.
  if (error.cause instanceof LandfallError) return error.cause
  const data: unknown = error.data
  const wire = isRecord(data) ? fromWire(data.error) : null
  if (wire === null) {
    const message = `The API's answer is not one of Landfall: ${error.message}. Is \`url\` right?`
    return new LandfallError({ code: 'UNEXPECTED_RESPONSE', message, cause: error })
  }
  const status = isRecord(data) && typeof data.httpStatus === 'number' ? data.httpStatus : null
  return new LandfallError({ ...wire, status, retryAfterMs: retryAfterOf(error.meta), cause: error })
}

/** The `error` object of the wire: of a refused call, or in the outputs of a task. */
export function fromWire(
  wire: unknown,
): Pick<LandfallError, 'code' | 'message' | 'retry' | 'details'> | null {
  if (!isRecord(wire) || typeof wire.message !== 'string' || !isRecord(wire.details)) return null
  const { code, retry } = wire.details
  if (typeof code !== 'string') return null
  return { code, message: wire.message, retry: isRetry(retry) ? retry : 'never', details: wire.details }
}

const RETRIES: ReadonlySet<unknown> = new Set<Retry>(['never', 'same_request', 'after_put', 'after_renew'])

const isRetry = (value: unknown): value is Retry => RETRIES.has(value)

function retryAfterOf(meta: Record<string, unknown> | undefined): number | null {
  const response = meta?.response
  return response instanceof Response ? parseRetryAfter(response.headers.get('retry-after')) : null
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
