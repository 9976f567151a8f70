import type { Tenant } from '../../domain/actor.ts'
import { objectValues } from '../../domain/filter/record-values.ts'
import { contains, metadataContains } from '../../domain/filter/search.ts'
import type { ObjectRecord } from '../../domain/object.ts'
import type { ObjectFilter, ObjectQuery, ObjectStats } from '../../ports/object-catalog.ts'
import { pageOf, satisfies } from './keyset.ts'
import { isOwn } from './tenancy.ts'

export function listObjects(objects: ObjectRecord[], tenant: Tenant, query: ObjectQuery) {
  const { rows, nextCursor } = pageOf(
    objects.filter(object => isMatch(object, tenant, query)),
    object => ({
      createdAt: object.createdAt,
      fileSizeBytes: object.blobs[0]?.sizeBytes ?? null,
      filename: object.blobs[0]?.filename ?? '',
      id: object.objectId,
      values: objectValues(object),
    }),
    query,
  )
  return { objects: rows, nextCursor }
}

export function objectStats(objects: ObjectRecord[], tenant: Tenant, filter: ObjectFilter): ObjectStats {
  const matching = objects.filter(object => isMatch(object, tenant, filter))
  const byStatus: Record<string, number> = {}
  for (const { status } of matching) byStatus[status] = (byStatus[status] ?? 0) + 1
  const totalBlobs = matching.reduce((sum, { blobs }) => sum + blobs.length, 0)
  return { isEstimated: false, totalObjects: matching.length, totalBlobs, byStatus }
}

function isMatch(object: ObjectRecord, tenant: Tenant, { bucketId, search, filter }: ObjectFilter): boolean {
  return (
    isOwn(tenant, object) &&
    (bucketId === null || object.bucketId === bucketId) &&
    (search === undefined ||
      contains(object.blobs[0]?.filename ?? '', search) ||
      metadataContains(object.metadata, search)) &&
    satisfies(filter, objectValues(object))
  )
}
