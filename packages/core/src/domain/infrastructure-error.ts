/** What a failing dependency becomes. The cause is for the log; only code and message leave the process. */
export type InfrastructureCode = 'STORAGE_UNAVAILABLE' | 'STORAGE_MISCONFIGURED' | 'DATABASE_UNAVAILABLE'

const MESSAGES: Record<InfrastructureCode, string> = {
  STORAGE_UNAVAILABLE: 'The object store did not answer. Nothing was changed; send the same request again.',
  STORAGE_MISCONFIGURED:
    'The object store refuses our credentials or bucket. An operator has to look at /readyz.',
  DATABASE_UNAVAILABLE: 'The database did not answer. Send the same request again.',
}

/** Thrown by adapters only; never caught to be swallowed. */
export class InfrastructureError extends Error {
  readonly code: InfrastructureCode
  /** Seconds for a `Retry-After` header. */
  readonly retryAfterSeconds = 2

  constructor(code: InfrastructureCode, cause: unknown) {
    super(MESSAGES[code], { cause })
    this.name = 'InfrastructureError'
    this.code = code
  }
}
