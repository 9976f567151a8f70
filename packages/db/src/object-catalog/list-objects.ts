/**
 * Objects by keyset. The statement finds the page's ids, since Prisma has no row comparison and no literal search; the
 * records are then read as `find` reads them.
 */
import { cursorOf, type ObjectRecord, type Tenant, timeText } from '@landfall/core/domain'
import type { ObjectCatalog, ObjectQuery } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { callDatabase } from '../errors.ts'
import { toSafeIntegerOrNull } from '../rows.ts'
import { type ListParts, listParts, pageParams, runList } from '../sql/list-parts.ts'
import { isAfter, orderBy } from '../sql/sorting.ts'
import { fragment, NOTHING, type Statement, sql } from '../sql/statement.ts'
import { filterParams, matching, nameOf } from './matching.ts'
import { OBJECT_LIST } from './object-fields.ts'
import { OBJECT_SELECT, toObjectRecord } from './object-row.ts'

type Page = Awaited<ReturnType<ObjectCatalog['list']>>
type Params = Record<string, unknown>

/** Enough to name the end of a page, whatever becomes of its last object. */
type PlaceRow = {
  id: string
  created_at: Date
  size_bytes: string | null
  filename: string | null
  metadata: unknown
  key_prefix: string | null
  status: string
  bucket_id: string
  updated_at: Date
}

function pageStatement(query: ObjectQuery, { filter, ordering }: ListParts): Statement<Params> {
  const isFirst = query.cursor === undefined
  const field = typeof query.sort?.field === 'string' ? query.sort.field : 'created_at'
  return sql<Params>(nameOf(`objects-${field}-${ordering.direction}${isFirst ? '' : '-on'}`, query))`
    SELECT o.id, o.created_at, f.size_bytes, f.filename, o.metadata, o.key_prefix, o.status, o.bucket_id, o.updated_at
      ${matching(query)} ${filter} ${isFirst ? NOTHING : fragment`AND ${isAfter(ordering)}`}
    ORDER BY ${orderBy(ordering)} LIMIT ${'limit'} OFFSET ${'offset'}`
}

export async function listObjects(db: Database, tenant: Tenant, query: ObjectQuery): Promise<Page> {
  const parts = listParts(query, OBJECT_LIST)
  const found = await runList<PlaceRow, Params>(db, query, {
    statement: pageStatement(query, parts),
    params: { ...filterParams(tenant, query), ...parts.params, ...pageParams(query) },
  })
  const page = found.slice(0, query.limit)
  const last = found.length > query.limit ? page.at(-1) : undefined
  const ids = page.map(({ id }) => id)
  return {
    objects: await readObjects(db, tenant, ids),
    nextCursor: last ? cursorOf(query, sortKeysOf(last)) : null,
  }
}

/** In the order of the ids. An object deleted since is left out, as if the page had been asked for a moment later. */
async function readObjects(
  db: Database,
  { organizationId, namespaceId }: Tenant,
  ids: string[],
): Promise<ObjectRecord[]> {
  const rows = await callDatabase(() =>
    db.prisma.bucketObject.findMany({
      where: { id: { in: ids }, organizationId, namespaceId },
      select: OBJECT_SELECT,
    }),
  )
  const byId = new Map(rows.map(row => [row.id, row]))
  return ids.flatMap(id => {
    const row = byId.get(id)
    return row === undefined ? [] : [toObjectRecord(row)]
  })
}

const sortKeysOf = (row: PlaceRow) => ({
  id: row.id,
  createdAt: row.created_at,
  fileSizeBytes: toSafeIntegerOrNull(row.size_bytes),
  filename: row.filename ?? '',
  values: {
    object_id: row.id,
    bucket_id: row.bucket_id,
    key_prefix: row.key_prefix,
    status: row.status,
    created_at: timeText(row.created_at),
    updated_at: timeText(row.updated_at),
    metadata: row.metadata,
  },
})
