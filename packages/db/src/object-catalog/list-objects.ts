import { decodeCursor, encodeCursor, type Tenant } from '@landfall/core/domain'
import type { ObjectCatalog } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { callDatabase } from '../errors.ts'
import type { Prisma } from '../generated/client.ts'
import { OBJECT_SELECT, toObjectRecord } from './object-row.ts'

type Query = Parameters<ObjectCatalog['list']>[1]
type Page = Awaited<ReturnType<ObjectCatalog['list']>>

export async function listObjects(db: Database, tenant: Tenant, query: Query): Promise<Page> {
  const { organizationId, namespaceId } = tenant
  const { bucketId, limit, cursor, offset = 0 } = query
  const rows = await callDatabase(() =>
    db.prisma.bucketObject.findMany({
      where: { organizationId, namespaceId, bucketId, ...(cursor === undefined ? {} : before(cursor)) },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      skip: cursor === undefined ? offset : 0,
      take: limit + 1,
      select: OBJECT_SELECT,
    }),
  )
  const objects = rows.slice(0, limit).map(toObjectRecord)
  const last = rows.length > limit ? objects.at(-1) : undefined
  return {
    objects,
    nextCursor: last ? encodeCursor({ createdAt: last.createdAt.toISOString(), id: last.objectId }) : null,
  }
}

/** The first line is what the index can begin at; Prisma has no row comparison. */
function before(text: string): Prisma.BucketObjectWhereInput {
  const cursor = decodeCursor(text)
  if (cursor === null) throw new RangeError('The cursor is not one that a list answered')
  const createdAt = new Date(cursor.createdAt)
  return {
    createdAt: { lte: createdAt },
    OR: [{ createdAt: { lt: createdAt } }, { id: { lt: cursor.id } }],
  }
}
