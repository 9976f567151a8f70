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

/** Absent: as it was. `status` cannot leave or become IN_PROGRESS this way: that is a deletion. */
export type BucketChanges = Partial<
  Pick<
    NewBucket,
    'name' | 'description' | 'schema' | 'metadata' | 'rules' | 'unconfirmed' | 'confirmGraceSeconds'
  > & {
    isLocked: boolean
    status: 'ACTIVE' | 'ARCHIVED' | 'SUSPENDED'
  }
>

export type UpdateBucketOutcome =
  | { outcome: 'updated'; bucket: BucketRecord }
  | { outcome: 'name_taken' | 'deleting' | 'not_found' }

/** What a bucket that is being deleted still has, each up to a limit: ids. */
export interface BucketRemains {
  openUploads: string[]
  objects: string[]
  /** COMPLETED without an object, and not let go of. */
  heldUploads: string[]
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
  update(tenant: Tenant, bucketId: string, changes: BucketChanges): Promise<UpdateBucketOutcome>
  /** Of each bucket that has live files: the smallest and the largest in bytes. */
  fileSizes(bucketIds: readonly string[]): Promise<Map<string, { min: number; max: number }>>
  remains(bucketId: string, limit: number): Promise<BucketRemains>
  /**
   * Ends a deletion: kept keys are doomed, the quota rows go, the name is free again, and nothing finds the bucket any more.
   * `false`: something is still in it, and nothing was changed. Twice is a no-op.
   */
  finishDelete(bucketId: string): Promise<boolean>
  /** Throws `InfrastructureError` `FILTER_TOO_SLOW` too. */
  list(tenant: Tenant, query: BucketQuery): Promise<BucketPage>
}
