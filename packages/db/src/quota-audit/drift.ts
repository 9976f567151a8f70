/**
 * The three accounts of a quota in one snapshot: its counters, the sums of the ledger, and what is really there. Facts
 * are added up by (namespace, bucket, owner) first and only then spread over the scopes, so that the work grows with the
 * rows and not with rows times scopes.
 */
import type { QuotaScope, QuotaSums } from '@landfall/core/domain'
import type { AuditedCounters, QuotaDrift } from '@landfall/core/ports'
import { toSafeInteger } from '../rows.ts'
import { OPEN } from '../sql/keys.ts'
import { QUOTA_IDS_OF_U } from '../sql/quota.ts'
import { fragment } from '../sql/statement.ts'

export interface AuditParams {
  organizationId: string
  /** `null`: every quota of the organization. */
  quotaId: string | null
}

/**
 * `account`: one row per quota; `drift`: those that differ. Reserved is what the open uploads will give back, which is
 * what the counters have to hold for them; live bytes belong to the upload that brought them.
 */
export const ACCOUNTS = fragment<keyof AuditParams>`
  fact AS MATERIALIZED (
    SELECT organization_id, namespace_id, bucket_id, owner, sum(reserved_bytes) AS reserved_bytes,
      sum(reserved_objects) AS reserved_objects, 0::numeric AS used_bytes, 0::numeric AS used_objects,
      count(*) FILTER (WHERE file_size_bytes IS NULL) AS unsized
    FROM upload WHERE organization_id = ${'organizationId'} AND status IN ${OPEN}
    GROUP BY organization_id, namespace_id, bucket_id, owner
    UNION ALL
    SELECT u.organization_id, u.namespace_id, u.bucket_id, u.owner, 0, 0, sum(k.size_bytes), 0, 0
    FROM stored_key k JOIN upload u ON u.id = k.upload_id
    WHERE u.organization_id = ${'organizationId'} AND k.state = 'live'
    GROUP BY u.organization_id, u.namespace_id, u.bucket_id, u.owner
    UNION ALL
    SELECT organization_id, namespace_id, bucket_id, owner, 0, 0, 0, count(*), 0
    FROM object WHERE organization_id = ${'organizationId'}
    GROUP BY organization_id, namespace_id, bucket_id, owner
  ),
  actual AS MATERIALIZED (
    SELECT id, sum(used_bytes) AS used_bytes, sum(used_objects) AS used_objects, sum(reserved_bytes) AS reserved_bytes,
      sum(reserved_objects) AS reserved_objects, sum(unsized) AS open_unsized
    FROM fact u CROSS JOIN LATERAL unnest(${QUOTA_IDS_OF_U}) AS id GROUP BY id
  ),
  entry AS MATERIALIZED (
    SELECT organization_id, namespace_id, bucket_id, owner, quota_id, sum(used_bytes) AS used_bytes,
      sum(used_objects) AS used_objects, sum(reserved_bytes) AS reserved_bytes, sum(reserved_objects) AS reserved_objects
    FROM quota_entry WHERE organization_id = ${'organizationId'}
    GROUP BY organization_id, namespace_id, bucket_id, owner, quota_id
  ),
  ledger AS MATERIALIZED (
    SELECT id, sum(used_bytes) AS used_bytes, sum(used_objects) AS used_objects, sum(reserved_bytes) AS reserved_bytes,
      sum(reserved_objects) AS reserved_objects
    FROM entry u
    CROSS JOIN LATERAL unnest(CASE WHEN quota_id IS NULL THEN ${QUOTA_IDS_OF_U} ELSE ARRAY[quota_id] END) AS id
    GROUP BY id
  ),
  account AS MATERIALIZED (
    SELECT q.id, q.organization_id, q.scope, q.scope_id, q.owner, q.used_bytes, q.used_objects, q.reserved_bytes,
      q.reserved_objects, q.open_unsized,
      COALESCE(l.used_bytes, 0) AS ledger_used_bytes, COALESCE(l.used_objects, 0) AS ledger_used_objects,
      COALESCE(l.reserved_bytes, 0) AS ledger_reserved_bytes,
      COALESCE(l.reserved_objects, 0) AS ledger_reserved_objects,
      COALESCE(a.used_bytes, 0) AS actual_used_bytes, COALESCE(a.used_objects, 0) AS actual_used_objects,
      COALESCE(a.reserved_bytes, 0) AS actual_reserved_bytes,
      COALESCE(a.reserved_objects, 0) AS actual_reserved_objects,
      CASE WHEN q.scope IN ('organization', 'owner') THEN COALESCE(a.open_unsized, 0) ELSE 0 END AS actual_open_unsized
    FROM quota q LEFT JOIN ledger l ON l.id = q.id LEFT JOIN actual a ON a.id = q.id
    WHERE q.organization_id = ${'organizationId'} AND (${'quotaId'}::text IS NULL OR q.id = ${'quotaId'}::text)
  ),
  drift AS MATERIALIZED (
    SELECT * FROM account
     WHERE (used_bytes, used_objects, reserved_bytes, reserved_objects, open_unsized)
         IS DISTINCT FROM (actual_used_bytes, actual_used_objects, actual_reserved_bytes, actual_reserved_objects,
           actual_open_unsized)
       OR (ledger_used_bytes, ledger_used_objects, ledger_reserved_bytes, ledger_reserved_objects)
         IS DISTINCT FROM (actual_used_bytes, actual_used_objects, actual_reserved_bytes, actual_reserved_objects)
  )`

type SumColumn = 'used_bytes' | 'used_objects' | 'reserved_bytes' | 'reserved_objects'

export type DriftRow = {
  id: string
  organization_id: string
  scope: QuotaScope
  scope_id: string
  owner: string | null
  open_unsized: number
  actual_open_unsized: string
} & Record<SumColumn | `ledger_${SumColumn}` | `actual_${SumColumn}`, string>

export function toDrift(row: DriftRow): QuotaDrift {
  const sums = (prefix: '' | 'ledger_' | 'actual_'): QuotaSums => ({
    usedBytes: toSafeInteger(row[`${prefix}used_bytes`]),
    usedObjects: toSafeInteger(row[`${prefix}used_objects`]),
    reservedBytes: toSafeInteger(row[`${prefix}reserved_bytes`]),
    reservedObjects: toSafeInteger(row[`${prefix}reserved_objects`]),
  })
  const counters: AuditedCounters = { ...sums(''), openUnsized: row.open_unsized }
  const actual: AuditedCounters = { ...sums('actual_'), openUnsized: toSafeInteger(row.actual_open_unsized) }
  const { id: quotaId, organization_id: organizationId, scope, scope_id: scopeId, owner } = row
  return { quotaId, organizationId, scope, scopeId, owner, counters, ledger: sums('ledger_'), actual }
}
