import type { QuotaRecord, Tenant } from '@landfall/core/domain'
import type { QuotaLimits, QuotaRef } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import {
  LIMIT_BYTES,
  LIMIT_OBJECTS,
  QUOTA_COLUMNS,
  type QuotaRow,
  toQuotaRecord,
} from '../sql/named-quota.ts'
import { tellCrossings } from '../sql/quota-events.ts'
import { fragment, sql } from '../sql/statement.ts'
import { ensureOwnerQuota } from '../upload-ledger/ensure-owner-quota.ts'
import { OWN_QUOTA, type OwnQuotaParams, ownQuotaParams } from './own-quota.ts'

/** `null` is a value to set, so whether to set one is said apart. */
type Params = OwnQuotaParams & {
  setsBytes: boolean
  limitBytes: number | null
  setsObjects: boolean
  limitObjects: number | null
  setsOwnerBytes: boolean
  ownerLimitBytes: number | null
  setsOwnerObjects: boolean
  ownerLimitObjects: number | null
}

/**
 * What was used does not change, so a share is crossed where the limit falls. What a bucket gives to its owners falls for
 * all of them at once: those who are near it by then are held too, after their bucket's row as everywhere, for the events
 * to be theirs alone.
 */
const SET_LIMITS = sql<Params>('set-limits')`
  WITH held AS MATERIALIZED (SELECT q.* FROM quota q WHERE ${OWN_QUOTA} FOR UPDATE),
  was AS MATERIALIZED (SELECT ${LIMIT_BYTES} AS limit_bytes, ${LIMIT_OBJECTS} AS limit_objects FROM held q),
  owners AS MATERIALIZED (
    SELECT q.* FROM quota q CROSS JOIN held
    WHERE held.scope = 'bucket' AND q.organization_id = held.organization_id
      AND q.namespace_id = held.namespace_id AND q.scope = 'owner' AND q.scope_id = held.scope_id
      AND (${'setsOwnerBytes'}::boolean AND q.limit_bytes IS NULL
            AND ${'ownerLimitBytes'}::bigint > 0 AND q.used_bytes * 100 >= ${'ownerLimitBytes'}::bigint * 80
        OR ${'setsOwnerObjects'}::boolean AND q.limit_objects IS NULL
            AND ${'ownerLimitObjects'}::bigint > 0 AND q.used_objects * 100 >= ${'ownerLimitObjects'}::bigint * 80)
    ORDER BY q.id FOR UPDATE OF q
  ),
  changed AS (
    UPDATE quota SET
      limit_bytes = CASE WHEN ${'setsBytes'}::boolean THEN ${'limitBytes'}::bigint ELSE held.limit_bytes END,
      limit_objects = CASE WHEN ${'setsObjects'}::boolean THEN ${'limitObjects'}::bigint ELSE held.limit_objects END,
      owner_limit_bytes =
        CASE WHEN ${'setsOwnerBytes'}::boolean THEN ${'ownerLimitBytes'}::bigint ELSE held.owner_limit_bytes END,
      owner_limit_objects =
        CASE WHEN ${'setsOwnerObjects'}::boolean THEN ${'ownerLimitObjects'}::bigint ELSE held.owner_limit_objects END
    FROM held WHERE quota.id = held.id
    RETURNING quota.*
  ),
  answer AS MATERIALIZED (
    SELECT q.organization_id, q.namespace_id, ${QUOTA_COLUMNS} FROM changed q
  ),
  crossed AS (
    ${tellCrossings(fragment`
      SELECT answer.*, was.limit_bytes AS was_limit_bytes, was.limit_objects AS was_limit_objects,
        answer.used_bytes AS now_used_bytes, answer.used_objects AS now_used_objects
      FROM answer CROSS JOIN was`)}
  ),
  owners_crossed AS (
    ${tellCrossings(fragment`
      SELECT owners.organization_id, owners.namespace_id, owners.scope, owners.scope_id, owners.owner,
        COALESCE(owners.limit_bytes, held.owner_limit_bytes) AS was_limit_bytes,
        COALESCE(owners.limit_objects, held.owner_limit_objects) AS was_limit_objects,
        COALESCE(owners.limit_bytes, answer.owner_limit_bytes) AS limit_bytes,
        COALESCE(owners.limit_objects, answer.owner_limit_objects) AS limit_objects,
        owners.used_bytes, owners.used_objects,
        owners.used_bytes AS now_used_bytes, owners.used_objects AS now_used_objects
      FROM owners CROSS JOIN held CROSS JOIN answer`)}
  )
  SELECT * FROM answer`

export async function setLimits(
  db: Database,
  tenant: Tenant,
  { limitBytes, limitObjects, ownerLimitBytes, ownerLimitObjects, ...ref }: QuotaRef & QuotaLimits,
): Promise<QuotaRecord | null> {
  const { organizationId, namespaceId } = tenant
  const { scope, id: bucketId, owner } = ref
  // An owner can be limited before the first upload, which otherwise brings the row.
  if (scope === 'owner') await ensureOwnerQuota(db, { organizationId, namespaceId, bucketId, owner })
  const isBucket = scope === 'bucket'
  const [row] = await db.run<QuotaRow, Params>(SET_LIMITS, {
    ...ownQuotaParams(tenant, ref),
    setsBytes: limitBytes !== undefined,
    limitBytes: limitBytes ?? null,
    setsObjects: limitObjects !== undefined,
    limitObjects: limitObjects ?? null,
    setsOwnerBytes: isBucket && ownerLimitBytes !== undefined,
    ownerLimitBytes: ownerLimitBytes ?? null,
    setsOwnerObjects: isBucket && ownerLimitObjects !== undefined,
    ownerLimitObjects: ownerLimitObjects ?? null,
  })
  return row === undefined ? null : toQuotaRecord(row)
}
