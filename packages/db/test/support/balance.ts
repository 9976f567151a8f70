import { expect } from 'vitest'
import type { Database } from '../../src/index.ts'

/**
 * Four accounts of the same thing: the counters, the sums of the ledger, and what the rows themselves come to. One line
 * per quota row in which any two differ.
 */
const IMBALANCE = `
  WITH ledger AS (
    SELECT q.id, COALESCE(sum(e.used_bytes), 0) AS used_bytes, COALESCE(sum(e.used_objects), 0) AS used_objects,
      COALESCE(sum(e.reserved_bytes), 0) AS reserved_bytes, COALESCE(sum(e.reserved_objects), 0) AS reserved_objects
    FROM quota q LEFT JOIN quota_entry e ON CASE
      WHEN e.quota_id IS NOT NULL THEN e.quota_id = q.id
      ELSE CASE q.scope
      WHEN 'organization' THEN e.organization_id = q.scope_id
      WHEN 'namespace' THEN e.namespace_id = q.scope_id
      WHEN 'bucket' THEN e.bucket_id = q.scope_id
      ELSE e.bucket_id = q.scope_id AND e.owner = q.owner END END
    GROUP BY q.id
  ),
  held AS (
    SELECT q.id, COALESCE(sum(u.reserved_bytes), 0) AS reserved_bytes, COALESCE(sum(u.reserved_objects), 0) AS reserved_objects,
      count(u.id) FILTER (WHERE u.file_size_bytes IS NULL AND q.scope IN ('organization', 'owner')) AS open_unsized
    FROM quota q LEFT JOIN upload u ON u.status IN ('PENDING', 'IN_PROGRESS') AND CASE q.scope
      WHEN 'organization' THEN u.organization_id = q.scope_id
      WHEN 'namespace' THEN u.namespace_id = q.scope_id
      WHEN 'bucket' THEN u.bucket_id = q.scope_id
      ELSE u.bucket_id = q.scope_id AND u.owner = q.owner END
    GROUP BY q.id
  ),
  lying AS (
    SELECT q.id, COALESCE(sum(k.size_bytes), 0) AS used_bytes
    FROM quota q LEFT JOIN (SELECT k.*, u.owner FROM stored_key k JOIN upload u ON u.id = k.upload_id WHERE k.state = 'live') k
      ON CASE q.scope
        WHEN 'organization' THEN k.organization_id = q.scope_id
        WHEN 'namespace' THEN k.namespace_id = q.scope_id
        WHEN 'bucket' THEN k.bucket_id = q.scope_id
        ELSE k.bucket_id = q.scope_id AND k.owner = q.owner END
    GROUP BY q.id
  ),
  named AS (
    SELECT q.id, count(o.id) AS used_objects
    FROM quota q LEFT JOIN object o ON CASE q.scope
      WHEN 'organization' THEN o.organization_id = q.scope_id
      WHEN 'namespace' THEN o.namespace_id = q.scope_id
      WHEN 'bucket' THEN o.bucket_id = q.scope_id
      ELSE o.bucket_id = q.scope_id AND o.owner = q.owner END
    GROUP BY q.id
  )
  SELECT q.id, to_jsonb(q) AS counters, to_jsonb(ledger) AS ledger, to_jsonb(held) AS held, to_jsonb(lying) AS lying,
    to_jsonb(named) AS named
  FROM quota q JOIN ledger USING (id) JOIN held USING (id) JOIN lying USING (id) JOIN named USING (id)
  WHERE (q.used_bytes, q.used_objects, q.reserved_bytes, q.reserved_objects)
      IS DISTINCT FROM (ledger.used_bytes, ledger.used_objects, ledger.reserved_bytes, ledger.reserved_objects)
    OR (q.reserved_bytes, q.reserved_objects, q.open_unsized)
      IS DISTINCT FROM (held.reserved_bytes, held.reserved_objects, held.open_unsized)
    OR q.used_bytes IS DISTINCT FROM lying.used_bytes OR q.used_objects IS DISTINCT FROM named.used_objects`

export async function expectBalance({ pool }: Database): Promise<void> {
  const { rows } = await pool.query(IMBALANCE)
  expect(rows).toEqual([])
}

/** One quota row's counters as numbers. */
export async function countersOf({ pool }: Database, quotaId: string) {
  const { rows } = await pool.query(
    `SELECT used_bytes::int, used_objects::int, reserved_bytes::int, reserved_objects::int, open_unsized
       FROM quota WHERE id = $1`,
    [quotaId],
  )
  return rows[0]
}
