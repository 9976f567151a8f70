import type { QuotaMeasure, QuotaScope, QuotaThreshold, Tenant } from '@landfall/core/domain'
import type { QuotaEvent } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { toSafeInteger } from '../rows.ts'
import { sql } from '../sql/statement.ts'

type Params = Tenant & { limit: number }

const LIST = sql<Params>('list-quota-events')`
  SELECT scope, scope_id, owner, measure, percent, used, "limit", created_at FROM quota_event
   WHERE organization_id = ${'organizationId'} AND (namespace_id IS NULL OR namespace_id = ${'namespaceId'})
   ORDER BY id DESC LIMIT ${'limit'}`

interface Row {
  scope: QuotaScope
  scope_id: string
  owner: string | null
  measure: QuotaMeasure
  percent: QuotaThreshold
  used: string
  limit: string
  created_at: Date
}

export async function listQuotaEvents(
  db: Database,
  { organizationId, namespaceId }: Tenant,
  limit: number,
): Promise<QuotaEvent[]> {
  const rows = await db.run<Row, Params>(LIST, { organizationId, namespaceId, limit })
  return rows.map(({ scope_id: scopeId, used, limit: reached, created_at: at, ...row }) => ({
    ...row,
    scopeId,
    used: toSafeInteger(used),
    limit: toSafeInteger(reached),
    at,
  }))
}
