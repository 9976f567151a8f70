import type { Tenant } from '../domain/actor.ts'
import type { BucketRecord, BucketRules } from '../domain/bucket.ts'
import type { Filter } from '../domain/filter/filter.ts'
import type { SortOrder } from '../domain/page-cursor.ts'
import type { JsonObject } from '../domain/upload.ts'

export interface NewBucket extends Tenant {
  bucketId: string
  name: string
  description: string | null
  schema: JsonObject | null
  uniqueKey: JsonObject | null
  metadata: JsonObject | null
  rules: BucketRules
  unconfirmed: 'settle' | 'expire'
  confirmGraceSeconds: number
}

export interface BucketQuery {
  /** A literal part of id, name or description, whatever the case. */
  search?: string | undefined
  /** By fields of `BUCKET_CATALOG`. */
  filter?: Filter | undefined
  /** Default: newest first. */
  sort?: SortOrder | undefined
  limit: number
  /** Keyset, of the same list (`ListScope`); wins over `offset`. */
  cursor?: string | undefined
  offset: number
}

export interface BucketPage {
  buckets: BucketRecord[]
  nextCursor: string | null
  /** Of all that match. */
  total: number
  totalObjects: number
  totalSizeBytes: number
}

export interface BucketRegistry {
  /** By id or by name within the tenant's namespace (CONTRACT 0.13); statistics come from the bucket's quota row. */
  find(tenant: Tenant, ref: string): Promise<BucketRecord | null>
  /** Inserts the bucket with its quota row. */
  create(bucket: NewBucket): Promise<{ outcome: 'created'; bucket: BucketRecord } | { outcome: 'name_taken' }>
  /** Throws `InfrastructureError` `FILTER_TOO_SLOW` too. */
  list(tenant: Tenant, query: BucketQuery): Promise<BucketPage>
}
