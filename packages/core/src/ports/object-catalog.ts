import type { Tenant } from '../domain/actor.ts'
import type { Filter } from '../domain/filter/filter.ts'
import type { ObjectRecord } from '../domain/object.ts'
import type { SortOrder } from '../domain/page-cursor.ts'

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
  /** By keyset. The cursor has to be one of the same list (`ListScope`). Throws `FILTER_TOO_SLOW` too. */
  list(tenant: Tenant, query: ObjectQuery): Promise<{ objects: ObjectRecord[]; nextCursor: string | null }>
  stats(tenant: Tenant, filter: ObjectFilter): Promise<ObjectStats>
  /**
   * Removes the object and gives back its quota. A stored key whose last reference this was becomes doomed, its bytes
   * leave the quota; one that others name stays. `false`: there is no such object (any more).
   */
  delete(tenant: Tenant, ref: { objectId: string; bucketId: string | null }): Promise<boolean>
}
