import type { QuotaAudit } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { LIMIT_BYTES, LIMIT_OBJECTS } from '../sql/named-quota.ts'
import { tellCrossings } from '../sql/quota-events.ts'
import { fragment, sql } from '../sql/statement.ts'
import { ACCOUNTS, type AuditParams, type DriftRow, toDrift } from './drift.ts'

const ORGANIZATIONS = sql<object>('list-organization-ids')`SELECT id FROM organization ORDER BY id`

/** One row at least, which carries the count, also where nothing drifts. */
const VERIFY = sql<AuditParams>('verify-quotas')`
  WITH ${ACCOUNTS}
  SELECT (SELECT count(*) FROM account)::int AS checked, drift.*
  FROM (SELECT) AS once LEFT JOIN drift ON true ORDER BY drift.id`

/**
 * Every movement of this quota holds its row until it is committed. With the row held here, the next statement sees all
 * of each movement that came before, and none of those that wait.
 */
const HOLD = sql<AuditParams>('hold-quota')`
  SELECT id FROM quota WHERE id = ${'quotaId'} AND organization_id = ${'organizationId'} FOR UPDATE`

const REPAIR = sql<AuditParams>('repair-quota')`
  WITH ${ACCOUNTS},
  counted AS (
    UPDATE quota SET
      used_bytes = drift.actual_used_bytes, used_objects = drift.actual_used_objects,
      reserved_bytes = drift.actual_reserved_bytes, reserved_objects = drift.actual_reserved_objects,
      open_unsized = drift.actual_open_unsized
    FROM drift WHERE quota.id = drift.id
  ),
  booked AS (
    INSERT INTO quota_entry (
      organization_id, quota_id, subject, kind, seq, used_bytes, used_objects, reserved_bytes, reserved_objects
    )
    SELECT organization_id, id, id, 'repair',
      1 + (SELECT count(*) FROM quota_entry e WHERE e.subject = drift.id AND e.kind = 'repair'),
      actual_used_bytes - ledger_used_bytes, actual_used_objects - ledger_used_objects,
      actual_reserved_bytes - ledger_reserved_bytes, actual_reserved_objects - ledger_reserved_objects
    FROM drift
    WHERE (ledger_used_bytes, ledger_used_objects, ledger_reserved_bytes, ledger_reserved_objects)
      IS DISTINCT FROM (actual_used_bytes, actual_used_objects, actual_reserved_bytes, actual_reserved_objects)
  ),
  crossed AS (
    ${tellCrossings(fragment<keyof AuditParams>`
      SELECT q.organization_id, q.namespace_id, q.scope, q.scope_id, q.owner, q.used_bytes, q.used_objects,
        ${LIMIT_BYTES} AS was_limit_bytes, ${LIMIT_OBJECTS} AS was_limit_objects,
        ${LIMIT_BYTES} AS limit_bytes, ${LIMIT_OBJECTS} AS limit_objects,
        drift.actual_used_bytes AS now_used_bytes, drift.actual_used_objects AS now_used_objects
      FROM drift JOIN quota q ON q.id = drift.id`)}
  )
  SELECT * FROM drift`

export const createQuotaAudit = (db: Database): QuotaAudit => ({
  organizationIds: async () => (await db.run<{ id: string }, object>(ORGANIZATIONS, {})).map(({ id }) => id),
  verify: async organizationId => {
    const rows = await db.run<{ checked: number } & (DriftRow | { id: null }), AuditParams>(VERIFY, {
      organizationId,
      quotaId: null,
    })
    const drifts = rows.flatMap(row => (row.id === null ? [] : [toDrift(row)]))
    return { checkedScopes: rows[0]?.checked ?? 0, drifts }
  },
  repair: (organizationId, quotaId) =>
    db.transaction(async run => {
      const params = { organizationId, quotaId }
      await run(HOLD, params)
      const [row] = await run<DriftRow, AuditParams>(REPAIR, params)
      return row === undefined ? null : toDrift(row)
    }),
})
