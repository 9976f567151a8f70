import type { Tenant } from '@landfall/core/domain'
import type { ObjectFilter } from '@landfall/core/ports'
import { nameContains, valuesContain } from '../sql/sorting.ts'
import { fragment, NOTHING } from '../sql/statement.ts'

const OF_BUCKET = fragment`AND o.bucket_id = ${'bucketId'}`
const OF_SEARCH = fragment`AND (${nameContains(fragment`f.filename`)} OR ${valuesContain(fragment`o.metadata`)})`

const JOINED = fragment`LEFT JOIN blob f ON f.object_id = o.id AND f.position = 0`
/** Row by row: a search says so little about its matches that the planner would read all blobs there are first. */
const LOOKED_UP = fragment`
  LEFT JOIN LATERAL (SELECT * FROM blob WHERE blob.object_id = o.id AND blob.position = 0 LIMIT 1) f ON TRUE`

/** `f`, whose name and size a list sorts by, is the first blob. */
export const matching = ({ bucketId, search }: ObjectFilter) => fragment`
  FROM object o ${search === undefined ? JOINED : LOOKED_UP}
  WHERE o.organization_id = ${'organizationId'} AND o.namespace_id = ${'namespaceId'}
    ${bucketId === null ? NOTHING : OF_BUCKET} ${search === undefined ? NOTHING : OF_SEARCH}`

export const nameOf = (base: string, { bucketId, search }: ObjectFilter) =>
  `${base}${bucketId === null ? '' : '-bucket'}${search === undefined ? '' : '-name'}`

export const filterParams = ({ organizationId, namespaceId }: Tenant, filter: ObjectFilter) => ({
  organizationId,
  namespaceId,
  bucketId: filter.bucketId,
  search: filter.search ?? null,
})
