import type { Tenant } from '../domain/actor.ts'
import type { BucketRecord, BucketRules } from '../domain/bucket.ts'
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

export interface BucketRegistry {
  /** By id or by name within the tenant's namespace (CONTRACT 0.13); statistics come from the bucket's quota row. */
  find(tenant: Tenant, ref: string): Promise<BucketRecord | null>
  /** Inserts the bucket with its quota row. */
  create(bucket: NewBucket): Promise<{ outcome: 'created'; bucket: BucketRecord } | { outcome: 'name_taken' }>
  list(
    tenant: Tenant,
    page: { limit: number; offset: number; search?: string | undefined },
  ): Promise<{ buckets: BucketRecord[]; total: number }>
}
