import { quotaId, type Tenant } from '@landfall/core/domain'
import type { QuotaRef } from '@landfall/core/ports'
import { fragment } from '../sql/statement.ts'

export type OwnQuotaParams = Tenant & QuotaRef & { quotaId: string }

/** The id alone would do, were owner names and ids not a caller's text: `a:b` of `c` and `b` of `c:a` look the same. */
export const OWN_QUOTA = fragment<keyof OwnQuotaParams>`
  q.id = ${'quotaId'} AND q.scope = ${'scope'} AND q.scope_id = ${'id'} AND q.owner IS NOT DISTINCT FROM ${'owner'}::text
  AND q.organization_id = ${'organizationId'}
  AND q.namespace_id IS NOT DISTINCT FROM CASE WHEN ${'scope'} <> 'organization' THEN ${'namespaceId'} END`

export function ownQuotaParams(
  { organizationId, namespaceId }: Tenant,
  { scope, id, owner }: QuotaRef,
): OwnQuotaParams {
  return { organizationId, namespaceId, scope, id, owner, quotaId: quotaId(scope, id, owner) }
}
