import type { Tenant } from '../domain/actor.ts'
import type { ObjectRecord } from '../domain/object.ts'
import type { SortOrder } from '../domain/page-cursor.ts'

export interface ObjectQuery {
  /** `null`: every bucket of the tenant's namespace. */
  bucketId: string | null
  /** A literal part of the first blob's file name, whatever the case. */
  search?: string | undefined
  /** Default: newest first. Size and name are the first blob's. */
  sort?: SortOrder | undefined
  limit: number
  /** Keyset; wins over `offset`. */
  cursor?: string | undefined
  offset?: number | undefined
}

export interface ObjectCatalog {
  /** `bucketId` null: any bucket of the tenant's namespace. */
  find(tenant: Tenant, ref: { objectId: string; bucketId: string | null }): Promise<ObjectRecord | null>
  /** By keyset. The cursor has to be one of the same sort. */
  list(tenant: Tenant, query: ObjectQuery): Promise<{ objects: ObjectRecord[]; nextCursor: string | null }>
  /**
   * Removes the object and gives back its quota. A stored key whose last reference this was becomes doomed, its bytes
   * leave the quota; one that others name stays. `false`: there is no such object (any more).
   */
  delete(tenant: Tenant, ref: { objectId: string; bucketId: string | null }): Promise<boolean>
}
