/** What a failing dependency becomes. The cause is for the log; only code and message leave the process. */
export type InfrastructureCode =
  | 'STORAGE_UNAVAILABLE'
  | 'STORAGE_MISCONFIGURED'
  | 'DATABASE_UNAVAILABLE'
  /** A list with a filter, search or sort of the caller's choice, which the database gave up on. */
  | 'FILTER_TOO_SLOW'

const MESSAGES: Record<InfrastructureCode, string> = {
  STORAGE_UNAVAILABLE: 'The object store did not answer. Nothing was changed; send the same request again.',
  STORAGE_MISCONFIGURED:
    'The object store refuses our credentials or bucket. An operator has to look at /readyz.',
  FILTER_TOO_SLOW:
    'This filter, search or sort takes too long. Narrow it: by status, by created_at, or by the exact value of a metadata field.',
  DATABASE_UNAVAILABLE: 'The database did not answer. Send the same request again.',
}

/**
 * A bundler may load this file more than once into one process (Next does: for pages, for routes, for its proxy), and
 * an adapter made by one of them is used by the others; so what counts is the mark, not which copy of the class it was.
 */
const MARK = Symbol.for('landfall.InfrastructureError')

/** Thrown by adapters only; never caught to be swallowed. */
export class InfrastructureError extends Error {
  readonly code: InfrastructureCode
  /** Seconds for a `Retry-After` header. */
  readonly retryAfterSeconds = 2
  readonly [MARK] = true

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && MARK in value
  }

  constructor(code: InfrastructureCode, cause: unknown) {
    super(MESSAGES[code], { cause })
    this.name = 'InfrastructureError'
    this.code = code
  }
}
