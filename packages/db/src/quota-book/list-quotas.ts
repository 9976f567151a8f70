import type { Tenant } from '@landfall/core/domain'
import type { QuotaBook } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { toSafeInteger } from '../rows.ts'
import {
  NAMED_QUOTA_COLUMNS,
  type NamedQuotaRow,
  QUOTA_WIDTH,
  QUOTAS_OF_TENANT,
  toNamedQuota,
} from '../sql/named-quota.ts'
import { fragment, sql } from '../sql/statement.ts'

type Page = Parameters<QuotaBook['list']>[1]
type Params = Tenant & Page

const MATCHING = fragment<keyof Params>`
  ${QUOTAS_OF_TENANT} AND (${'scope'}::text IS NULL OR q.scope = ${'scope'}::text)
  AND (${'bucketId'}::text IS NULL OR q.scope_id = ${'bucketId'}::text)`

/** One row at least, which carries the total, also where the offset is past the last quota. */
const LIST = sql<Params>('list-quotas')`
  WITH page AS (
    SELECT q.*, ${QUOTA_WIDTH} AS width FROM quota q WHERE ${MATCHING}
    ORDER BY width, q.used_bytes DESC, q.id LIMIT ${'limit'} OFFSET ${'offset'}
  ),
  matching AS (SELECT count(*) AS total FROM quota q WHERE ${MATCHING})
  SELECT matching.total, ${NAMED_QUOTA_COLUMNS} FROM matching LEFT JOIN page q ON true
  ORDER BY q.width, q.used_bytes DESC, q.id`

export async function listQuotas(
  db: Database,
  { organizationId, namespaceId }: Tenant,
  { scope, bucketId, limit, offset }: Page,
): ReturnType<QuotaBook['list']> {
  const params = { organizationId, namespaceId, scope, bucketId, limit, offset }
  const rows = await db.run<{ total: string } & (NamedQuotaRow | { scope: null }), Params>(LIST, params)
  return {
    quotas: rows.flatMap(row => (row.scope === null ? [] : [toNamedQuota(row)])),
    total: toSafeInteger(rows[0]?.total ?? 0),
  }
}
