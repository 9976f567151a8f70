import { type Actor, reachesOrganization } from '../../domain/actor.ts'
import type { QuotaRecord, QuotaScope } from '../../domain/quota.ts'
import { notFound, type Result, refuse, succeed } from '../../domain/result.ts'
import type { NamedQuota, QuotaLimits, QuotaRef } from '../../ports/quota-book.ts'
import { organizationOnly } from '../admin/tenants.ts'
import { locateBucket } from '../buckets/locate-bucket.ts'
import type { ServiceDeps } from '../deps.ts'

export interface QuotaScopeRef {
  scope: QuotaScope
  id: string | null
  owner: string | null
}

export async function getQuota(
  deps: ServiceDeps,
  actor: Actor,
  ref: QuotaScopeRef,
): Promise<Result<QuotaRecord>> {
  const located = await locate(deps, actor, ref)
  const quota = located && (await deps.quotas.get(actor, located))
  return quota ? succeed(quota) : notFound('quota', describe(ref))
}

/** The organization's holds for all of its namespaces; whoever is charged in it may read it, as a refusal tells it anyway. */
export async function setQuota(
  deps: ServiceDeps,
  actor: Actor,
  input: QuotaScopeRef & QuotaLimits,
): Promise<Result<QuotaRecord>> {
  const located = await locate(deps, actor, input)
  const isOwn = located?.id === actor.organizationId
  if (input.scope === 'organization' && isOwn && !reachesOrganization(actor)) return refuse(organizationOnly)
  const quota = located && (await deps.quotas.set(actor, { ...input, ...located }))
  return quota ? succeed(quota) : notFound('quota', describe(input))
}

export async function listQuotas(
  deps: ServiceDeps,
  actor: Actor,
  { bucket, ...page }: { scope: QuotaScope | null; bucket: string | null; limit: number; offset: number },
): Promise<Result<{ quotas: NamedQuota[]; total: number }>> {
  const located = await locateBucket(deps, actor, bucket)
  if (!located.ok) return located
  return succeed(await deps.quotas.list(actor, { ...page, bucketId: located.value }))
}

/** Buckets go by id or name; organization and namespace default to the caller's own. */
async function locate(deps: ServiceDeps, actor: Actor, ref: QuotaScopeRef): Promise<QuotaRef | null> {
  const { scope, owner } = ref
  switch (scope) {
    case 'organization':
      return { scope, id: ref.id ?? actor.organizationId, owner: null }
    case 'namespace':
      return { scope, id: ref.id ?? actor.namespaceId, owner: null }
    case 'bucket':
    case 'owner': {
      const bucket = await deps.buckets.find(actor, ref.id ?? '')
      return bucket && { scope, id: bucket.bucketId, owner: scope === 'owner' ? owner : null }
    }
  }
}

const describe = (ref: QuotaScopeRef) =>
  [ref.scope, ref.id, ref.owner].filter(part => part !== null).join(' ')
