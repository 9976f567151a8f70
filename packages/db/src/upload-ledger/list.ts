/** A bucket's uploads, newest first. Each choice of filters is a statement of its own, so that each can use its index. */
import { decodeCursor, encodeCursor, type Tenant, type UploadStatus } from '@landfall/core/domain'
import type { UploadPage, UploadQuery, UploadStats } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { toSafeInteger } from '../rows.ts'
import { fragment, NOTHING, type Statement, sql } from '../sql/statement.ts'
import { SELECT_UPLOAD } from './find.ts'
import { toUploadRecord, type UploadRow } from './upload-row.ts'

type Filter = Pick<UploadQuery, 'bucketId' | 'status' | 'owner'>

interface FilterParams extends Tenant {
  bucketId: string
  status: string | null
  owner: string | null
}

interface ListParams extends FilterParams {
  beforeTime: Date | null
  beforeId: string | null
  limit: number
  offset: number
}

const OF_BUCKET = fragment`
  u.organization_id = ${'organizationId'} AND u.namespace_id = ${'namespaceId'} AND u.bucket_id = ${'bucketId'}`
const OF_STATUS = fragment`AND u.status = ${'status'}`
const OF_OWNER = fragment`AND u.owner = ${'owner'}`
const BEFORE = fragment`AND (u.created_at, u.id) < (${'beforeTime'}::timestamptz, ${'beforeId'})`

const matching = ({ status, owner }: Filter) =>
  fragment`${OF_BUCKET} ${status === undefined ? NOTHING : OF_STATUS} ${owner === undefined ? NOTHING : OF_OWNER}`

const nameOf = (base: string, { status, owner }: Filter) =>
  `${base}${status === undefined ? '' : '-by-status'}${owner === undefined ? '' : '-by-owner'}`

const listStatement = (query: UploadQuery): Statement<ListParams> =>
  sql<ListParams>(
    nameOf(query.cursor === undefined ? 'list-uploads' : 'list-uploads-after', query),
  )`${SELECT_UPLOAD}
    WHERE ${matching(query)} ${query.cursor === undefined ? NOTHING : BEFORE}
    ORDER BY u.created_at DESC, u.id DESC LIMIT ${'limit'} OFFSET ${'offset'}`

const statsStatement = (filter: Filter): Statement<FilterParams> =>
  sql<FilterParams>(nameOf('upload-stats', filter))`
    SELECT u.status, count(*) AS uploads, COALESCE(sum(COALESCE(u.observed_size_bytes, u.file_size_bytes)), 0) AS bytes
    FROM upload u WHERE ${matching(filter)} GROUP BY u.status`

/** A cursor that does not decode is the caller's to refuse before: here it is a bug. */
export async function listUploads(db: Database, tenant: Tenant, query: UploadQuery): Promise<UploadPage> {
  const before = query.cursor === undefined ? null : decodeCursor(query.cursor)
  if (before === null && query.cursor !== undefined)
    throw new RangeError('The cursor is not one that a list answered')
  const rows = await db.run<UploadRow, ListParams>(listStatement(query), {
    ...filterParams(tenant, query),
    // created_at has milliseconds, as Date does, so nothing is lost on the way.
    beforeTime: before && new Date(before.createdAt),
    beforeId: before?.id ?? null,
    limit: query.limit + 1,
    offset: before === null ? (query.offset ?? 0) : 0,
  })
  const uploads = rows.slice(0, query.limit).map(toUploadRecord)
  const last = rows.length > query.limit ? uploads.at(-1) : undefined
  const nextCursor = last
    ? encodeCursor({ createdAt: last.createdAt.toISOString(), id: last.uploadId })
    : null
  return { uploads, nextCursor }
}

type StatsRow = { status: UploadStatus; uploads: string; bytes: string }

export async function uploadStats(db: Database, tenant: Tenant, filter: Filter): Promise<UploadStats> {
  const rows = await db.run<StatsRow, FilterParams>(statsStatement(filter), filterParams(tenant, filter))
  const sum = (pick: (row: StatsRow) => string) =>
    rows.reduce((total, row) => total + toSafeInteger(pick(row)), 0)
  return {
    totalUploads: sum(row => row.uploads),
    totalSizeBytes: sum(row => row.bytes),
    byStatus: Object.fromEntries(rows.map(row => [row.status, toSafeInteger(row.uploads)])),
  }
}

function filterParams({ organizationId, namespaceId }: Tenant, filter: Filter): FilterParams {
  const { bucketId, status = null, owner = null } = filter
  return { organizationId, namespaceId, bucketId, status, owner }
}
