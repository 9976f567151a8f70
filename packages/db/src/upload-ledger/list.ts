/** Uploads by keyset. Each choice of filters is a statement of its own, so that each can use its index. */
import { cursorOf, NEWEST_FIRST, type SortOrder, type Tenant, type UploadStatus } from '@landfall/core/domain'
import type { UploadFilter, UploadPage, UploadQuery, UploadStats } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { toSafeInteger } from '../rows.ts'
import { type AfterParams, byName, isAfter, nameContains, orderBy, readCursor } from '../sql/sorting.ts'
import { fragment, NOTHING, type Statement, sql } from '../sql/statement.ts'
import { SELECT_UPLOAD } from './find.ts'
import { toUploadRecord, type UploadRow } from './upload-row.ts'

interface FilterParams extends Tenant {
  bucketId: string | null
  statuses: readonly UploadStatus[]
  owner: string | null
  search: string | null
}

interface ListParams extends FilterParams, AfterParams {
  limit: number
  offset: number
}

const COLUMNS = {
  created_at: fragment`u.created_at`,
  file_size_bytes: fragment`COALESCE(u.observed_size_bytes, u.file_size_bytes, -1)`,
  filename: byName(fragment`u.filename`),
  id: fragment`u.id`,
}

const OF_NAMESPACE = fragment`u.organization_id = ${'organizationId'} AND u.namespace_id = ${'namespaceId'}`
const OF_BUCKET = fragment`AND u.bucket_id = ${'bucketId'}`
/** One status is a place in an index; several are looked for along the order of the list. */
const OF_STATUS = fragment`AND u.status = (${'statuses'}::text[])[1]`
const OF_STATUSES = fragment`AND u.status = ANY(${'statuses'}::text[])`
const OF_OWNER = fragment`AND u.owner = ${'owner'}`
const OF_NAME = fragment`AND ${nameContains(fragment`u.filename`)}`

const ofStatuses = (statuses: UploadFilter['statuses']) => {
  if (statuses === undefined) return NOTHING
  return statuses.length === 1 ? OF_STATUS : OF_STATUSES
}

const matching = ({ bucketId, statuses, owner, search }: UploadFilter) =>
  fragment`${OF_NAMESPACE} ${bucketId === null ? NOTHING : OF_BUCKET} ${ofStatuses(statuses)}
    ${owner === undefined ? NOTHING : OF_OWNER} ${search === undefined ? NOTHING : OF_NAME}`

/** Short, since Postgres cuts a statement's name at 63 bytes. */
const nameOf = (base: string, { bucketId, statuses, owner, search }: UploadFilter) =>
  [
    base,
    bucketId === null ? '' : '-bucket',
    statuses === undefined ? '' : statuses.length === 1 ? '-status' : '-any',
    owner === undefined ? '' : '-owner',
    search === undefined ? '' : '-name',
  ].join('')

/** The page first, as an array: whatever has to be sorted for it, its keys and buckets are looked up for the page alone. */
function listStatement(query: UploadQuery, order: SortOrder): Statement<ListParams> {
  const isFirst = query.cursor === undefined
  const base = `uploads-${order.field}-${order.direction}${isFirst ? '' : '-on'}`
  const page = fragment`
    SELECT u.id FROM upload u WHERE ${matching(query)} ${isFirst ? NOTHING : fragment`AND ${isAfter(COLUMNS, order)}`}
    ORDER BY ${orderBy(COLUMNS, order)} LIMIT ${'limit'} OFFSET ${'offset'}`
  return sql<ListParams>(nameOf(base, query))`${SELECT_UPLOAD}
    WHERE u.id = ANY (ARRAY(${page})) ORDER BY ${orderBy(COLUMNS, order)}`
}

/** Buckets are counted from the groups: a count of distinct values would sort every upload. */
const statsStatement = (filter: UploadFilter): Statement<FilterParams> =>
  sql<FilterParams>(nameOf('upload-stats', filter))`
    WITH part AS MATERIALIZED (
      SELECT u.status, u.bucket_id, count(*) AS uploads,
        COALESCE(sum(COALESCE(u.observed_size_bytes, u.file_size_bytes)), 0) AS bytes
      FROM upload u WHERE ${matching(filter)} GROUP BY u.status, u.bucket_id
    )
    SELECT status, sum(uploads) AS uploads, sum(bytes) AS bytes,
      (SELECT count(DISTINCT bucket_id) FROM part) AS buckets
    FROM part GROUP BY status`

export async function listUploads(db: Database, tenant: Tenant, query: UploadQuery): Promise<UploadPage> {
  const order = query.sort ?? NEWEST_FIRST
  const after = readCursor(query.cursor, order)
  const rows = await db.run<UploadRow, ListParams>(listStatement(query, order), {
    ...filterParams(tenant, query),
    afterValue: after?.value ?? null,
    afterId: after?.id ?? null,
    limit: query.limit + 1,
    offset: after === null ? (query.offset ?? 0) : 0,
  })
  const uploads = rows.slice(0, query.limit).map(toUploadRecord)
  const last = rows.length > query.limit ? uploads.at(-1) : undefined
  return { uploads, nextCursor: last ? cursorOf(order, { ...last, id: last.uploadId }) : null }
}

type StatsRow = { status: UploadStatus; uploads: string; buckets: string; bytes: string }

export async function uploadStats(db: Database, tenant: Tenant, filter: UploadFilter): Promise<UploadStats> {
  const rows = await db.run<StatsRow, FilterParams>(statsStatement(filter), filterParams(tenant, filter))
  const sum = (pick: (row: StatsRow) => string) =>
    rows.reduce((total, row) => total + toSafeInteger(pick(row)), 0)
  return {
    buckets: toSafeInteger(rows[0]?.buckets ?? 0),
    totalUploads: sum(row => row.uploads),
    totalSizeBytes: sum(row => row.bytes),
    byStatus: Object.fromEntries(rows.map(row => [row.status, toSafeInteger(row.uploads)])),
  }
}

function filterParams({ organizationId, namespaceId }: Tenant, filter: UploadFilter): FilterParams {
  const { bucketId, statuses = [], owner = null, search = null } = filter
  return { organizationId, namespaceId, bucketId, statuses, owner, search }
}
