/** Which uploads a list is about. Each choice is a statement of its own, so that each can use its index. */
import type { Tenant, UploadStatus } from '@landfall/core/domain'
import type { UploadFilter } from '@landfall/core/ports'
import { nameContains, valuesContain } from '../sql/sorting.ts'
import { fragment, NOTHING } from '../sql/statement.ts'

export interface FilterParams extends Tenant {
  bucketId: string | null
  statuses: readonly UploadStatus[]
  owner: string | null
  search: string | null
}

const OF_NAMESPACE = fragment`u.organization_id = ${'organizationId'} AND u.namespace_id = ${'namespaceId'}`
const OF_BUCKET = fragment`AND u.bucket_id = ${'bucketId'}`
/** Its uploads outlive a deleted bucket, for their keys. */
const OF_LIVE_BUCKET = fragment`
  AND NOT EXISTS (SELECT FROM bucket gone WHERE gone.id = u.bucket_id AND gone.deleted_at IS NOT NULL
    AND gone.organization_id = ${'organizationId'} AND gone.namespace_id = ${'namespaceId'})`
/** One status is a place in an index; several are looked for along the order of the list. */
const OF_STATUS = fragment`AND u.status = (${'statuses'}::text[])[1]`
const OF_STATUSES = fragment`AND u.status = ANY(${'statuses'}::text[])`
const OF_OWNER = fragment`AND u.owner = ${'owner'}`
const OF_SEARCH = fragment`AND (${nameContains(fragment`u.filename`)} OR ${valuesContain(fragment`u.metadata`)})`

const ofStatuses = (statuses: UploadFilter['statuses']) => {
  if (statuses === undefined) return NOTHING
  return statuses.length === 1 ? OF_STATUS : OF_STATUSES
}

export const matching = ({ bucketId, statuses, owner, search }: UploadFilter) =>
  fragment`${OF_NAMESPACE} ${bucketId === null ? NOTHING : OF_BUCKET} ${OF_LIVE_BUCKET} ${ofStatuses(statuses)}
    ${owner === undefined ? NOTHING : OF_OWNER} ${search === undefined ? NOTHING : OF_SEARCH}`

/** Short, since Postgres cuts a statement's name at 63 bytes. */
export const nameOf = (base: string, { bucketId, statuses, owner, search }: UploadFilter) =>
  [
    base,
    bucketId === null ? '' : '-bucket',
    statuses === undefined ? '' : statuses.length === 1 ? '-status' : '-any',
    owner === undefined ? '' : '-owner',
    search === undefined ? '' : '-name',
  ].join('')

export function filterParams({ organizationId, namespaceId }: Tenant, filter: UploadFilter): FilterParams {
  const { bucketId, statuses = [], owner = null, search = null } = filter
  return { organizationId, namespaceId, bucketId, statuses, owner, search }
}
