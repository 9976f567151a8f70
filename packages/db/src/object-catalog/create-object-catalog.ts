import type { ObjectCatalog } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { callDatabase } from '../errors.ts'
import { deleteObject } from './delete-object.ts'
import { listObjects } from './list-objects.ts'
import { OBJECT_SELECT, toObjectRecord } from './object-row.ts'
import { objectStats } from './stats.ts'

export const createObjectCatalog = (db: Database): ObjectCatalog => ({
  async find({ organizationId, namespaceId }, { objectId, bucketId }) {
    const where = { id: objectId, organizationId, namespaceId, ...(bucketId === null ? {} : { bucketId }) }
    const row = await callDatabase(() => db.prisma.bucketObject.findFirst({ where, select: OBJECT_SELECT }))
    return row === null ? null : toObjectRecord(row)
  },
  list: (tenant, query) => listObjects(db, tenant, query),
  stats: (tenant, filter) => objectStats(db, tenant, filter),
  delete: (tenant, ref) => deleteObject(db, tenant, ref),
})
