import type { Tenant } from '../domain/actor.ts'
import type { QuotaRecord, QuotaScope } from '../domain/quota.ts'

export interface QuotaRef {
  scope: QuotaScope
  /** Organization, namespace or bucket id; with `owner`, the bucket's. Must belong to the tenant. */
  id: string
  owner: string | null
}

export interface NamedQuota extends QuotaRecord {
  /** Of the organization, namespace or bucket; with scope `owner`, the bucket's. */
  name: string
}

export interface QuotaBook {
  /** `null`: no such scope in this tenant. An owner that never uploaded has zero counters. */
  get(tenant: Tenant, ref: QuotaRef): Promise<QuotaRecord | null>
  /** Every scope that the tenant's uploads are charged in and that has a row: widest first, then by used bytes. */
  list(
    tenant: Tenant,
    page: { scope: QuotaScope | null; limit: number; offset: number },
  ): Promise<{ quotas: NamedQuota[]; total: number }>
  /** Sets limits (`null`: none, absent: unchanged). Never touches what is there; a lower limit stops new reservations. */
  set(
    tenant: Tenant,
    ref: QuotaRef & { limitBytes?: number | null | undefined; limitObjects?: number | null | undefined },
  ): Promise<QuotaRecord | null>
}
