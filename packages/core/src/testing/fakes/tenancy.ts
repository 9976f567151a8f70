import type { Tenant } from '../../domain/actor.ts'
import type { QuotaTarget } from '../../domain/quota.ts'
import type { UploadRow } from './tables.ts'

export function isOwn(tenant: Tenant, row: Tenant): boolean {
  return row.organizationId === tenant.organizationId && row.namespaceId === tenant.namespaceId
}

export function targetOf({ declared }: UploadRow): QuotaTarget {
  const { organizationId, namespaceId, bucketId, owner } = declared
  return { organizationId, namespaceId, bucketId, owner }
}
