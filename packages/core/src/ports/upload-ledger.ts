import type { Actor, Tenant } from '../domain/actor.ts'
import type { Checksum } from '../domain/checksum.ts'
import type { Filter } from '../domain/filter/filter.ts'
import type { SortOrder } from '../domain/page-cursor.ts'
import type { QuotaRefusal } from '../domain/quota.ts'
import type { JsonObject, LastError, Receipt, UploadRecord } from '../domain/upload.ts'
import type { Guard, SettledBy, ShownStatus, UploadStatus } from '../domain/upload-state.ts'

/** All that a create decides. Row times come from the database's clock. */
export interface NewUpload extends Tenant {
  uploadId: string
  bucketId: string
  owner: string | null
  filename: string
  contentType: string
  fileSizeBytes: number | null
  checksum: Checksum | null
  metadata: JsonObject | null
  objectMetadata: JsonObject | null
  blobProperty: string
  blobType: string
  createObject: boolean
  skipDuplicates: boolean
  sendsHeaders: boolean
  guard: Guard
  putKey: string
  /** Sent in parts of this size; null: in one PUT. */
  partSizeBytes: number | null
  expirationSeconds: number
  /** Added to `expires_at` to give `settle_until`. */
  transferGraceSeconds: number
  actorId: string
  /** What the bucket's unique fields are in the object to be made, as one text; `null`: it has none. */
  uniqueKey: string | null
  /** Remembers this create, so that the same request can be answered again. */
  idempotency: IdempotencyRef | null
  /** Created with an upload token: counted against its grant by the statement that reserves. */
  grant: { grantId: string; maxFiles: number } | null
}

/** Whose key it is; each is remembered for 24 hours (CONTRACT 0.15). */
export interface IdempotencyRef {
  actorKind: Actor['kind']
  actorId: string
  operation: string
  key: string
  /** SHA-256 of the parsed request in lower-case hex. */
  requestHash: string
}

export interface RememberedCreate {
  requestHash: string
  uploadId: string
  /** The answer was an upload that had been there before. */
  isDuplicate: boolean
}

export type ReserveOutcome =
  /** SKIPPED from the start, with nothing reserved and no key to PUT to, where an object has the unique key. */
  | { outcome: 'reserved'; upload: UploadRecord }
  /** A create with this Idempotency-Key was first. */
  | { outcome: 'remembered' }
  /** The bucket is gone, locked or not ACTIVE, looked at under a lock: no upload begins in it any more. */
  | { outcome: 'bucket_closed' }
  | { outcome: 'quota_exceeded'; refusal: QuotaRefusal }
  | { outcome: 'too_many_unsized'; scope: 'organization' | 'owner' | 'token'; limit: number }
  /** The grant of its token has made all the files it may. */
  | { outcome: 'too_many_files'; limit: number }

/** One item of a batch create: a new upload, or one that was there already and only has to be remembered. */
export type BatchEntry =
  | { kind: 'new'; upload: NewUpload }
  | { kind: 'duplicate'; uploadId: string; idempotency: IdempotencyRef | null }

export type ReserveBatchOutcome =
  /** One per entry; `null` for those that were there already. */
  | { outcome: 'reserved'; uploads: (UploadRecord | null)[] }
  /** Nothing of the batch was written. */
  | { outcome: 'refused'; index: number; refusal: Exclude<ReserveOutcome, { outcome: 'reserved' }> }

export interface RenewRequest {
  uploadId: string
  /** The attempt that the caller saw; another one by now means somebody renewed first. */
  attempt: number
  fileSizeBytes: number | null
  checksum: Checksum | null
  guard: Guard
  putKey: string
  partSizeBytes: number | null
  expirationSeconds: number
  transferGraceSeconds: number
}

export type RenewOutcome =
  | { outcome: 'renewed'; upload: UploadRecord }
  | { outcome: 'quota_exceeded'; refusal: QuotaRefusal }
  | { outcome: 'too_many_unsized'; scope: 'organization' | 'owner'; limit: number }
  /** No longer open, another attempt, past 24 h after create, or a task is confirming: read again and say which. */
  | { outcome: 'lost' }

export interface PartsGrant {
  uploadId: string
  attempt: number
  /** The highest number among the parts to be signed. Without a known size, all up to it are reserved at full size. */
  throughPart: number
  /** Of an upload created without a size, once it is known; null: nothing new. */
  fileSizeBytes: number | null
  expirationSeconds: number
  transferGraceSeconds: number
}

export type GrantOutcome =
  | { outcome: 'granted'; upload: UploadRecord }
  | { outcome: 'quota_exceeded'; refusal: QuotaRefusal }
  /** Not open, not in parts, another attempt or size, past 7 days after create, or a task is confirming: read again. */
  | { outcome: 'lost' }

export type BeginOutcome =
  /** The multipart that counts is in `upload`: this one, or another that was noted first. */
  { outcome: 'begun' | 'begun_before'; upload: UploadRecord } | { outcome: 'lost' }

/** How an upload leaves its open status. */
export type FinishRequest =
  | {
      kind: 'completed'
      uploadId: string
      attempt: number
      /** The put key itself (CONDITIONAL) or a seal (SEALED). Every other key of the upload becomes doomed. */
      servedKeyId: number
      observed: {
        etag: string
        sourceEtag: string
        sizeBytes: number
        versionId: string | null
        contentType: string | null
        /**
         * Lower-case hex, only if the store verified or computed it. Where live bytes of this bucket and owner have the
         * same, the upload shares those, and its own keys are doomed (CONTRACT 0.8).
         */
        sha256: string | null
      }
      receipt: Receipt
      settledBy: SettledBy
      /** As it was when the bytes were judged: event and sweep lose where their client disputed them since. */
      disputedEtag: string | null
      /** Ids for the object and its blob, used only if the upload makes an object. */
      objectId: string
      blobId: string
    }
  | { kind: 'canceled'; uploadId: string; keepBytes: boolean }
  | { kind: 'failed'; uploadId: string; attempt: number; reason: 'EXPIRED' }

export type FinishOutcome =
  /** COMPLETED where that was asked, or SKIPPED because another object has the unique key by now. */
  | { outcome: 'finished'; upload: UploadRecord }
  /** Somebody else settled or renewed it first; `upload` is their state, read after their commit. */
  | { outcome: 'lost'; upload: UploadRecord }
  /** Its bucket was deleted meanwhile, and with it the upload. */
  | { outcome: 'gone' }
  | { outcome: 'quota_exceeded'; refusal: QuotaRefusal }
  /** A canceled upload needs no live confirm task; see CONTRACT 0.3, `CONFIRMING`. */
  | { outcome: 'confirming'; taskId: string }

export interface UploadEvent {
  uploadId: string
  attempt: number
  /** `signed`, `confirm_refused`, `sealed`, ...: a word for the timeline. */
  kind: string
  detail: JsonObject
}

export interface UploadPage {
  uploads: UploadRecord[]
  /** Opaque; null on the last page. */
  nextCursor: string | null
}

export interface UploadFilter {
  /** `null`: every bucket of the tenant's namespace. */
  bucketId: string | null
  /** Any of these; absent: any at all. */
  statuses?: readonly UploadStatus[] | undefined
  owner?: string | undefined
  /** A literal part of the file's name or of a value in its metadata, whatever the case. */
  search?: string | undefined
  /** By fields of `UPLOAD_CATALOG`. */
  filter?: Filter | undefined
}

export interface UploadQuery extends UploadFilter {
  /** Default: newest first. */
  sort?: SortOrder | undefined
  limit: number
  /** Keyset; wins over `offset`. */
  cursor?: string | undefined
  /** The wire contract pages by offset too (CONTRACT 4.2). */
  offset?: number | undefined
}

/** Figures over the uploads that a filter matches, CONTRACT 4.1 `UploadListStats`. */
export interface UploadStats {
  /** There are more than `MAX_EXACT_COUNT`; up to there the figures are exact. */
  isEstimated: boolean
  /** How many buckets they lie in. */
  buckets: number
  totalUploads: number
  totalSizeBytes: number
  /** As it is shown: PROCESSING while a task confirms. */
  byStatus: Partial<Record<ShownStatus, number>>
}

/**
 * Uploads, their keys and the reservation that goes with them. One method is one transaction. Every change is a guarded
 * update (open status, newest attempt, its put key still open), so that a method may be called twice and concurrently:
 * one call wins, the others are told `lost`. Throws `InfrastructureError` `DATABASE_UNAVAILABLE`, and lists
 * `FILTER_TOO_SLOW`.
 */
export interface UploadLedger {
  /** Reserves in every scope and inserts upload, put key and first event in one statement; a refusal leaves nothing. */
  reserve(upload: NewUpload): Promise<ReserveOutcome>
  /** All entries in one transaction, in their order, or none (CONTRACT 0.12). */
  reserveBatch(tenant: Tenant, entries: BatchEntry[]): Promise<ReserveBatchOutcome>
  /** What a create with this key made; `null` where none is remembered (any more). */
  findRemembered(tenant: Tenant, ref: IdempotencyRef): Promise<RememberedCreate | null>
  /** For a create that answers an upload which is there already. `false`: another create with this key was first. */
  rememberDuplicate(tenant: Tenant, ref: IdempotencyRef, uploadId: string): Promise<boolean>
  /** Removes what need not be remembered any more; answers how many. */
  forgetExpired(): Promise<number>
  /**
   * The oldest COMPLETED upload of the bucket and owner whose bytes the store verified to have this SHA-256, and that
   * itself still refers to them. Empty files never match, and neither does what the server stored for an object.
   */
  findOriginal(
    place: Tenant & { bucketId: string; owner: string | null },
    bytes: { sha256: string; fileSizeBytes: number | null; createObject: boolean },
  ): Promise<UploadRecord | null>
  find(tenant: Tenant, uploadId: string): Promise<UploadRecord | null>
  /** For work without a tenant (tasks, sweeps): the row itself says whose it is. */
  findById(uploadId: string): Promise<UploadRecord | null>
  /** By keyset. The cursor has to be one of the same list (`ListScope`). */
  list(tenant: Tenant, query: UploadQuery): Promise<UploadPage>
  stats(tenant: Tenant, filter: UploadFilter): Promise<UploadStats>
  /** Next attempt: new key, old key doomed, reservation adjusted. */
  renew(request: RenewRequest): Promise<RenewOutcome>
  /**
   * Before parts are signed: reserves what they may bring, and moves the deadlines forward, up to 7 days after create. What
   * was reserved before stays; a refusal changes nothing.
   */
  grantParts(grant: PartsGrant): Promise<GrantOutcome>
  /** Notes the store's id of the attempt's multipart, of which there is one: PENDING becomes IN_PROGRESS. */
  beginMultipart(begun: {
    uploadId: string
    attempt: number
    multipartUploadId: string
  }): Promise<BeginOutcome>
  /** Inserts a seal key before it is written. `null`: no longer open, or another attempt. */
  openSeal(seal: { uploadId: string; attempt: number; key: string }): Promise<{ keyId: number } | null>
  /** A seal that will not be served: its bytes are removed by the worker. Live keys are never doomed this way. */
  doomSeal(keyId: number): Promise<void>
  /** The only way to a final status. Called by `settle-upload` alone. */
  finish(request: FinishRequest): Promise<FinishOutcome>
  /**
   * A COMPLETED upload without an object lets go of its bytes (CONTRACT 0.10): `deleted_at` is set, and if this was the
   * key's last reference, the key is doomed and its bytes leave the quota. Of one whose object is gone, the date alone
   * is set. Twice is a no-op. `named`: an object names this upload, and nothing was changed.
   */
  dropReference(uploadId: string): Promise<'dropped' | 'named'>
  /**
   * Uploads of the server itself (`SERVER`, in one PUT), made for an object's blob at least `olderThanSeconds` ago, that
   * no object names and that still hold bytes or a promise of them: whoever made them died in between. None from before
   * the database was restored: their object may be among what it forgot.
   */
  findLeftovers(olderThanSeconds: number, limit: number): Promise<string[]>
  record(event: UploadEvent): Promise<void>
  /**
   * Records the event and, in the same statement, the ETag of the bytes that the client said are not its own; a renewal
   * forgets it. `false`: final by now or another attempt, and nothing was written.
   */
  dispute(event: UploadEvent, etag: string): Promise<boolean>
  /** Newest last. */
  events(tenant: Tenant, uploadId: string): Promise<(UploadEvent & { at: Date })[]>
  setLastError(uploadId: string, attempt: number, error: LastError): Promise<void>
}
