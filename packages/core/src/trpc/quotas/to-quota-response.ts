import type { QuotaRecord } from '../../domain/quota.ts'
import type { NamedQuota, QuotaEvent } from '../../ports/quota-book.ts'
import type { NamedQuotaResponse, QuotaEventResponse, QuotaResponse } from '../../wire/quotas/quota.ts'

export function toQuotaResponse(quota: QuotaRecord): QuotaResponse {
  return {
    scope: quota.scope,
    id: quota.scopeId,
    owner: quota.owner,
    limit_bytes: quota.limitBytes,
    limit_objects: quota.limitObjects,
    owner_limit_bytes: quota.ownerLimitBytes,
    owner_limit_objects: quota.ownerLimitObjects,
    used_bytes: quota.usedBytes,
    used_objects: quota.usedObjects,
    reserved_bytes: quota.reservedBytes,
    reserved_objects: quota.reservedObjects,
  }
}

export const toNamedQuotaResponse = (quota: NamedQuota): NamedQuotaResponse => ({
  ...toQuotaResponse(quota),
  name: quota.name,
})

export const toQuotaEventResponse = ({ scopeId, at, ...event }: QuotaEvent): QuotaEventResponse => ({
  ...event,
  id: scopeId,
  at: at.toISOString(),
})
