import type { ObjectCatalog } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { createObject } from './create-object.ts'
import { deleteObject } from './delete-object.ts'
import { findByUniqueKey, findObjectOrNull } from './find-object.ts'
import { listObjects } from './list-objects.ts'
import { objectStats } from './stats.ts'
import { updateObject } from './update-object.ts'

export const createObjectCatalog = (db: Database): ObjectCatalog => ({
  find: (tenant, ref) => findObjectOrNull(db, tenant, ref),
  findByUniqueKey: (tenant, ref) => findByUniqueKey(db, tenant, ref),
  list: (tenant, query) => listObjects(db, tenant, query),
  stats: (tenant, filter) => objectStats(db, tenant, filter),
  create: object => createObject(db, object),
  update: update => updateObject(db, update),
  delete: (tenant, ref) => deleteObject(db, tenant, ref),
})
