/**
 * Objects by keyset. The statement finds the page's ids, since Prisma has no row comparison and no literal search; the
 * records are then read as `find` reads them.
 */
import { cursorOf, NEWEST_FIRST, type ObjectRecord, type SortOrder, type Tenant } from '@landfall/core/domain'
import type { ObjectCatalog, ObjectQuery } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { callDatabase } from '../errors.ts'
import { toSafeIntegerOrNull } from '../rows.ts'
import { type AfterParams, byName, isAfter, nameContains, orderBy, readCursor } from '../sql/sorting.ts'
import { fragment, NOTHING, type Statement, sql } from '../sql/statement.ts'
import { OBJECT_SELECT, toObjectRecord } from './object-row.ts'

type Page = Awaited<ReturnType<ObjectCatalog['list']>>

interface Params extends Tenant, AfterParams {
  bucketId: string | null
  search: string | null
  limit: number
  offset: number
}

/** Enough to name the end of a page, whatever becomes of its last object. */
interface PlaceRow {
  id: string
  created_at: Date
  size_bytes: string | null
  filename: string | null
}

const COLUMNS = {
  created_at: fragment`o.created_at`,
  file_size_bytes: fragment`COALESCE(f.size_bytes, -1)`,
  filename: byName(fragment`COALESCE(f.filename, '')`),
  id: fragment`o.id`,
}

const OF_BUCKET = fragment`AND o.bucket_id = ${'bucketId'}`
const OF_NAME = fragment`AND ${nameContains(fragment`f.filename`)}`

function pageStatement({ bucketId, search, cursor }: ObjectQuery, order: SortOrder): Statement<Params> {
  const isFirst = cursor === undefined
  const name = `objects-${order.field}-${order.direction}${isFirst ? '' : '-on'}`
  return sql<Params>(`${name}${bucketId === null ? '' : '-bucket'}${search === undefined ? '' : '-name'}`)`
    SELECT o.id, o.created_at, f.size_bytes, f.filename FROM object o LEFT JOIN blob f ON f.object_id = o.id AND f.position = 0
    WHERE o.organization_id = ${'organizationId'} AND o.namespace_id = ${'namespaceId'}
      ${bucketId === null ? NOTHING : OF_BUCKET} ${search === undefined ? NOTHING : OF_NAME}
      ${isFirst ? NOTHING : fragment`AND ${isAfter(COLUMNS, order)}`}
    ORDER BY ${orderBy(COLUMNS, order)} LIMIT ${'limit'} OFFSET ${'offset'}`
}

export async function listObjects(db: Database, tenant: Tenant, query: ObjectQuery): Promise<Page> {
  const { organizationId, namespaceId } = tenant
  const { bucketId, search = null, limit, sort: order = NEWEST_FIRST } = query
  const after = readCursor(query.cursor, order)
  const found = await db.run<PlaceRow, Params>(pageStatement(query, order), {
    organizationId,
    namespaceId,
    bucketId,
    search,
    afterValue: after?.value ?? null,
    afterId: after?.id ?? null,
    limit: limit + 1,
    offset: after === null ? (query.offset ?? 0) : 0,
  })
  const page = found.slice(0, limit)
  const last = found.length > limit ? page.at(-1) : undefined
  return {
    objects: await readObjects(
      db,
      tenant,
      page.map(({ id }) => id),
    ),
    nextCursor: last ? cursorOf(order, sortKeysOf(last)) : null,
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
})
