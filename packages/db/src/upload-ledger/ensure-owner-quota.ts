import type { QuotaTarget } from '@landfall/core/domain'
import type { Database } from '../connect.ts'
import { DEFAULT_OPEN_UNSIZED } from '../quota-defaults.ts'
import { sql } from '../sql/statement.ts'

type Params = Omit<QuotaTarget, 'owner'> & { owner: string; limitUnsized: number }

const ENSURE_OWNER_QUOTA = sql<Params>('ensure-owner-quota')`
  INSERT INTO quota (id, organization_id, namespace_id, scope, scope_id, owner, limit_unsized)
  SELECT 'owner:' || b.id || ':' || ${'owner'}::text, b.organization_id, b.namespace_id, 'owner', b.id, ${'owner'},
    ${'limitUnsized'}::int
    FROM bucket b
   WHERE b.id = ${'bucketId'} AND b.organization_id = ${'organizationId'} AND b.namespace_id = ${'namespaceId'}
  ON CONFLICT (id) DO NOTHING`

/**
 * An owner's quota row appears with the first upload for that owner. A statement of its own, since the reserving one
 * could not lock a row that it inserts itself; committed for good even if the reservation is refused, as an empty row.
 */
export async function ensureOwnerQuota(db: Database, target: QuotaTarget): Promise<void> {
  const { organizationId, namespaceId, bucketId, owner } = target
  if (owner === null) return
  await db.run(ENSURE_OWNER_QUOTA, {
    organizationId,
    namespaceId,
    bucketId,
    owner,
    limitUnsized: DEFAULT_OPEN_UNSIZED.owner,
  })
}
