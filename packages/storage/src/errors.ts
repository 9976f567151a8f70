import { InfrastructureError } from '@landfall/core/domain'

/**
 * What the SDK throws, sorted into the few things that a caller can act on. Owns the table of S3 error codes; every
 * operation asks it and handles only the kinds that are answers there (absent, precondition failed). All else leaves as
 * `InfrastructureError` by way of `toPortError`; what is no store failure at all (a bug of ours) leaves as it came.
 * Codes: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
type StoreFailureKind =
  | 'absent'
  | 'bucket_missing'
  | 'denied'
  | 'precondition_failed'
  | 'unavailable'
  | 'misconfigured'

export interface StoreFailure {
  kind: StoreFailureKind
  /** S3's error code. `null`: the answer had no body (HEAD), was not S3's, or there was none. */
  code: string | null
  /** HTTP status; `null` when no answer came. */
  status: number | null
}

/** Codes whose kind does not follow from their status, or that come inside a 200 (then the SDK reports 503). */
const KIND_OF_CODE: Record<string, StoreFailureKind> = {
  NoSuchKey: 'absent',
  NoSuchVersion: 'absent',
  // Also 404, but nothing that a confirm may take for "not uploaded yet".
  NoSuchBucket: 'bucket_missing',
  PreconditionFailed: 'precondition_failed',
  AccessDenied: 'denied',
  AllAccessDisabled: 'denied',
  AccountProblem: 'denied',
  InvalidAccessKeyId: 'denied',
  SignatureDoesNotMatch: 'denied',
  InvalidToken: 'denied',
  // 400, not 403. The SDK renews credentials before they end, so a token that ran out will not mend itself.
  ExpiredToken: 'denied',
  // The SDK has already corrected its clock by the answer's date: what is still skewed needs somebody to set a clock.
  RequestTimeTooSkewed: 'misconfigured',
  // 400: the store waited for bytes of ours that did not come, or saw the connection end. Same request, new socket.
  RequestTimeout: 'unavailable',
  IncompleteBody: 'unavailable',
  // 409: another request was changing the same key. "Try again" in S3's own words.
  OperationAborted: 'unavailable',
  ConditionalRequestConflict: 'unavailable',
  InternalError: 'unavailable',
  ServiceUnavailable: 'unavailable',
  SlowDown: 'unavailable',
}

/** `null`: not from the store or the way to it. */
export function storeFailureOf(error: unknown): StoreFailure | null {
  if (!(error instanceof Error)) return null
  const status = statusOf(error)
  if (status !== null) {
    const code = codeOf(error)
    return { kind: kindOfCode(code) ?? kindOfStatus(status), code, status }
  }
  const kind = kindOfNetworkError(error)
  return kind === null ? null : { kind, code: null, status: null }
}

/** What the port throws. Absent and precondition failed arrive here only where they are no answer. */
export function toPortError(error: unknown): unknown {
  if (error instanceof InfrastructureError) return error
  const failure = storeFailureOf(error)
  if (failure === null) return error
  return new InfrastructureError(
    failure.kind === 'unavailable' ? 'STORAGE_UNAVAILABLE' : 'STORAGE_MISCONFIGURED',
    error,
  )
}

/** A 2xx that no S3 sends: something else answers at this address. Safe to repeat, nothing to believe. */
export function notAnS3Answer(missing: string): InfrastructureError {
  return new InfrastructureError('STORAGE_UNAVAILABLE', new Error(`The store's answer has no ${missing}.`))
}

/** The bucket does not exist and nobody asked us to create it. */
export class BucketMissingError extends Error {
  readonly code = 'BUCKET_MISSING'
  readonly bucket: string

  constructor(bucket: string) {
    super(`The bucket "${bucket}" does not exist.`)
    this.name = 'BucketMissingError'
    this.bucket = bucket
  }
}

function kindOfCode(code: string | null): StoreFailureKind | null {
  return code !== null && Object.hasOwn(KIND_OF_CODE, code) ? (KIND_OF_CODE[code] ?? null) : null
}

function kindOfStatus(status: number): StoreFailureKind {
  if (status === 404) return 'absent'
  if (status === 412) return 'precondition_failed'
  // HEAD of a missing key is 403 as well without s3:ListBucket, so a 403 never means absent.
  if (status === 401 || status === 403) return 'denied'
  if (status === 408 || status === 429) return 'unavailable'
  // 501: the store lacks what we ask for, today and tomorrow.
  if (status === 501) return 'misconfigured'
  if (status >= 500) return 'unavailable'
  // A 2xx that could not be read: cut off, or a proxy's page.
  if (status < 300) return 'unavailable'
  // 301, 307 and 400 are wrong regions, addresses and key formats. Repeating them changes nothing.
  return 'misconfigured'
}

/** Names of certificate and protocol faults: they stay until an operator mends the address or the trust store. */
const TLS_CODE = /^(ERR_TLS_|ERR_SSL_|CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|EPROTO$|HOSTNAME_MISMATCH$)/
const CREDENTIAL_ERROR = /^(CredentialsProviderError|TokenProviderError)$/
const TIMEOUT_ERROR = /^(TimeoutError|AbortError)$/

function kindOfNetworkError(error: Error): StoreFailureKind | null {
  if (CREDENTIAL_ERROR.test(error.name)) return 'denied'
  if (TIMEOUT_ERROR.test(error.name)) return 'unavailable'
  const code = stringField(error, 'code')
  if (code === null) return null
  if (TLS_CODE.test(code) || code === 'ERR_INVALID_URL') return 'misconfigured'
  // Errno names (ECONNREFUSED, ECONNRESET, ENOTFOUND, EAI_AGAIN, ...) and Node's HTTP parser (HPE_...). A name that does
  // not resolve may be a typo, but also a resolver that is down; at start `diagnose` names the setting.
  return /^(E(?!RR_)|HPE_)[A-Z_]+$/.test(code) ? 'unavailable' : null
}

function statusOf(error: Error): number | null {
  const metadata = '$metadata' in error ? error.$metadata : null
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return null
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : null
}

/** `Code` is from the error body; the SDK's own "S3 aborted request" has only the name. */
function codeOf(error: Error): string | null {
  const code = stringField(error, 'Code')
  if (code !== null) return code
  return error.name === 'InternalError' ? error.name : null
}

export function stringField(error: object, field: string): string | null {
  const value: unknown = Reflect.get(error, field)
  return typeof value === 'string' ? value : null
}
