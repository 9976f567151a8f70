/** A quota counts what lies in S3 for a tenant (`used`) and what was promised to open uploads (`reserved`). */
export type QuotaScope = 'organization' | 'namespace' | 'bucket' | 'owner'

export interface QuotaSums {
  usedBytes: number
  usedObjects: number
  reservedBytes: number
  reservedObjects: number
}

export interface QuotaCounters extends QuotaSums {
  /** `null`: no limit. */
  limitBytes: number | null
  limitObjects: number | null
}

export interface QuotaRecord extends QuotaCounters {
  id: string
  scope: QuotaScope
  /** Id of the organization, namespace or bucket; with scope `owner`, of the bucket. */
  scopeId: string
  owner: string | null
  /** Of a bucket: the limits of its owners that have none of their own. `null` in every other scope. */
  ownerLimitBytes: number | null
  ownerLimitObjects: number | null
}

/** Why a reservation or a settle was refused: the first scope that has no room. */
export interface QuotaRefusal extends QuotaCounters {
  scope: QuotaScope
  scopeId: string
  owner: string | null
  askedBytes: number
  askedObjects: number
}

export interface QuotaTarget {
  organizationId: string
  namespaceId: string
  bucketId: string
  owner: string | null
}

/** Row ids are derived, so that no look-up is needed before the one statement that locks them. */
export function quotaId(scope: QuotaScope, scopeId: string, owner: string | null = null): string {
  return scope === 'owner' ? `owner:${scopeId}:${owner ?? ''}` : `${scope}:${scopeId}`
}

/** Every scope that an upload is charged in, in the global lock order. */
export function quotaIdsFor(target: QuotaTarget): string[] {
  const ids = [
    quotaId('organization', target.organizationId),
    quotaId('namespace', target.namespaceId),
    quotaId('bucket', target.bucketId),
  ]
  if (target.owner !== null) ids.push(quotaId('owner', target.bucketId, target.owner))
  return ids.sort()
}

/** Shares of a limit, in percent, whose crossing is told. */
export const QUOTA_THRESHOLDS = [80, 100] as const
export type QuotaThreshold = (typeof QUOTA_THRESHOLDS)[number]
export type QuotaMeasure = 'bytes' | 'objects'

/** What reached which share of the limit by growing, or because the limit fell. A limit of nothing is never reached. */
export function crossedThresholds(
  before: { used: number; limit: number | null },
  after: { used: number; limit: number | null },
): QuotaThreshold[] {
  const reaches = ({ used, limit }: typeof before, percent: number) =>
    limit !== null && limit > 0 && used * 100 >= limit * percent
  return QUOTA_THRESHOLDS.filter(percent => reaches(after, percent) && !reaches(before, percent))
}

/**
 * Whether an addition fits. Only growth is checked: an upload that stays inside its own reservation settles even when
 * the limit was lowered meanwhile.
 */
export function fitsQuota(quota: QuotaCounters, addedBytes: number, addedObjects: number): boolean {
  const bytes = quota.usedBytes + quota.reservedBytes + addedBytes
  const objects = quota.usedObjects + quota.reservedObjects + addedObjects
  const bytesFit = addedBytes <= 0 || quota.limitBytes === null || bytes <= quota.limitBytes
  const objectsFit = addedObjects <= 0 || quota.limitObjects === null || objects <= quota.limitObjects
  return bytesFit && objectsFit
}
