/**
 * What somebody should look at. Every part reads at most `maxCount` rows of an index made for it, and names the first
 * `maxItems` of them.
 */
import type { Tenant } from '@landfall/core/domain'
import type { Bounded, Overview, OverviewQuery, UploadToSee } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { onlyRow } from '../rows.ts'
import { isoTime } from '../sql/events.ts'
import { OPEN } from '../sql/keys.ts'
import {
  LIMIT_BYTES,
  LIMIT_OBJECTS,
  NAMED_QUOTA_COLUMNS,
  type NamedQuotaRow,
  QUOTAS_OF_TENANT,
  toNamedQuota,
} from '../sql/named-quota.ts'
import { type Fragment, fragment, NOTHING, type Statement, sql } from '../sql/statement.ts'
import { uploadsOf } from './figures.ts'

export type AttentionParams = Tenant & Omit<OverviewQuery, 'days'>

/** `rows` have `id`, `bucket_id`, `filename`, `at`, `code` and `message`, in the order that they are shown in. */
const bounded = (rows: Fragment<never>, direction: Fragment<never>) => fragment<'maxItems'>`
  (SELECT jsonb_build_object('count', (SELECT count(*) FROM ${rows}), 'items', COALESCE(jsonb_agg(jsonb_build_object(
      'uploadId', t.id, 'bucketId', t.bucket_id, 'filename', t.filename, 'at', ${isoTime(fragment`t.at`)},
      'bucketName', (SELECT name FROM bucket WHERE id = t.bucket_id), 'code', t.code, 'message', t.message
    ) ORDER BY t.at ${direction}, t.place ${direction}), '[]'))
   FROM (SELECT * FROM ${rows} r ORDER BY r.at ${direction}, r.place ${direction} LIMIT ${'maxItems'}::int) t)`

const ASC = fragment`ASC`
const DESC = fragment`DESC`

const attentionStatement = (bucketId: string | null): Statement<AttentionParams> =>
  sql<AttentionParams>(bucketId === null ? 'overview-attention' : 'overview-attention-bucket')`
    WITH expired AS MATERIALIZED (
      SELECT u.id, u.id AS place, u.bucket_id, u.filename, u.expires_at AS at, NULL AS code, NULL AS message
        FROM upload u WHERE ${uploadsOf(bucketId)} AND u.status IN ${OPEN} AND u.expires_at < now()
       ORDER BY u.expires_at, u.id LIMIT ${'maxCount'}::int
    ),
    failing AS MATERIALIZED (
      SELECT u.id, u.id AS place, u.bucket_id, u.filename, u.created_at AS at, u.last_error->>'code' AS code,
        u.last_error->>'message' AS message
        FROM upload u WHERE ${uploadsOf(bucketId)} AND u.status IN ${OPEN} AND u.last_error IS NOT NULL
       ORDER BY u.created_at DESC, u.id DESC LIMIT ${'maxCount'}::int
    ),
    refused AS MATERIALIZED (
      SELECT u.id, e.id AS place, u.bucket_id, u.filename, e.created_at AS at, e.detail->>'code' AS code, NULL AS message
        FROM upload_event e JOIN upload u ON u.id = e.upload_id
       WHERE e.organization_id = ${'organizationId'} AND e.namespace_id = ${'namespaceId'}
         AND e.kind = 'confirm_refused' AND e.created_at > now() - interval '24 hours'
         ${bucketId === null ? NOTHING : fragment`AND u.bucket_id = ${'bucketId'}`}
       ORDER BY e.created_at DESC, e.id DESC LIMIT ${'maxCount'}::int
    ),
    missing AS MATERIALIZED (
      SELECT o.id, k.id AS place, o.bucket_id, f.filename, k.missing_since AS at, NULL AS code, NULL AS message
        FROM stored_key k JOIN blob f ON f.stored_key_id = k.id JOIN object o ON o.id = f.object_id
       WHERE k.organization_id = ${'organizationId'} AND k.namespace_id = ${'namespaceId'} AND k.state = 'live'
         AND k.missing_since IS NOT NULL ${bucketId === null ? NOTHING : fragment`AND o.bucket_id = ${'bucketId'}`}
       ORDER BY k.missing_since, k.id LIMIT ${'maxCount'}::int
    )
    SELECT ${bounded(fragment`expired`, ASC)} AS expired, ${bounded(fragment`failing`, DESC)} AS failing,
      ${bounded(fragment`refused`, DESC)} AS refused, ${bounded(fragment`missing`, ASC)} AS missing`

const share = (used: Fragment<never>, limit: Fragment<never>) =>
  fragment`CASE WHEN ${limit} > 0 THEN (${used})::float8 / ${limit} WHEN ${limit} = 0 AND ${used} > 0 THEN 'Infinity'::float8 ELSE 0 END`

const SHARE = fragment`GREATEST(
  ${share(fragment`(q.used_bytes + q.reserved_bytes)`, LIMIT_BYTES)},
  ${share(fragment`(q.used_objects + q.reserved_objects)`, LIMIT_OBJECTS)})`

/** The buckets that limit their owners are found once: most owners have no limit at all, and need no look-up for one. */
const IS_LIMITED_BY_BUCKET = fragment<keyof Tenant>`q.scope = 'owner' AND q.scope_id = ANY (ARRAY(
  SELECT b.scope_id FROM quota b
   WHERE b.organization_id = ${'organizationId'} AND b.namespace_id = ${'namespaceId'} AND b.scope = 'bucket'
     AND num_nonnulls(b.owner_limit_bytes, b.owner_limit_objects) > 0))`

const QUOTAS = sql<AttentionParams>('overview-quotas')`
  WITH full_ones AS (
    SELECT q.*, ${SHARE} AS share FROM quota q
     WHERE ${QUOTAS_OF_TENANT} AND (num_nonnulls(q.limit_bytes, q.limit_objects) > 0 OR ${IS_LIMITED_BY_BUCKET})
       AND (${'bucketId'}::text IS NULL OR q.scope IN ('organization', 'namespace') OR q.scope_id = ${'bucketId'}::text)
       AND ${SHARE} > ${'quotaShare'}::float8
     ORDER BY share DESC, q.id LIMIT ${'maxItems'}::int
  )
  SELECT ${NAMED_QUOTA_COLUMNS} FROM full_ones q ORDER BY q.share DESC, q.id`

type Told = Omit<UploadToSee, 'at'> & { at: string; code: string; message: string }

interface AttentionRow {
  expired: Bounded<Told>
  failing: Bounded<Told>
  refused: Bounded<Told>
  missing: Bounded<Told>
}

type Attention = Pick<Overview, 'expired' | 'refusedConfirms' | 'failing' | 'missing' | 'quotas'>

export async function readAttention(db: Database, params: AttentionParams): Promise<Attention> {
  const [rows, quotas] = await Promise.all([
    db.run<AttentionRow, AttentionParams>(attentionStatement(params.bucketId), params),
    db.run<NamedQuotaRow, AttentionParams>(QUOTAS, params),
  ])
  const { expired, failing, refused, missing } = onlyRow(rows)
  return {
    expired: mapItems(expired, ({ code: _, message: _message, ...item }) => item),
    refusedConfirms: mapItems(refused, ({ message: _, ...item }) => item),
    failing: mapItems(failing, item => item),
    missing: mapItems(missing, ({ code: _, message: _message, uploadId, ...item }) => ({
      ...item,
      // The statement names every kind of row alike.
      objectId: uploadId,
    })),
    quotas: quotas.map(toNamedQuota),
  }
}

const mapItems = <TItem>(
  { count, items }: Bounded<Told>,
  pick: (item: UploadToSee & { code: string; message: string }) => TItem,
): Bounded<TItem> => ({ count, items: items.map(item => pick({ ...item, at: new Date(item.at) })) })
