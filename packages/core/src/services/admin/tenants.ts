import { type Actor, type Permission, reachesOrganization } from '../../domain/actor.ts'
import { notFound, type Result, refuse, succeed } from '../../domain/result.ts'
import type { ServiceDeps } from '../deps.ts'

export interface OrganizationCreated {
  organizationId: string
  name: string
  namespaceId: string
  namespaceName: string
}

/** A second tenant. Only the installation's operator may: an organization's admin rules its own alone. */
export async function createOrganization(
  deps: ServiceDeps,
  actor: Actor,
  input: { name: string; namespaceName: string; maxFileBytes: number | null },
): Promise<Result<OrganizationCreated>> {
  if (!actor.isOperator) return refuse(operatorOnly)
  const organizationId = deps.ids.next('organization')
  const namespaceId = deps.ids.next('namespace')
  const { name, namespaceName, maxFileBytes } = input
  const created = await deps.tenants.createOrganization({
    organizationId,
    name,
    namespaceId,
    namespaceName,
    maxFileBytes,
  })
  if (created === 'created') return succeed({ organizationId, name, namespaceId, namespaceName })
  return refuse({
    code: 'NAME_TAKEN',
    message: `An organization named ${name} exists`,
    details: { field: 'name', name },
  })
}

export const operatorOnly = {
  code: 'FORBIDDEN',
  message: "This needs an operator's key (admin_key of this installation)",
} as const

export const organizationOnly = {
  code: 'FORBIDDEN',
  message: 'This credential is bound to one namespace; this needs a key of all namespaces',
} as const

export interface CreateKey {
  organization: string | null
  namespace: string | null
  name: string
  permission: Permission
  allNamespaces: boolean
}

export interface KeyCreated {
  keyId: string
  organizationId: string
  namespaceId: string
  name: string
  permission: Permission
  apiKey: string
}

/** An organization's admin makes keys for it; one that is bound to a namespace, keys that are bound to it too. */
export async function createKey(
  deps: ServiceDeps,
  actor: Actor,
  input: CreateKey,
): Promise<Result<KeyCreated>> {
  const organization = await deps.tenants.findOrganization(input.organization ?? actor.organizationId)
  const isOwn = organization?.organizationId === actor.organizationId
  if (!organization || !(isOwn || actor.isOperator)) {
    return notFound('organization', input.organization ?? actor.organizationId)
  }
  const { organizationId } = organization
  const isBound = !reachesOrganization(actor)
  if (isBound && input.allNamespaces) return refuse(organizationOnly)
  const namespace = input.namespace
    ? await deps.tenants.findNamespace(organizationId, input.namespace)
    : { namespaceId: isBound ? actor.namespaceId : organization.namespaceId }
  // Another namespace is a stranger's to who is bound to one.
  if (!namespace || (isBound && namespace.namespaceId !== actor.namespaceId))
    return notFound('namespace', input.namespace ?? '')

  const { name, permission, allNamespaces } = input
  const keyId = deps.ids.next('apiKey')
  const apiKey = deps.secrets.newApiKey()
  await deps.tenants.createKey({
    keyId,
    organizationId,
    namespaceId: namespace.namespaceId,
    name,
    hash: deps.secrets.hash(apiKey),
    prefix: apiKey.slice(0, 8),
    permission,
    allNamespaces,
    isOperator: false,
  })
  return succeed({ keyId, organizationId, namespaceId: namespace.namespaceId, name, permission, apiKey })
}
