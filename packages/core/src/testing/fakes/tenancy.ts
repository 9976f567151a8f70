import type { Tenant } from '../../domain/actor.ts'

export function isOwn(tenant: Tenant, row: Tenant): boolean {
  return row.organizationId === tenant.organizationId && row.namespaceId === tenant.namespaceId
}
