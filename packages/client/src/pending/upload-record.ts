import type { ConfirmUploadInput } from '../api/create-trpc.ts'
import type { LandfallError } from '../errors/landfall-error.ts'
import type { UploadOptions } from '../options.ts'
import type { Source } from '../source/source.ts'
import type { Ticket } from '../upload/upload-job.ts'
import type { PendingUploads } from './pending-uploads.ts'
import type { KeptOptions } from './upload-store.ts'

/** What one upload leaves behind for the next page or process, step by step. */
export interface UploadRecord {
  /** Set once it is known by what the file can be recognised. */
  fingerprint: string | null
  /** Whoever comes back can go on with it. */
  readonly isKept: boolean
  /** Goes on with what is kept already: nobody else of this client does so meanwhile. */
  takes(uploadId: string): void
  /** It could not be gone on with after all. */
  leaves(): void
  began(ticket: Ticket): Promise<void>
  confirming(ticket: Ticket, claim: ConfirmUploadInput): Promise<void>
  /** Settled, canceled, or failed with this error. */
  ended(error: LandfallError | null): Promise<void>
}

/** After these the server may still have it open, and whoever comes back can go on. */
const UNDECIDED: ReadonlySet<string> = new Set([
  'NETWORK',
  'CORS_HINT',
  'STORE_FAILING',
  'PUT_REFUSED',
  'TOKEN_UNAVAILABLE',
  'UNAUTHORIZED',
  'SOURCE_UNREADABLE',
  'UNEXPECTED_RESPONSE',
  'INTERNAL',
  'ABORTED',
])

/** Perhaps of another account that uses the same browser or folder: theirs to finish, and gone by its age otherwise. */
const HIDDEN: ReadonlySet<string> = new Set(['NOT_FOUND', 'FORBIDDEN'])

export const isHidden = (error: LandfallError): boolean => HIDDEN.has(error.code)

export const isUndecided = (error: LandfallError): boolean =>
  error.retryable || isHidden(error) || UNDECIDED.has(error.code)

interface Facts {
  options: UploadOptions
  filename: string
  source: Pick<Source, 'sizeBytes'>
}

export function createUploadRecord(pending: PendingUploads, facts: Facts): UploadRecord {
  const startedAt = new Date().toISOString()
  let uploadId: string | null = null
  let isKept = false
  let release: (() => void) | null = null
  const save = async (ticket: Ticket, claim: ConfirmUploadInput | null) => {
    const { bucketId, attempt } = ticket
    const { filename, source } = facts
    const { bucket } = facts.options
    uploadId = ticket.uploadId
    // What could not be written once more is there as it was before.
    const isSaved = await pending.save({
      uploadId,
      scope: pending.scope,
      fingerprint: record.fingerprint,
      bucket,
      bucketId,
      attempt,
      filename,
      sizeBytes: source.sizeBytes,
      options: keptOptions(facts.options),
      startedAt,
      claim,
    })
    isKept = isSaved || isKept
  }
  const record: UploadRecord = {
    fingerprint: null,
    get isKept() {
      return isKept
    },
    takes: found => {
      uploadId = found
      isKept = true
      release = pending.hold(found)
    },
    leaves: () => {
      uploadId = null
      isKept = false
      release?.()
      release = null
    },
    began: async ticket => {
      release?.()
      release = pending.hold(ticket.uploadId)
      // One PUT begins anew faster than it could be found again.
      if (record.fingerprint === null) isKept = false
      else await save(ticket, null)
    },
    confirming: save,
    ended: async error => {
      if (uploadId !== null && !(error && isUndecided(error))) await pending.remove(uploadId)
      release?.()
    },
  }
  return record
}

/** By name: callers may hand on more than is ours, and a store may refuse what is no data. */
function keptOptions(options: UploadOptions): KeptOptions {
  const { filename, contentType, metadata, objectMetadata, owner, createObject } = options
  const { blobProperty, blobType, skipDuplicates, expiresInSeconds, checksum } = options
  const kept = {
    filename,
    contentType,
    metadata,
    objectMetadata,
    owner,
    createObject,
    blobProperty,
    blobType,
  }
  // As JSON: what is not asked for is absent.
  return JSON.parse(JSON.stringify({ ...kept, skipDuplicates, expiresInSeconds, checksum }))
}
