import type { QuotaRecord, Tenant } from '@landfall/core/domain'
import type { QuotaBook, QuotaRef } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { QUOTA_COLUMNS, type QuotaRow, toQuotaRecord } from '../sql/named-quota.ts'
import { sql } from '../sql/statement.ts'
import { listQuotaEvents } from './list-quota-events.ts'
import { listQuotas } from './list-quotas.ts'
import { OWN_QUOTA, type OwnQuotaParams, ownQuotaParams } from './own-quota.ts'
import { setLimits } from './set-limits.ts'

export const createQuotaBook = (db: Database): QuotaBook => ({
  get: (tenant, ref) => findQuota(db, tenant, ref),
  list: (tenant, page) => listQuotas(db, tenant, page),
  set: (tenant, request) => setLimits(db, tenant, request),
  events: (tenant, limit) => listQuotaEvents(db, tenant, limit),
})

const FIND = sql<OwnQuotaParams>('find-quota')`SELECT ${QUOTA_COLUMNS} FROM quota q WHERE ${OWN_QUOTA}`

/** What an owner that never uploaded has: nothing, and the limits of its bucket. */
const FIND_UNTOUCHED = sql<Tenant & { bucketId: string; owner: string }>('find-untouched-owner')`
  SELECT 'owner' AS scope, q.scope_id, ${'owner'}::text AS owner, q.owner_limit_bytes AS limit_bytes,
    q.owner_limit_objects AS limit_objects, NULL AS owner_limit_bytes, NULL AS owner_limit_objects,
    0 AS used_bytes, 0 AS used_objects, 0 AS reserved_bytes, 0 AS reserved_objects
  FROM quota q WHERE q.id = 'bucket:' || ${'bucketId'}::text AND q.organization_id = ${'organizationId'}
    AND q.namespace_id = ${'namespaceId'}`

async function findQuota(db: Database, tenant: Tenant, ref: QuotaRef): Promise<QuotaRecord | null> {
  const [row] = await db.run<QuotaRow, OwnQuotaParams>(FIND, ownQuotaParams(tenant, ref))
  if (row !== undefined) return toQuotaRecord(row)
  const { organizationId, namespaceId } = tenant
  const { scope, id, owner } = ref
  if (scope !== 'owner' || owner === null) return null
  const [untouched] = await db.run<QuotaRow, Tenant & { bucketId: string; owner: string }>(FIND_UNTOUCHED, {
    ...{ organizationId, namespaceId, owner },
    bucketId: id,
  })
  return untouched === undefined ? null : toQuotaRecord(untouched)
}
