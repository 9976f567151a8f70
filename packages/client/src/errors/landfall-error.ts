import type { AppRouter } from '@landfall/core/trpc'
import type { TRPCClientError } from '@trpc/client'

type WireError = NonNullable<TRPCClientError<AppRouter>['data']>['error']

/** Codes that the server answers with. */
export type WireErrorCode = WireError['details']['code']

/** What can be done about an error; the server's advice where it is the server's error. */
export type Retry = WireError['details']['retry']

/** Codes of what goes wrong on this side of the wire. */
export type ClientErrorCode =
  /** The API or the store could not be reached; `details.target` says which. */
  | 'NETWORK'
  /** The caller's `AbortSignal` fired. */
  | 'ABORTED'
  /** A browser got no readable answer from the store: offline, or the bucket's CORS rule does not allow the PUT. */
  | 'CORS_HINT'
  /** The store refused the bytes; `details.store_code` is its own code. */
  | 'PUT_REFUSED'
  /** The store kept answering with server errors. */
  | 'STORE_FAILING'
  /** The source no longer is what it was when the upload began: another size, another modification time. */
  | 'SOURCE_CHANGED'
  /** The source could not be read, or cannot be used on this platform. */
  | 'SOURCE_UNREADABLE'
  /** The bytes have to be sent again, and a stream can be read only once. */
  | 'SOURCE_SPENT'
  /** An option of the client or of the upload is missing or wrong. */
  | 'INVALID_OPTIONS'
  /** The `token` function threw. */
  | 'TOKEN_UNAVAILABLE'
  /** Something answered that is not Landfall; most often a wrong `url`. */
  | 'UNEXPECTED_RESPONSE'

/** A newer server may know codes that this client does not. */
export type LandfallErrorCode = WireErrorCode | ClientErrorCode | (string & {})

interface LandfallErrorFields {
  code: LandfallErrorCode
  message: string
  /** Default `never`. */
  retry?: Retry
  details?: Record<string, unknown>
  status?: number | null
  retryAfterMs?: number | null
  cause?: unknown
}

/** The one class that the client throws. */
export class LandfallError extends Error {
  override readonly name = 'LandfallError'
  readonly code: LandfallErrorCode
  /** `same_request`: the same call may succeed later. `after_put`, `after_renew`: the bytes have to be sent again. */
  readonly retry: Retry
  /** Facts about the error in the words of the wire: `expected`, `observed`, `upload_id`, `limit_bytes`, ... */
  readonly details: Readonly<Record<string, unknown>>
  /** HTTP status of the API, or of the store with `PUT_REFUSED` and `STORE_FAILING`. */
  readonly status: number | null
  /** What `Retry-After` asked for, in milliseconds. */
  readonly retryAfterMs: number | null

  constructor(fields: LandfallErrorFields) {
    super(fields.message, fields.cause === undefined ? undefined : { cause: fields.cause })
    this.code = fields.code
    this.retry = fields.retry ?? 'never'
    this.details = fields.details ?? {}
    this.status = fields.status ?? null
    this.retryAfterMs = fields.retryAfterMs ?? null
  }

  /** The same request may simply be sent again. */
  get retryable(): boolean {
    return this.retry === 'same_request'
  }
}
