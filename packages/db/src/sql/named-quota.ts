import { type QuotaRecord, type QuotaScope, quotaId, type Tenant } from '@landfall/core/domain'
import type { NamedQuota } from '@landfall/core/ports'
import { toSafeInteger, toSafeIntegerOrNull } from '../rows.ts'
import { fragment } from './statement.ts'

/** Every quota row that uploads of the tenant's namespace are charged in. */
export const QUOTAS_OF_TENANT = fragment<keyof Tenant>`
  q.organization_id = ${'organizationId'} AND (q.namespace_id = ${'namespaceId'} OR q.namespace_id IS NULL)`

/** Widest first. */
export const QUOTA_WIDTH = fragment`array_position(ARRAY['organization', 'namespace', 'bucket', 'owner'], q.scope)`

/** The limits that apply to `q`: an owner without its own has those of its bucket. */
export const LIMIT_BYTES = fragment`COALESCE(q.limit_bytes, CASE WHEN q.scope = 'owner' THEN
  (SELECT owner_limit_bytes FROM quota WHERE id = 'bucket:' || q.scope_id) END)`
export const LIMIT_OBJECTS = fragment`COALESCE(q.limit_objects, CASE WHEN q.scope = 'owner' THEN
  (SELECT owner_limit_objects FROM quota WHERE id = 'bucket:' || q.scope_id) END)`

export const QUOTA_COLUMNS = fragment`
  q.scope, q.scope_id, q.owner, ${LIMIT_BYTES} AS limit_bytes, ${LIMIT_OBJECTS} AS limit_objects,
  q.owner_limit_bytes, q.owner_limit_objects, q.used_bytes, q.used_objects, q.reserved_bytes, q.reserved_objects`

/** `q` with the name of what it limits. Looked up row by row, for a page of them. */
export const NAMED_QUOTA_COLUMNS = fragment`
  ${QUOTA_COLUMNS},
  CASE q.scope
    WHEN 'organization' THEN (SELECT name FROM organization WHERE id = q.scope_id)
    WHEN 'namespace' THEN (SELECT name FROM namespace WHERE id = q.scope_id)
    ELSE (SELECT name FROM bucket WHERE id = q.scope_id)
  END AS name`

export interface QuotaRow {
  scope: QuotaScope
  scope_id: string
  owner: string | null
  limit_bytes: string | null
  limit_objects: string | null
  used_bytes: string
  used_objects: string
  reserved_bytes: string
  reserved_objects: string
  owner_limit_bytes: string | null
  owner_limit_objects: string | null
}

export interface NamedQuotaRow extends QuotaRow {
  name: string
}

export const toNamedQuota = (row: NamedQuotaRow): NamedQuota => ({ ...toQuotaRecord(row), name: row.name })

export function toQuotaRecord(row: QuotaRow): QuotaRecord {
  const { scope, scope_id: scopeId, owner } = row
  return {
    id: quotaId(scope, scopeId, owner),
    scope,
    scopeId,
    owner,
    limitBytes: toSafeIntegerOrNull(row.limit_bytes),
    limitObjects: toSafeIntegerOrNull(row.limit_objects),
    ownerLimitBytes: toSafeIntegerOrNull(row.owner_limit_bytes),
    ownerLimitObjects: toSafeIntegerOrNull(row.owner_limit_objects),
    usedBytes: toSafeInteger(row.used_bytes),
    usedObjects: toSafeInteger(row.used_objects),
    reservedBytes: toSafeInteger(row.reserved_bytes),
    reservedObjects: toSafeInteger(row.reserved_objects),
  }
}
