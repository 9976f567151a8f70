import type { Tenant } from '../domain/actor.ts'
import type { QuotaMeasure, QuotaRecord, QuotaScope, QuotaThreshold } from '../domain/quota.ts'

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

/** `null`: none, absent: unchanged. An owner without a limit of its own has the one that its bucket gives to owners. */
export interface QuotaLimits {
  limitBytes?: number | null | undefined
  limitObjects?: number | null | undefined
  /** With scope `bucket` alone. */
  ownerLimitBytes?: number | null | undefined
  ownerLimitObjects?: number | null | undefined
}

/** What is used reached a share of the limit: once per crossing, and again after it had fallen below. */
export interface QuotaEvent {
  scope: QuotaScope
  scopeId: string
  owner: string | null
  measure: QuotaMeasure
  percent: QuotaThreshold
  /** Bytes or objects, when it was crossed. */
  used: number
  limit: number
  at: Date
}

export interface QuotaBook {
  /** `null`: no such scope in this tenant. An owner that never uploaded has zero counters. */
  get(tenant: Tenant, ref: QuotaRef): Promise<QuotaRecord | null>
  /** Every scope that the tenant's uploads are charged in and that has a row: widest first, then by used bytes. */
  list(
    tenant: Tenant,
    page: {
      scope: QuotaScope | null
      /** `null`: all; else the bucket's own row and its owners'. */
      bucketId: string | null
      limit: number
      offset: number
    },
  ): Promise<{ quotas: NamedQuota[]; total: number }>
  /** Never touches what is there; a lower limit stops new reservations. */
  set(tenant: Tenant, ref: QuotaRef & QuotaLimits): Promise<QuotaRecord | null>
  /** Of the organization and this namespace, newest first. */
  events(tenant: Tenant, limit: number): Promise<QuotaEvent[]>
}
