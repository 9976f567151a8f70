/**
 * The quota part that reserve, renew and complete share. A statement that includes it provides, before: `q`, the locked
 * quota rows, and `ask`, one row of what to add (bytes, objects, unsized); null or negative parts are never refused.
 * After it, `verdict` is one row: `ok`, and `refusals` if not.
 *
 * `judged` looks at `q` and not at the table: rows that a lock had to wait for come back in the version that the winner
 * left, while the table still shows the statement's older snapshot. An owner without limits of its own has those of its
 * bucket's row, which is always among them.
 */
import type { QuotaRefusal, QuotaScope } from '@landfall/core/domain'
import { toSafeInteger, toSafeIntegerOrNull } from '../rows.ts'
import { fragment } from './statement.ts'

/** The same rule as `fitsQuota` of the domain: only growth is checked. */
export const VERDICT = fragment`
  limited AS (
    SELECT q.id, q.organization_id, q.namespace_id, q.scope, q.scope_id, q.owner, q.limit_unsized, q.open_unsized,
      q.used_bytes, q.used_objects, q.reserved_bytes, q.reserved_objects,
      COALESCE(q.limit_bytes, CASE WHEN q.scope = 'owner' THEN max(q.owner_limit_bytes) OVER () END) AS limit_bytes,
      COALESCE(q.limit_objects, CASE WHEN q.scope = 'owner' THEN max(q.owner_limit_objects) OVER () END) AS limit_objects
    FROM q
  ),
  judged AS MATERIALIZED (
    SELECT q.*,
      (COALESCE(ask.bytes, 0) <= 0 OR q.limit_bytes IS NULL
        OR q.used_bytes + q.reserved_bytes + ask.bytes <= q.limit_bytes)
      AND (COALESCE(ask.objects, 0) <= 0 OR q.limit_objects IS NULL
        OR q.used_objects + q.reserved_objects + ask.objects <= q.limit_objects) AS has_room,
      COALESCE(ask.unsized, 0) <= 0 OR q.limit_unsized IS NULL
        OR q.open_unsized + ask.unsized <= q.limit_unsized AS has_unsized_room
    FROM limited q CROSS JOIN ask
  ),
  verdict AS MATERIALIZED (
    SELECT count(*)::int AS quota_rows,
      COALESCE(bool_and(has_room AND has_unsized_room), false) AS ok,
      jsonb_agg(to_jsonb(judged)) FILTER (WHERE NOT (has_room AND has_unsized_room)) AS refusals
    FROM judged
  )`

/** Ids of the quota rows that an upload row `u` is charged in, as `quotaIdsFor` of the domain derives them. */
export const QUOTA_IDS_OF_U = fragment`
  array_remove(ARRAY[
    'organization:' || u.organization_id, 'namespace:' || u.namespace_id, 'bucket:' || u.bucket_id,
    'owner:' || u.bucket_id || ':' || u.owner
  ], NULL)`

/** Open uploads without a size are counted in these scopes alone (CONTRACT 0.7). */
export const COUNTS_UNSIZED = fragment`(quota.scope IN ('organization', 'owner'))::int`

export interface JudgedQuotaRow {
  scope: QuotaScope
  scope_id: string
  owner: string | null
  limit_bytes: number | null
  limit_objects: number | null
  limit_unsized: number | null
  used_bytes: number
  used_objects: number
  reserved_bytes: number
  reserved_objects: number
  has_room: boolean
  has_unsized_room: boolean
}

export interface VerdictRow {
  quota_rows: number
  ok: boolean
  refusals: JudgedQuotaRow[] | null
}

const SCOPE_ORDER: QuotaScope[] = ['organization', 'namespace', 'bucket', 'owner']

type Refused =
  | { outcome: 'too_many_unsized'; scope: 'organization' | 'owner'; limit: number }
  | { outcome: 'quota_exceeded'; refusal: QuotaRefusal }

/** Names the widest scope without room. `null`: every scope had room. */
export function refusalOf(verdict: VerdictRow, asked: { bytes: number; objects: number }): Refused | null {
  const refusals = (verdict.refusals ?? []).toSorted(
    (a, b) => SCOPE_ORDER.indexOf(a.scope) - SCOPE_ORDER.indexOf(b.scope),
  )
  const crowded = refusals.find(row => !row.has_unsized_room)
  if (crowded) {
    const scope = crowded.scope === 'owner' ? 'owner' : 'organization'
    return { outcome: 'too_many_unsized', scope, limit: crowded.limit_unsized ?? 0 }
  }
  const full = refusals[0]
  return full === undefined ? null : { outcome: 'quota_exceeded', refusal: toRefusal(full, asked) }
}

function toRefusal(row: JudgedQuotaRow, asked: { bytes: number; objects: number }): QuotaRefusal {
  return {
    scope: row.scope,
    scopeId: row.scope_id,
    owner: row.owner,
    limitBytes: toSafeIntegerOrNull(row.limit_bytes),
    limitObjects: toSafeIntegerOrNull(row.limit_objects),
    usedBytes: toSafeInteger(row.used_bytes),
    usedObjects: toSafeInteger(row.used_objects),
    reservedBytes: toSafeInteger(row.reserved_bytes),
    reservedObjects: toSafeInteger(row.reserved_objects),
    askedBytes: asked.bytes,
    askedObjects: asked.objects,
  }
}

/** Every upload has three quota rows, and a fourth with an owner; fewer is a broken database, not a full one. */
export function assertQuotaRows(found: number, owner: string | null, uploadId: string): void {
  const expected = owner === null ? 3 : 4
  if (found !== expected) throw new Error(`Upload ${uploadId} has ${found} quota rows instead of ${expected}`)
}
