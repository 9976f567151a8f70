/** Buckets by keyset, with the figures of all that match: a namespace has few of them. */
import { type BucketFieldName, bucketValues, cursorOf, type Tenant } from '@landfall/core/domain'
import type { BucketPage, BucketQuery } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { toSafeInteger } from '../rows.ts'
import type { FilterColumn } from '../sql/filter/filter-column.ts'
import { type ListColumns, type ListParts, listParts, pageParams, runList } from '../sql/list-parts.ts'
import { isAfter, nameContains, orderBy } from '../sql/sorting.ts'
import { fragment, NOTHING, type Statement, sql } from '../sql/statement.ts'
import { BUCKET_COLUMNS, type BucketRow, toBucketRecord } from './bucket-row.ts'

type Params = Record<string, unknown>

export const BUCKETS_OF_TENANT = fragment<keyof Tenant>`
  FROM bucket b JOIN quota q ON q.id = 'bucket:' || b.id JOIN organization o ON o.id = b.organization_id
  WHERE b.organization_id = ${'organizationId'} AND b.namespace_id = ${'namespaceId'}
    AND b.deleted_at IS NULL`

/** As `bucketValues` of core has them. */
const BUCKET_FIELDS: Record<BucketFieldName, FilterColumn> = {
  bucket_id: { sql: fragment`b.id` },
  bucket_name: { sql: fragment`b.name` },
  description: { sql: fragment`b.description` },
  status: { sql: fragment`b.status` },
  is_locked: { sql: fragment`b.is_locked` },
  object_count: { sql: fragment`q.used_objects` },
  total_size_bytes: { sql: fragment`q.used_bytes` },
  created_at: { sql: fragment`b.created_at` },
  updated_at: { sql: fragment`b.updated_at` },
  last_upload_at: { sql: fragment`q.last_upload_at` },
  metadata: { sql: fragment`b.metadata` },
}

const BUCKET_LIST: ListColumns = {
  own: { created_at: fragment`b.created_at`, id: fragment`b.id` },
  fields: BUCKET_FIELDS,
}

const OF_SEARCH = fragment`AND (${nameContains(fragment`b.name`)} OR ${nameContains(fragment`b.id`)}
  OR ${nameContains(fragment`COALESCE(b.description, '')`)})`

/** One row at least, which carries the figures, also where the offset is past the last bucket. */
function listStatement(query: BucketQuery, { filter, ordering }: ListParts): Statement<Params> {
  const isFirst = query.cursor === undefined
  const matching = fragment<string>`${BUCKETS_OF_TENANT} ${query.search === undefined ? NOTHING : OF_SEARCH} ${filter}`
  const name = `list-buckets-${ordering.direction}${isFirst ? '' : '-on'}${query.search === undefined ? '' : '-name'}`
  return sql<Params>(name)`
    WITH page AS (
      SELECT row_number() OVER (ORDER BY ${orderBy(ordering)}) AS place, ${BUCKET_COLUMNS} ${matching}
        ${isFirst ? NOTHING : fragment`AND ${isAfter(ordering)}`}
      ORDER BY ${orderBy(ordering)} LIMIT ${'limit'} OFFSET ${'offset'}
    ),
    figures AS (
      SELECT count(*) AS total, COALESCE(sum(q.used_objects), 0) AS total_objects,
        COALESCE(sum(q.used_bytes), 0) AS total_bytes ${matching}
    )
    SELECT figures.*, page.* FROM figures LEFT JOIN page ON true ORDER BY page.place`
}

type Figures = { total: string; total_objects: string; total_bytes: string }
type PageRow = Figures & (BucketRow | { id: null })

export async function listBuckets(db: Database, tenant: Tenant, query: BucketQuery): Promise<BucketPage> {
  const { organizationId, namespaceId } = tenant
  const parts = listParts(query, BUCKET_LIST)
  const rows = await runList<PageRow & Record<string, unknown>, Params>(db, query, {
    statement: listStatement(query, parts),
    params: {
      organizationId,
      namespaceId,
      search: query.search ?? null,
      ...parts.params,
      ...pageParams(query),
    },
  })
  const found = rows.flatMap(row => (row.id === null ? [] : [toBucketRecord(row)]))
  const buckets = found.slice(0, query.limit)
  const last = found.length > query.limit ? buckets.at(-1) : undefined
  const keys = last && {
    fileSizeBytes: null,
    filename: last.name,
    id: last.bucketId,
    values: bucketValues(last),
  }
  return {
    buckets,
    nextCursor: last && keys ? cursorOf(query, { ...keys, createdAt: last.createdAt }) : null,
    total: toSafeInteger(rows[0]?.total ?? 0),
    totalObjects: toSafeInteger(rows[0]?.total_objects ?? 0),
    totalSizeBytes: toSafeInteger(rows[0]?.total_bytes ?? 0),
  }
}
