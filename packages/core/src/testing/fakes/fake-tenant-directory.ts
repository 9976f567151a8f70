import type { ListedApiKey, TenantDirectory } from '../../ports/tenant-directory.ts'
import { insertQuota } from './quota-rows.ts'
import { type ApiKeyRow, type FakeTables, type NamespaceRow, rowOf } from './tables.ts'

/** CONTRACT 0.7. */
const UNSIZED_PER_ORGANIZATION = 1000

export function createFakeTenantDirectory(tables: FakeTables): TenantDirectory {
  const findNamespace = (organizationId: string, ref: string): NamespaceRow | undefined => {
    const own = [...tables.namespaces.values()].filter(row => row.organizationId === organizationId)
    return own.find(({ namespaceId }) => namespaceId === ref) ?? own.find(({ name }) => name === ref)
  }
  return {
    authenticate: async (keyHash, namespaceRef) => {
      const key = [...tables.apiKeys.values()].find(({ hash }) => hash === keyHash)
      if (key === undefined || key.revokedAt !== null) return { outcome: 'unknown_key' }
      const namespace = findNamespace(key.organizationId, namespaceRef ?? key.namespaceId)
      const isAllowed = key.allNamespaces || namespace?.namespaceId === key.namespaceId
      if (namespace === undefined || !isAllowed) return { outcome: 'namespace_unknown' }
      return {
        outcome: 'actor',
        actor: {
          kind: 'key',
          id: key.keyId,
          organizationId: key.organizationId,
          namespaceId: namespace.namespaceId,
          allNamespaces: key.allNamespaces,
          permission: key.permission,
          isOperator: key.isOperator,
        },
      }
    },
    createOrganization: async ({ namespaceId, namespaceName, ...organization }) => {
      const { organizationId, name } = organization
      if ([...tables.organizations.values()].some(row => row.name === name)) return 'name_taken'
      tables.organizations.set(organizationId, { ...organization, limitUnsized: UNSIZED_PER_ORGANIZATION })
      insertQuota(tables, { scope: 'organization', scopeId: organizationId })
      insertNamespace(tables, { namespaceId, organizationId, name: namespaceName })
      return 'created'
    },
    findOrganization: async ref => {
      const all = [...tables.organizations.values()]
      const found =
        all.find(({ organizationId }) => organizationId === ref) ?? all.find(({ name }) => name === ref)
      if (found === undefined) return null
      const { organizationId, name } = found
      const first = [...tables.namespaces.values()].find(row => row.organizationId === organizationId)
      return first === undefined
        ? null
        : { organizationId, name, namespaceId: first.namespaceId, namespaceName: first.name }
    },
    findNamespace: async (organizationId, ref) => {
      const found = findNamespace(organizationId, ref)
      return found === undefined ? null : { namespaceId: found.namespaceId, name: found.name }
    },
    createKey: async key => {
      rowOf(tables.namespaces, key.namespaceId)
      if ([...tables.apiKeys.values()].some(({ hash }) => hash === key.hash)) return
      tables.apiKeys.set(key.keyId, { ...key, createdAt: tables.clock.now(), revokedAt: null })
    },
    listKeys: async (organizationId, { limit, offset, boundTo }) => {
      const own = [...tables.apiKeys.values()]
        .filter(key => key.organizationId === organizationId && isWithin(key, boundTo))
        .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.keyId < b.keyId ? 1 : -1))
      const keys = own.slice(offset, offset + limit).map(key => toListedKey(tables, key))
      return { keys, total: own.length }
    },
    revokeKey: async (organizationId, { keyId, mayRevokeOperators, boundTo }) => {
      const key = tables.apiKeys.get(keyId)
      if (key?.organizationId !== organizationId || !isWithin(key, boundTo)) return { outcome: 'unknown' }
      if (key.isOperator && !mayRevokeOperators) return { outcome: 'operators_only' }
      key.revokedAt ??= tables.clock.now()
      return { outcome: 'revoked', revokedAt: key.revokedAt }
    },
  }
}

const isWithin = ({ namespaceId, allNamespaces }: ApiKeyRow, boundTo: string | null): boolean =>
  boundTo === null || (namespaceId === boundTo && !allNamespaces)

export function insertNamespace(tables: FakeTables, row: NamespaceRow): void {
  tables.namespaces.set(row.namespaceId, row)
  insertQuota(tables, { scope: 'namespace', scopeId: row.namespaceId })
}

function toListedKey(tables: FakeTables, key: ApiKeyRow): ListedApiKey {
  return {
    keyId: key.keyId,
    organizationId: key.organizationId,
    namespaceId: key.namespaceId,
    namespaceName: rowOf(tables.namespaces, key.namespaceId).name,
    name: key.name,
    prefix: key.prefix,
    permission: key.permission,
    allNamespaces: key.allNamespaces,
    isOperator: key.isOperator,
    createdAt: key.createdAt,
    revokedAt: key.revokedAt,
  }
}
