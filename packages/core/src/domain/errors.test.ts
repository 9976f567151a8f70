import { describe, expect, test } from 'vitest'
import { ERROR_CATALOG, type ErrorCode, HTTP_STATUS, httpStatusOf, toWireError } from './errors.ts'

const CODES = Object.keys(ERROR_CATALOG) as ErrorCode[]

/** CONTRACT 0.3, written down a second time on purpose: the catalog may not drift from the contract unseen. */
const CONTRACT: Record<ErrorCode, [status: number, type: string, retry: string]> = {
  OBJECT_NOT_IN_STORAGE: [400, 'ObjectNotInStorageError', 'after_put'],
  PARTS_MISSING: [400, 'ObjectNotInStorageError', 'after_put'],
  ETAG_MISMATCH: [400, 'ETagMismatchError', 'after_renew'],
  SIZE_MISMATCH: [400, 'SizeMismatchError', 'after_renew'],
  CHECKSUM_MISMATCH: [400, 'ChecksumMismatchError', 'after_renew'],
  TOKEN_EXPIRED: [401, 'UnauthorizedError', 'never'],
  TOKEN_REVOKED: [401, 'UnauthorizedError', 'never'],
  TOKEN_INVALID: [401, 'UnauthorizedError', 'never'],
  POLICY_REQUIRED: [400, 'BadRequestError', 'never'],
  UNAUTHORIZED: [401, 'UnauthorizedError', 'never'],
  FORBIDDEN: [403, 'ForbiddenError', 'never'],
  TOO_MANY_FILES: [403, 'ForbiddenError', 'never'],
  QUOTA_EXCEEDED: [403, 'QuotaExceededError', 'never'],
  NOT_FOUND: [404, 'NotFoundError', 'never'],
  BYTES_MISSING: [404, 'NotFoundError', 'never'],
  UPLOAD_CANCELED: [409, 'ConflictError', 'never'],
  UPLOAD_FAILED: [409, 'ConflictError', 'never'],
  UPLOAD_SETTLED: [409, 'ConflictError', 'never'],
  UPLOAD_HAS_OBJECT: [409, 'ConflictError', 'never'],
  NOT_MULTIPART: [409, 'ConflictError', 'never'],
  MULTIPART_LOST: [409, 'ConflictError', 'after_renew'],
  UPLOAD_NOT_CONFIRMED: [409, 'ConflictError', 'never'],
  SCHEMA_CHANGED: [409, 'ConflictError', 'never'],
  UNIQUE_KEY_EXISTS: [409, 'ConflictError', 'never'],
  RENEWAL_ENDED: [409, 'ConflictError', 'never'],
  SUPERSEDED: [409, 'ConflictError', 'same_request'],
  CONFIRMING: [409, 'ConflictError', 'same_request'],
  BUCKET_INACTIVE: [409, 'ConflictError', 'never'],
  BUCKET_LOCKED: [409, 'ConflictError', 'never'],
  BUCKET_DELETING: [409, 'ConflictError', 'never'],
  BUCKET_NAME_TAKEN: [409, 'ConflictError', 'never'],
  UNIQUE_KEY_POLICY: [409, 'ConflictError', 'never'],
  IDEMPOTENCY_KEY_REUSED: [409, 'ConflictError', 'never'],
  ORPHANS_DOUBTFUL: [409, 'ConflictError', 'never'],
  NAME_TAKEN: [409, 'ConflictError', 'never'],
  FILE_TOO_LARGE: [413, 'FileTooLargeError', 'never'],
  SINGLE_PUT_TOO_LARGE: [413, 'FileTooLargeError', 'never'],
  BODY_TOO_LARGE: [413, 'PayloadTooLargeError', 'never'],
  INVALID_INPUT: [422, 'ValidationError', 'never'],
  FILTER_TOO_SLOW: [422, 'ValidationError', 'never'],
  RATE_LIMITED: [429, 'RateLimitError', 'same_request'],
  TOO_MANY_UNSIZED: [429, 'RateLimitError', 'same_request'],
  TOO_MANY_WAITING: [429, 'RateLimitError', 'same_request'],
  STORAGE_UNAVAILABLE: [503, 'ServiceUnavailableError', 'same_request'],
  STORAGE_MISCONFIGURED: [503, 'ServiceUnavailableError', 'never'],
  DATABASE_UNAVAILABLE: [503, 'ServiceUnavailableError', 'same_request'],
  INTERNAL: [500, 'InternalError', 'never'],
}

describe('the catalog', () => {
  test.each(CODES)('%s has the status, type and retry of the contract', code => {
    const { type, retry } = ERROR_CATALOG[code]
    expect([httpStatusOf(code), type, retry]).toEqual(CONTRACT[code])
  })

  test('every code is a constant, every type an error', () => {
    for (const code of CODES) expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/)
    for (const { type } of Object.values(ERROR_CATALOG)) expect(type).toMatch(/^[A-Z][A-Za-z]+Error$/)
  })

  test('one type has one status, whatever the code', () => {
    const statuses = new Map<string, Set<number>>()
    for (const code of CODES) {
      const { type } = ERROR_CATALOG[code]
      statuses.set(type, (statuses.get(type) ?? new Set()).add(httpStatusOf(code)))
    }
    for (const [type, found] of statuses) expect([type, found.size]).toEqual([type, 1])
  })

  test('every kind of refusal is in use, with a status of its own', () => {
    const used = new Set(Object.values(ERROR_CATALOG).map(({ kind }) => kind))
    expect([...used].sort()).toEqual(Object.keys(HTTP_STATUS).sort())
    expect(new Set(Object.values(HTTP_STATUS)).size).toBe(used.size)
  })
})

describe('toWireError', () => {
  test('carries code and retry in details, with what was expected and observed', () => {
    const details = { expected: 5, observed: 6 }
    expect(toWireError({ code: 'SIZE_MISMATCH', message: 'differs', details })).toEqual({
      message: 'differs',
      type: 'SizeMismatchError',
      details: { expected: 5, observed: 6, code: 'SIZE_MISMATCH', retry: 'after_renew', retryable: false },
    })
  })

  test.each(CODES)('%s is retryable only as the same request', code => {
    const { details } = toWireError({ code, message: '' })
    expect(details.retryable).toBe(CONTRACT[code][2] === 'same_request')
  })

  test('details cannot pretend to be another code or retry', () => {
    const details = { code: 'NOT_FOUND', retry: 'same_request', retryable: true }
    expect(toWireError({ code: 'INTERNAL', message: '', details }).details).toEqual({
      code: 'INTERNAL',
      retry: 'never',
      retryable: false,
    })
  })
})
