import { LandfallError, type Retry } from '../errors/landfall-error.ts'
import type { PutOutcome } from '../send-put/send-put.ts'

/** What one PUT means for the upload. Pure; the rules of S3's answers stand here and nowhere else. */
export type PutVerdict =
  | { kind: 'stored'; etag: string | null }
  /** Worth another PUT to the same URL. `mayBeStored`: the bytes may have arrived all the same. */
  | { kind: 'send_again'; mayBeStored: boolean; failure: LandfallError }
  /** There are bytes at the key already (412): most likely our own, whose answer was lost. */
  | { kind: 'exists'; failure: LandfallError }
  /** This URL will not take the bytes: expired, or not signed by anybody the store knows now. */
  | { kind: 'url_refused'; failure: LandfallError }
  | { kind: 'refused'; failure: LandfallError }

/** 4xx that the store itself means to be repeated: it lost our bytes on the way, or was busy with the same key. */
const TRANSIENT_CODES: ReadonlySet<string> = new Set([
  'RequestTimeout',
  'IncompleteBody',
  'BadDigest',
  'XAmzContentSHA256Mismatch',
  'ConditionalRequestConflict',
  'OperationAborted',
  'SlowDown',
])
const URL_CODES: ReadonlySet<string> = new Set([
  'ExpiredToken',
  'RequestTimeTooSkewed',
  'TokenRefreshRequired',
])

export function judgePut(outcome: PutOutcome, isBrowser: boolean): PutVerdict {
  if (outcome.kind === 'unanswered') {
    const failure = isBrowser ? hiddenFailure(outcome.cause) : networkFailure(outcome.cause)
    return { kind: 'send_again', mayBeStored: true, failure }
  }
  const { status, storeCode, etag } = outcome
  if (status >= 200 && status <= 299) return { kind: 'stored', etag }
  const failure = refusalOf(outcome, 'after_put')
  if (status >= 500) return { kind: 'send_again', mayBeStored: true, failure }
  if (status === 412) return { kind: 'exists', failure }
  if (status === 429 || (storeCode !== null && TRANSIENT_CODES.has(storeCode)))
    return { kind: 'send_again', mayBeStored: false, failure }
  if (status === 403 || (storeCode !== null && URL_CODES.has(storeCode)))
    return { kind: 'url_refused', failure: refusalOf(outcome, 'after_renew') }
  return { kind: 'refused', failure: refusalOf(outcome, 'never') }
}

function networkFailure(cause: unknown): LandfallError {
  const reason = cause instanceof Error && cause.message !== '' ? `: ${cause.message}` : ''
  return new LandfallError({
    code: 'NETWORK',
    message: `The connection to the store failed before it answered${reason}`,
    retry: 'after_put',
    details: { target: 'store' },
    cause,
  })
}

/** Browsers hide from pages why a request failed, so the likely reasons are all that can be said. */
const hiddenFailure = (cause: unknown) =>
  new LandfallError({
    code: 'CORS_HINT',
    message:
      'The browser shows no answer of the store. Either the network failed, or the CORS rule of the bucket does not ' +
      'allow a PUT from this origin with the headers content-type, if-none-match and x-amz-checksum-*. The rule that ' +
      'the bucket needs is in the README of Landfall; the browser console names the header or origin that is missing.',
    retry: 'after_put',
    details: { target: 'store' },
    cause,
  })

function refusalOf(outcome: Extract<PutOutcome, { kind: 'answered' }>, retry: Retry): LandfallError {
  const { status, storeCode, storeMessage, retryAfterMs } = outcome
  const said = [storeCode, storeMessage].filter(part => part !== null).join(': ')
  const isFailing = status >= 500 || status === 429
  return new LandfallError({
    code: isFailing ? 'STORE_FAILING' : 'PUT_REFUSED',
    message: `The store answered ${status} to the PUT${said === '' ? '' : ` (${said})`}`,
    retry,
    details: { target: 'store', store_code: storeCode, store_message: storeMessage },
    status,
    retryAfterMs,
  })
}
