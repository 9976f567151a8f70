import { type Actor, reachesOrganization } from '../../domain/actor.ts'
import { notFound, type Result, refuse, succeed } from '../../domain/result.ts'
import type { ListedApiKey } from '../../ports/tenant-directory.ts'
import type { ServiceDeps } from '../deps.ts'
import { operatorOnly } from './tenants.ts'

/** An organization's admin sees and ends its own keys; an operator those of any; who is bound to a namespace, those bound to it. */
export async function listKeys(
  deps: ServiceDeps,
  actor: Actor,
  input: { organization: string | null; limit: number; offset: number },
): Promise<Result<{ keys: ListedApiKey[]; total: number }>> {
  const found = await findOrganization(deps, actor, input.organization)
  if (!found.ok) return found
  return succeed(await deps.tenants.listKeys(found.value, { ...input, boundTo: boundTo(actor) }))
}

export async function revokeKey(
  deps: ServiceDeps,
  actor: Actor,
  input: { organization: string | null; keyId: string },
): Promise<Result<{ keyId: string; revokedAt: Date }>> {
  const found = await findOrganization(deps, actor, input.organization)
  if (!found.ok) return found
  const { keyId } = input
  // Otherwise an admin of the organization that the operator's key lives in could lock the operator out.
  const revoke = { keyId, mayRevokeOperators: actor.isOperator, boundTo: boundTo(actor) }
  const revoked = await deps.tenants.revokeKey(found.value, revoke)
  if (revoked.outcome === 'unknown') return notFound('key', keyId)
  if (revoked.outcome === 'operators_only') return refuse(operatorOnly)
  deps.log.info({ keyId, actorId: actor.id, organizationId: found.value }, 'revoked a key')
  return succeed({ keyId, revokedAt: revoked.revokedAt })
}

const boundTo = (actor: Actor) => (reachesOrganization(actor) ? null : actor.namespaceId)

async function findOrganization(
  deps: ServiceDeps,
  actor: Actor,
  ref: string | null,
): Promise<Result<string>> {
  if (ref === null) return succeed(actor.organizationId)
  const organization = await deps.tenants.findOrganization(ref)
  const isOwn = organization?.organizationId === actor.organizationId
  if (!organization || !(isOwn || actor.isOperator)) return notFound('organization', ref)
  return succeed(organization.organizationId)
}
