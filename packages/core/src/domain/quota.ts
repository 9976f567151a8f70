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
