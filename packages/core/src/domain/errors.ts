/**
 * The one catalog of refusals. Status, error type, retry advice, tRPC code and the client's union all derive from it.
 * A code is the name of a fact; messages are for developers and never carry internals.
 */

/** What a caller can do about it: `same_request` may simply be sent again (every operation is idempotent). */
export type Retry = 'never' | 'same_request' | 'after_put' | 'after_renew'

export type ErrorKind =
  | 'claim_refused'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'too_large'
  | 'invalid'
  | 'too_many'
  | 'internal'
  | 'unavailable'

/** HTTP statuses of the wire contract, CONTRACT 0.3. */
export const HTTP_STATUS = {
  claim_refused: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  invalid: 422,
  too_many: 429,
  internal: 500,
  unavailable: 503,
} as const satisfies Record<ErrorKind, number>

interface CatalogEntry {
  kind: ErrorKind
  type: string
  retry: Retry
}

export const ERROR_CATALOG = {
  OBJECT_NOT_IN_STORAGE: { kind: 'claim_refused', type: 'ObjectNotInStorageError', retry: 'after_put' },
  /** An upload in parts that are not all there, or not all of their size: `details` names them. */
  PARTS_MISSING: { kind: 'claim_refused', type: 'ObjectNotInStorageError', retry: 'after_put' },
  ETAG_MISMATCH: { kind: 'claim_refused', type: 'ETagMismatchError', retry: 'after_renew' },
  SIZE_MISMATCH: { kind: 'claim_refused', type: 'SizeMismatchError', retry: 'after_renew' },
  CHECKSUM_MISMATCH: { kind: 'claim_refused', type: 'ChecksumMismatchError', retry: 'after_renew' },

  TOKEN_EXPIRED: { kind: 'unauthorized', type: 'UnauthorizedError', retry: 'never' },
  TOKEN_REVOKED: { kind: 'unauthorized', type: 'UnauthorizedError', retry: 'never' },
  TOKEN_INVALID: { kind: 'unauthorized', type: 'UnauthorizedError', retry: 'never' },
  // The one other 400: without a policy there is no saying what the request claims to be (CONTRACT 7).
  POLICY_REQUIRED: { kind: 'claim_refused', type: 'BadRequestError', retry: 'never' },

  UNAUTHORIZED: { kind: 'unauthorized', type: 'UnauthorizedError', retry: 'never' },
  FORBIDDEN: { kind: 'forbidden', type: 'ForbiddenError', retry: 'never' },
  TOO_MANY_FILES: { kind: 'forbidden', type: 'ForbiddenError', retry: 'never' },
  QUOTA_EXCEEDED: { kind: 'forbidden', type: 'QuotaExceededError', retry: 'never' },

  NOT_FOUND: { kind: 'not_found', type: 'NotFoundError', retry: 'never' },
  BYTES_MISSING: { kind: 'not_found', type: 'NotFoundError', retry: 'never' },

  UPLOAD_CANCELED: { kind: 'conflict', type: 'ConflictError', retry: 'never' },
  UPLOAD_FAILED: { kind: 'conflict', type: 'ConflictError', retry: 'never' },
  UPLOAD_SETTLED: { kind: 'conflict', type: 'ConflictError', retry: 'never' },
  UPLOAD_HAS_OBJECT: { kind: 'conflict', type: 'ConflictError', retry: 'never' },
  NOT_MULTIPART: { kind: 'conflict', type: 'ConflictError', retry: 'never' },
  /** The store has no such multipart any more, or will not put it together: its parts have to be sent again. */
  MULTIPART_LOST: { kind: 'conflict', type: 'ConflictError', retry: 'after_renew' },
  UPLOAD_NOT_CONFIRMED: { kind: 'conflict', type: 'ConflictError', retry: 'never' },
  RENEWAL_ENDED: { kind: 'conflict', type: 'ConflictError', retry: 'never' },
  SUPERSEDED: { kind: 'conflict', type: 'ConflictError', retry: 'same_request' },
  CONFIRMING: { kind: 'conflict', type: 'ConflictError', retry: 'same_request' },
  BUCKET_INACTIVE: { kind: 'conflict', type: 'ConflictError', retry: 'never' },
  BUCKET_LOCKED: { kind: 'conflict', type: 'ConflictError', retry: 'never' },
  BUCKET_DELETING: { kind: 'conflict', type: 'ConflictError', retry: 'never' },
  SCHEMA_CHANGED: { kind: 'conflict', type: 'ConflictError', retry: 'never' },
  BUCKET_NAME_TAKEN: { kind: 'conflict', type: 'ConflictError', retry: 'never' },
  UNIQUE_KEY_EXISTS: { kind: 'conflict', type: 'ConflictError', retry: 'never' },
  UNIQUE_KEY_POLICY: { kind: 'conflict', type: 'ConflictError', retry: 'never' },
  IDEMPOTENCY_KEY_REUSED: { kind: 'conflict', type: 'ConflictError', retry: 'never' },
  ORPHANS_DOUBTFUL: { kind: 'conflict', type: 'ConflictError', retry: 'never' },
  NAME_TAKEN: { kind: 'conflict', type: 'ConflictError', retry: 'never' },

  FILE_TOO_LARGE: { kind: 'too_large', type: 'FileTooLargeError', retry: 'never' },
  SINGLE_PUT_TOO_LARGE: { kind: 'too_large', type: 'FileTooLargeError', retry: 'never' },
  BODY_TOO_LARGE: { kind: 'too_large', type: 'PayloadTooLargeError', retry: 'never' },

  INVALID_INPUT: { kind: 'invalid', type: 'ValidationError', retry: 'never' },
  FILTER_TOO_SLOW: { kind: 'invalid', type: 'ValidationError', retry: 'never' },

  RATE_LIMITED: { kind: 'too_many', type: 'RateLimitError', retry: 'same_request' },
  TOO_MANY_UNSIZED: { kind: 'too_many', type: 'RateLimitError', retry: 'same_request' },
  TOO_MANY_WAITING: { kind: 'too_many', type: 'RateLimitError', retry: 'same_request' },

  STORAGE_UNAVAILABLE: { kind: 'unavailable', type: 'ServiceUnavailableError', retry: 'same_request' },
  STORAGE_MISCONFIGURED: { kind: 'unavailable', type: 'ServiceUnavailableError', retry: 'never' },
  DATABASE_UNAVAILABLE: { kind: 'unavailable', type: 'ServiceUnavailableError', retry: 'same_request' },

  INTERNAL: { kind: 'internal', type: 'InternalError', retry: 'never' },
} as const satisfies Record<string, CatalogEntry>

export type ErrorCode = keyof typeof ERROR_CATALOG

/** One invalid field, addressed the way the caller wrote it. */
export interface FieldIssue {
  path: (string | number)[]
  message: string
  type: string
}

/** An expected refusal. `details` goes on the wire as it is: no internals. */
export interface DomainError {
  code: ErrorCode
  message: string
  details?: Record<string, unknown>
  /** Only with `INVALID_INPUT`. */
  issues?: FieldIssue[]
}

/** The `error` object of the wire, the same for REST and tRPC. */
export interface WireError {
  message: string
  type: string
  details: { code: ErrorCode; retry: Retry; retryable: boolean } & Record<string, unknown>
}

export function toWireError(error: DomainError): WireError {
  const { type, retry } = ERROR_CATALOG[error.code]
  return {
    message: error.message,
    type,
    details: { ...error.details, code: error.code, retry, retryable: retry === 'same_request' },
  }
}

export function httpStatusOf(code: ErrorCode): number {
  return HTTP_STATUS[ERROR_CATALOG[code].kind]
}
