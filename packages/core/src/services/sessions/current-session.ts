import type { Actor } from '../../domain/actor.ts'
import { notFound, type Result, succeed } from '../../domain/result.ts'
import type { ServiceDeps } from '../deps.ts'

/** The actor with the names that people know. */
export interface CurrentSession extends Actor {
  organizationName: string
  namespaceName: string
  /** The same whenever the same key signs in, and another one for another key. */
  subjectId: string
}

export async function getCurrentSession(
  deps: Pick<ServiceDeps, 'tenants'>,
  actor: Actor,
): Promise<Result<CurrentSession>> {
  const { organizationId, namespaceId } = actor
  const organization = await deps.tenants.findOrganization(organizationId)
  const namespace = await deps.tenants.findNamespace(organizationId, namespaceId)
  if (!organization || !namespace) return notFound('namespace', namespaceId)
  const names = { organizationName: organization.name, namespaceName: namespace.name }
  return succeed({ ...actor, ...names, subjectId: actor.keyId ?? actor.id })
}
