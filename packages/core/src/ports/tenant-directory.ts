import type { Actor, Permission } from '../domain/actor.ts'

export interface NewApiKey {
  keyId: string
  organizationId: string
  /** The key's default namespace. */
  namespaceId: string
  name: string
  /** SHA-256 of the secret in lower-case hex; the secret itself is never stored. */
  hash: string
  /** First characters of the secret, for lists. */
  prefix: string
  permission: Permission
  /** Whether `X-Namespace` may name another namespace of the organization. */
  allNamespaces: boolean
  isOperator: boolean
}

/** A key as lists show it: everything but the secret. */
export interface ListedApiKey extends Omit<NewApiKey, 'hash'> {
  namespaceName: string
  createdAt: Date
  revokedAt: Date | null
}

export interface TenantDirectory {
  /**
   * One query: an active key with this hash and the namespace that `namespaceRef` (id or name; null: the default)
   * means for it. `namespace_unknown` also where the key may not use that namespace.
   */
  authenticate(
    keyHash: string,
    namespaceRef: string | null,
  ): Promise<
    { outcome: 'actor'; actor: Actor } | { outcome: 'unknown_key' } | { outcome: 'namespace_unknown' }
  >
  /** Inserts organization, its namespace and their quota rows. */
  createOrganization(organization: {
    organizationId: string
    name: string
    namespaceId: string
    namespaceName: string
    maxFileBytes: number | null
  }): Promise<'created' | 'name_taken'>
  findOrganization(
    ref: string,
  ): Promise<{ organizationId: string; name: string; namespaceId: string; namespaceName: string } | null>
  findNamespace(organizationId: string, ref: string): Promise<{ namespaceId: string; name: string } | null>
  /** A key with the same hash is left as it is, so that a start may repeat it. */
  createKey(key: NewApiKey): Promise<void>
  /** Of an organization, newest first, those that were revoked too. `boundTo`: only those bound to this namespace. */
  listKeys(
    organizationId: string,
    page: { limit: number; offset: number; boundTo: string | null },
  ): Promise<{ keys: ListedApiKey[]; total: number }>
  /**
   * Ends a key for good: the next request with it, and with a session that came of it, is refused. Repeating it changes
   * nothing. `operators_only`: an operator's key, and `mayRevokeOperators` is false. `boundTo`: all other keys are unknown.
   */
  revokeKey(
    organizationId: string,
    revoke: { keyId: string; mayRevokeOperators: boolean; boundTo: string | null },
  ): Promise<{ outcome: 'revoked'; revokedAt: Date } | { outcome: 'unknown' } | { outcome: 'operators_only' }>
}
