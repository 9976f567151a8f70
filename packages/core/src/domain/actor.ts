import type { TokenRights } from './upload-token.ts'

/** Each permission implies the weaker ones. */
export const PERMISSIONS = ['read', 'write', 'delete', 'admin'] as const
export type Permission = (typeof PERMISSIONS)[number]

/** Who is calling, built only at the edges (ARCHITECTURE.md, Two edges). */
export interface Actor {
  kind: 'key' | 'session' | 'token'
  id: string
  organizationId: string
  /** Resolved from `X-Namespace`, or the credential's default. */
  namespaceId: string
  /** Of a key that may name any namespace of its organization, and of a session that began with one. */
  allNamespaces?: boolean | undefined
  permission: Permission
  /** May create organizations and keys of other organizations: the installation's own operator. */
  isOperator: boolean
  /** Of kind `session` only: the key that opened it, or that made its link. Absent: a start of the installation did. */
  keyId?: string | undefined
  /** Of kind `token` only: what it was minted for, and the grant that counts its files. */
  token?: (TokenRights & { grantId: string }) | undefined
}

/** The part of an actor that every query is bound to. */
export interface Tenant {
  organizationId: string
  namespaceId: string
}

/**
 * Whether what is the whole organization's (its limits, its books, keys of other namespaces) is this caller's to change. Who is
 * bound to one namespace is an admin there.
 */
export const reachesOrganization = ({ allNamespaces, isOperator }: Actor): boolean =>
  isOperator || allNamespaces === true

export function mayDo(actor: Actor, needed: Permission): boolean {
  return PERMISSIONS.indexOf(actor.permission) >= PERMISSIONS.indexOf(needed)
}
