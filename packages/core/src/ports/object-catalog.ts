import type { Tenant } from '../domain/actor.ts'
import type { Filter } from '../domain/filter/filter.ts'
import type { ObjectRecord } from '../domain/object.ts'
import type { SortOrder } from '../domain/page-cursor.ts'
import type { QuotaRefusal } from '../domain/quota.ts'
import type { JsonObject } from '../domain/upload.ts'

export interface ObjectFilter {
  /** `null`: every bucket of the tenant's namespace. */
  bucketId: string | null
  /** A literal part of the first blob's file name or of a value in the metadata, whatever the case. */
  search?: string | undefined
  /** By fields of `OBJECT_CATALOG`. */
  filter?: Filter | undefined
}

export interface ObjectQuery extends ObjectFilter {
  /** Default: newest first. Size and name are the first blob's. */
  sort?: SortOrder | undefined
  limit: number
  /** Keyset; wins over `offset`. */
  cursor?: string | undefined
  offset?: number | undefined
}

/** A file of an object: the bytes that a COMPLETED upload of the same bucket and owner serves. */
export interface NewBlob {
  blobId: string
  uploadId: string
  property: string
  /** Lower case. */
  type: string
  keyPrefix: string | null
  metadata: JsonObject | null
  /** The upload was made for this blob alone: its own reference ends, so that the bytes go with the object. */
  takesOver: boolean
}

interface ObjectContent {
  keyPrefix: string | null
  metadata: JsonObject | null
  /** What the bucket's unique fields are, as one text; `null`: it has none. */
  uniqueKey: string | null
}

export interface NewObject extends Tenant, ObjectContent {
  objectId: string
  bucketId: string
  owner: string | null
  blobs: NewBlob[]
}

export type CreateObjectOutcome =
  | { outcome: 'created'; object: ObjectRecord }
  /** Another object has the unique key. */
  | { outcome: 'key_taken' }
  /** An upload is not COMPLETED, or its bytes are gone, looked at under a lock. */
  | { outcome: 'upload_gone' }
  | { outcome: 'bucket_closed' }
  | { outcome: 'quota_exceeded'; refusal: QuotaRefusal }

export interface ObjectUpdate extends Tenant, ObjectContent {
  objectId: string
  /** As the caller saw it: another one by now means that somebody changed it first. */
  seenMetadata: JsonObject | null
  /** Replace all that there are; `null`: as they were. */
  blobs: NewBlob[] | null
}

export type UpdateObjectOutcome =
  | { outcome: 'updated'; object: ObjectRecord }
  | { outcome: 'key_taken' | 'upload_gone' }
  /** Gone, or changed meanwhile: read again. */
  | { outcome: 'lost' }

/** Figures over the objects that a filter matches, CONTRACT 7 `ObjectListStats`. */
export interface ObjectStats {
  /** There are more than `MAX_EXACT_COUNT`; up to there the figures are exact. */
  isEstimated: boolean
  totalObjects: number
  totalBlobs: number
  byStatus: Record<string, number>
}

export interface ObjectCatalog {
  /** `bucketId` null: any bucket of the tenant's namespace. */
  find(tenant: Tenant, ref: { objectId: string; bucketId: string | null }): Promise<ObjectRecord | null>
  /** The object that has this unique key. */
  findByUniqueKey(tenant: Tenant, ref: { bucketId: string; uniqueKey: string }): Promise<ObjectRecord | null>
  /** By keyset. The cursor has to be one of the same list (`ListScope`). Throws `FILTER_TOO_SLOW` too. */
  list(tenant: Tenant, query: ObjectQuery): Promise<{ objects: ObjectRecord[]; nextCursor: string | null }>
  stats(tenant: Tenant, filter: ObjectFilter): Promise<ObjectStats>
  /** Charges one object in every scope, and adds a reference to each key; all or nothing. */
  create(object: NewObject): Promise<CreateObjectOutcome>
  /** A key whose last reference goes with a replaced blob becomes doomed, and its bytes leave the quota. */
  update(update: ObjectUpdate): Promise<UpdateObjectOutcome>
  /**
   * Removes the object and gives back its quota. A stored key whose last reference this was becomes doomed, its bytes
   * leave the quota; one that others name stays. `false`: there is no such object (any more).
   */
  delete(tenant: Tenant, ref: { objectId: string; bucketId: string | null }): Promise<boolean>
}
