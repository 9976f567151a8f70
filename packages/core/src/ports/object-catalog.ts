import type { Tenant } from '../domain/actor.ts'
import type { ObjectRecord } from '../domain/object.ts'

export interface ObjectCatalog {
  /** `bucketId` null: any bucket of the tenant's namespace. */
  find(tenant: Tenant, ref: { objectId: string; bucketId: string | null }): Promise<ObjectRecord | null>
  /** Newest first, by keyset. */
  list(
    tenant: Tenant,
    query: { bucketId: string; limit: number; cursor?: string | undefined; offset?: number | undefined },
  ): Promise<{ objects: ObjectRecord[]; nextCursor: string | null }>
  /**
   * Removes the object and gives back its quota. A stored key whose last reference this was becomes doomed, its bytes
   * leave the quota; one that others name stays. `false`: there is no such object (any more).
   */
  delete(tenant: Tenant, ref: { objectId: string; bucketId: string | null }): Promise<boolean>
}
