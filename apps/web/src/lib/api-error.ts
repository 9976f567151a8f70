import { LandfallError, toLandfallError } from '@landfall/client'
import { TRPCClientError } from '@trpc/client'

/** What went wrong, and what the person in front of it can do; both in whole sentences. */
export interface Explanation {
  title: string
  advice: string
  code: string
}

const ADVICE: Record<string, [title: string, advice: string]> = {
  NETWORK: ['Landfall cannot be reached', 'Check your connection, then try again.'],
  CORS_HINT: [
    'The store did not answer this page',
    'You may be offline, or the bucket’s CORS rule does not name this address. Try again; if it stays, ask whoever runs the store.',
  ],
  STORE_FAILING: ['The store keeps failing', 'Nothing is lost. Wait a moment and try again.'],
  STORAGE_UNAVAILABLE: ['The store is not answering', 'Nothing is lost. Wait a moment and try again.'],
  STORAGE_MISCONFIGURED: [
    'The store refuses Landfall',
    'Whoever runs this installation has to check its S3 settings.',
  ],
  DATABASE_UNAVAILABLE: ['The database is not answering', 'Nothing is lost. Wait a moment and try again.'],
  PUT_REFUSED: ['The store refused the file', 'Try again: it gets a fresh address.'],
  QUOTA_EXCEEDED: [
    'There is no room left for this',
    'Delete something or have the limit raised, then try again.',
  ],
  FILE_TOO_LARGE: ['The file is too large for this bucket', 'Choose a smaller file or another bucket.'],
  SINGLE_PUT_TOO_LARGE: [
    'The file is larger than 5 GiB',
    'Files this large cannot be sent in one piece yet.',
  ],
  OBJECT_NOT_IN_STORAGE: ['The file did not arrive in the store', 'Send it again.'],
  PARTS_MISSING: [
    'Not all parts of the file have arrived',
    'Send those that are missing, then confirm again.',
  ],
  MULTIPART_LOST: ['The store has lost the parts of this file', 'Send it again: it gets a fresh address.'],
  NOT_MULTIPART: ['This file is sent in one piece', 'Parts have to be asked for at the beginning.'],
  ETAG_MISMATCH: [
    'The store holds other bytes than were sent',
    'Send it again: the wrong copy is never read.',
  ],
  SIZE_MISMATCH: ['The store holds a file of another size', 'Send it again: the wrong copy is never read.'],
  CHECKSUM_MISMATCH: [
    'The store holds other bytes than were sent',
    'Send it again: the wrong copy is never read.',
  ],
  SOURCE_CHANGED: ['The file changed while it was being sent', 'Choose it again to send it as it is now.'],
  SOURCE_UNREADABLE: ['The file cannot be read', 'It may have been moved or deleted. Choose it again.'],
  UPLOAD_CANCELED: ['This upload was canceled', 'Start it again if you still want it.'],
  UPLOAD_FAILED: ['This upload has ended without its file', 'Start a new one.'],
  UPLOAD_SETTLED: ['This upload is settled already', 'Nothing has to be done.'],
  UPLOAD_HAS_OBJECT: ['This upload has become an object', 'Delete the object instead.'],
  UNIQUE_KEY_POLICY: ['This bucket takes no new objects by upload', 'It only updates those that it has.'],
  IDEMPOTENCY_KEY_REUSED: ['This was sent for something else before', 'Start again from the beginning.'],
  RENEWAL_ENDED: ['This upload is too old to be continued', 'Start a new one.'],
  CONFIRMING: ['It is being confirmed right now', 'Wait a moment and look again.'],
  UNAUTHORIZED: ['You are signed out', 'Sign in again.'],
  TOKEN_EXPIRED: ['This token has ended', 'Get another one from the application that gave it.'],
  TOKEN_REVOKED: ['This token was revoked', 'Get another one from the application that gave it.'],
  TOKEN_INVALID: ['This is no token of this installation', 'Check where it came from.'],
  TOO_MANY_FILES: ['This token has been used up', 'Get another one from the application that gave it.'],
  POLICY_REQUIRED: [
    'This bucket has a unique key',
    'Say what happens where the key exists: insert, update or upsert.',
  ],
  UNIQUE_KEY_EXISTS: ['An object with this key is there already', 'Change that one, or choose another key.'],
  UPLOAD_NOT_CONFIRMED: ['This upload is not confirmed yet', 'Confirm it first.'],
  SCHEMA_CHANGED: ['The bucket asks for something else by now', 'Start again with what its schema asks for.'],
  FILTER_TOO_SLOW: ['This filter takes too long', 'Narrow it down, or filter by an indexed field.'],
  FORBIDDEN: ['You may not do this', 'Sign in with a key that may.'],
  BYTES_MISSING: [
    'Its file is gone from the store',
    'Whoever runs the store deleted it there. Upload it again.',
  ],
  SUPERSEDED: ['It changed at the same moment', 'Look again, then repeat it if it still fits.'],
  INVALID_INPUT: ['Landfall does not take this as it is', 'Check what was entered and try again.'],
  BODY_TOO_LARGE: ['That is too much at once', 'Shorten what was entered and try again.'],
  ORPHANS_DOUBTFUL: ['This report is not safe to act on', 'Scan again, and read what the message says.'],
  NAME_TAKEN: ['This name is taken', 'Choose another name.'],
  BUCKET_DELETING: ['This bucket is being deleted', 'Choose another bucket.'],
  NOT_FOUND: ['It is not there', 'It may have been deleted, or it belongs to somebody else.'],
  RATE_LIMITED: ['Too many requests', 'Wait a moment and try again.'],
  TOO_MANY_UNSIZED: ['Too many uploads of unknown size are open', 'Wait for some of them to end.'],
  TOO_MANY_WAITING: ['Too many calls wait at once', 'Wait a moment and try again.'],
  BUCKET_INACTIVE: ['This bucket takes no files', 'Choose another bucket.'],
  BUCKET_LOCKED: ['This bucket is locked', 'Choose another bucket.'],
  BUCKET_NAME_TAKEN: ['A bucket has this name already', 'Choose another name.'],
}

const UNKNOWN: [string, string] = [
  'Something went wrong',
  'Try again; if it stays, the code below helps to find the cause.',
]

/** Any failure of a query, a mutation or an upload. */
export function explain(thrown: unknown): Explanation {
  return explainCode(toError(thrown).code)
}

export function explainCode(code: string): Explanation {
  const [title, advice] = ADVICE[code] ?? UNKNOWN
  return { title, advice, code }
}

export function codeOf(thrown: unknown): string {
  return toError(thrown).code
}

/** A request without an answer: `fetch` says so by a TypeError, which tRPC wraps. */
function toError(thrown: unknown): LandfallError {
  const isUnanswered = thrown instanceof TRPCClientError && thrown.cause instanceof TypeError
  if (!isUnanswered) return toLandfallError(thrown)
  return new LandfallError({ code: 'NETWORK', message: 'Landfall did not answer', cause: thrown })
}
