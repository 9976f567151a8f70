import type { Checksum, ChecksumAlgorithm } from './checksum.ts'
import type { ErrorCode } from './errors.ts'
import type { UploadMultipart } from './multipart.ts'
import type { Guard, SettledBy, ShownStatus, UploadStatus } from './upload-state.ts'
import type { ChecksumWitness, EtagWitness } from './verify-object.ts'

export type JsonObject = Record<string, unknown>

/** What was compared, with what result, and what keeps the bytes as they were. */
export interface Receipt {
  size: 'matched' | 'observed_only'
  etag: EtagWitness
  checksum: ChecksumWitness
  guard: Guard
  settledBy: SettledBy
  /** What the store said of the bytes, in base64: later claims are compared with these. Not shown. */
  checksums?: Partial<Record<ChecksumAlgorithm, string>>
}

/** Why the last confirm in the background did not settle; cleared by the next success. */
export interface LastError {
  code: ErrorCode
  message: string
  details: JsonObject
}

export interface KeyRef {
  id: number
  key: string
  versionId: string | null
}

/** An upload as the services see it: the row, its newest put key and, once settled, the key that is served. */
export interface UploadRecord {
  uploadId: string
  organizationId: string
  namespaceId: string
  bucketId: string
  bucketName: string
  bucketStatus: BucketStatus
  /** The bucket's schema was changed after this upload was created. */
  schemaChanged: boolean
  owner: string | null
  /** Who created it: a key, a session, or the lineage of a token. */
  actorId: string

  filename: string
  contentType: string
  /** Declared at create (or renew) while open, observed once COMPLETED. */
  fileSizeBytes: number | null
  checksum: Checksum | null
  metadata: JsonObject | null
  objectMetadata: JsonObject | null
  blobProperty: string
  blobType: string
  createObject: boolean
  skipDuplicates: boolean
  sendsHeaders: boolean

  status: UploadStatus
  /** Counts from 1; every attempt has a key and URLs of its own. */
  attempt: number
  guard: Guard
  expirationSeconds: number
  createdAt: Date
  expiresAt: Date
  settleUntil: Date
  deletedAt: Date | null
  /** Sent in parts; null: in one PUT. */
  multipart: UploadMultipart | null

  /** The newest attempt's key; null once the upload is final. */
  putKey: KeyRef | null
  /** What the last attempt's key was, also after settle; informative. */
  lastKey: string
  servedKey: KeyRef | null
  /** ETag of the bytes that are served, without quotes. */
  etag: string | null
  /** ETag that the uploader saw; claims are compared with this one. */
  sourceEtag: string | null
  /** SHA-256 in lower-case hex, only if the store itself verified it. */
  verifiedSha256: string | null
  verifiedAt: Date | null
  completedAt: Date | null
  objectId: string | null
  /** Nothing is found where the served bytes should lie. */
  bytesMissing: boolean
  /** The object that this upload made was deleted since. */
  objectDeleted: boolean
  /** COMPLETED with bytes that this other upload had brought before: they are stored and charged once. */
  duplicateOf: string | null
  /** SKIPPED: the object that had the unique key. It may be gone since. */
  existingObjectId: string | null
  receipt: Receipt | null
  /** Of the bytes that the client's last refused claim was compared with, in this attempt; see `isDisputedEtag`. */
  disputedEtag: string | null
  lastError: LastError | null
  failure: 'EXPIRED' | null
  /** A task that is confirming right now; while there is one, the upload is shown as PROCESSING. */
  liveTaskId: string | null
}

export type BucketStatus = 'ACTIVE' | 'ARCHIVED' | 'SUSPENDED' | 'IN_PROGRESS'

/** While a task confirms, an open upload is shown as PROCESSING. */
export const shownStatusOf = ({ liveTaskId, status }: UploadRecord): ShownStatus =>
  liveTaskId === null ? status : 'PROCESSING'

/** CONTRACT 0.14: the key to PUT to while it is open, the one that is served after. */
export const shownKeyOf = ({ servedKey, lastKey }: UploadRecord): string => servedKey?.key ?? lastKey
