import type { Permission } from '@landfall/core/domain'
import type { ListedApiKey, NewApiKey, TenantDirectory } from '@landfall/core/ports'
import type { Database } from './connect.ts'
import { callDatabase } from './errors.ts'
import type { Prisma } from './generated/client.ts'
import { DEFAULT_OPEN_UNSIZED } from './quota-defaults.ts'
import { sql } from './sql/statement.ts'

interface AuthenticateParams {
  keyHash: string
  namespaceRef: string | null
}

/** The namespace is named first and judged after, so that a key cannot reach one by naming it like another's id. */
const AUTHENTICATE = sql<AuthenticateParams>('authenticate-key')`
  SELECT k.id, k.organization_id, k.permission, k.is_operator, k.all_namespaces, n.id AS namespace_id,
    n.id IS NOT NULL AND (k.all_namespaces OR n.id = k.namespace_id) AS may_use
  FROM api_key k
  LEFT JOIN LATERAL (
    SELECT id FROM namespace
     WHERE organization_id = k.organization_id
       AND (id = COALESCE(${'namespaceRef'}::text, k.namespace_id) OR name = ${'namespaceRef'}::text)
     ORDER BY id = COALESCE(${'namespaceRef'}::text, k.namespace_id) DESC LIMIT 1
  ) n ON true
  WHERE k.hash = ${'keyHash'} AND k.revoked_at IS NULL`

interface KeyRow {
  id: string
  organization_id: string
  namespace_id: string
  permission: Permission
  is_operator: boolean
  all_namespaces: boolean
  may_use: boolean
}

type NewOrganization = Parameters<TenantDirectory['createOrganization']>[0]
type CreateParams = NewOrganization & { organizationUnsized: number; namespaceUnsized: number | null }

const CREATE_ORGANIZATION = sql<CreateParams>('create-organization')`
  WITH o AS (
    INSERT INTO organization (id, name, max_file_bytes)
    VALUES (${'organizationId'}, ${'name'}, ${'maxFileBytes'}::bigint)
    ON CONFLICT (name) DO NOTHING
    RETURNING id
  ),
  n AS (
    INSERT INTO namespace (id, organization_id, name)
    SELECT ${'namespaceId'}, id, ${'namespaceName'} FROM o
    RETURNING id, organization_id
  ),
  q AS (
    INSERT INTO quota (id, organization_id, namespace_id, scope, scope_id, limit_unsized)
    SELECT 'organization:' || id, id, NULL, 'organization', id, ${'organizationUnsized'}::int FROM o
    UNION ALL
    SELECT 'namespace:' || id, organization_id, id, 'namespace', id, ${'namespaceUnsized'}::int FROM n
  )
  SELECT id FROM o`

const NAMESPACE_SELECT = { id: true, name: true } as const satisfies Prisma.NamespaceSelect

const ORGANIZATION_SELECT = {
  id: true,
  name: true,
  namespaces: { select: NAMESPACE_SELECT, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }], take: 1 },
} as const satisfies Prisma.OrganizationSelect

interface RevokeParams {
  organizationId: string
  keyId: string
  mayRevokeOperators: boolean
  boundTo: string | null
}

const REVOKE_KEY = sql<RevokeParams>('revoke-key')`
  WITH k AS (
    SELECT id, is_operator FROM api_key WHERE organization_id = ${'organizationId'} AND id = ${'keyId'}
       AND (${'boundTo'}::text IS NULL OR namespace_id = ${'boundTo'}::text AND NOT all_namespaces)
  ),
  u AS (
    UPDATE api_key SET revoked_at = COALESCE(revoked_at, now())
      FROM k WHERE api_key.id = k.id AND (NOT k.is_operator OR ${'mayRevokeOperators'}::boolean)
    RETURNING api_key.id, api_key.revoked_at
  )
  SELECT u.revoked_at FROM k LEFT JOIN u ON u.id = k.id`

const KEY_SELECT = {
  id: true,
  organizationId: true,
  namespaceId: true,
  name: true,
  prefix: true,
  permission: true,
  allNamespaces: true,
  isOperator: true,
  createdAt: true,
  revokedAt: true,
  namespace: { select: { name: true } },
} as const satisfies Prisma.ApiKeySelect

export const createTenantDirectory = (db: Database): TenantDirectory => ({
  async authenticate(keyHash, namespaceRef) {
    const [row] = await db.run<KeyRow, AuthenticateParams>(AUTHENTICATE, { keyHash, namespaceRef })
    if (row === undefined) return { outcome: 'unknown_key' }
    if (!row.may_use) return { outcome: 'namespace_unknown' }
    return {
      outcome: 'actor',
      actor: {
        kind: 'key',
        id: row.id,
        organizationId: row.organization_id,
        namespaceId: row.namespace_id,
        allNamespaces: row.all_namespaces,
        permission: row.permission,
        isOperator: row.is_operator,
      },
    }
  },
  async createOrganization(organization) {
    const rows = await db.run<{ id: string }, CreateParams>(CREATE_ORGANIZATION, {
      ...organization,
      organizationUnsized: DEFAULT_OPEN_UNSIZED.organization,
      namespaceUnsized: DEFAULT_OPEN_UNSIZED.namespace,
    })
    return rows.length === 0 ? 'name_taken' : 'created'
  },
  findOrganization: ref =>
    callDatabase(async () => {
      const rows = await db.prisma.organization.findMany({
        where: { OR: [{ id: ref }, { name: ref }] },
        select: ORGANIZATION_SELECT,
      })
      const found = byIdFirst(rows, ref)
      const namespace = found?.namespaces[0]
      return found && namespace
        ? {
            organizationId: found.id,
            name: found.name,
            namespaceId: namespace.id,
            namespaceName: namespace.name,
          }
        : null
    }),
  findNamespace: (organizationId, ref) =>
    callDatabase(async () => {
      const rows = await db.prisma.namespace.findMany({
        where: { organizationId, OR: [{ id: ref }, { name: ref }] },
        select: NAMESPACE_SELECT,
      })
      const found = byIdFirst(rows, ref)
      return found ? { namespaceId: found.id, name: found.name } : null
    }),
  createKey: key =>
    callDatabase(async () => {
      await db.prisma.apiKey.createMany({ data: keyRowOf(key), skipDuplicates: true })
    }),
  listKeys: (organizationId, { limit, offset, boundTo }) =>
    callDatabase(async () => {
      const bound = boundTo === null ? {} : { namespaceId: boundTo, allNamespaces: false }
      const where = { organizationId, ...bound }
      const [rows, total] = await Promise.all([
        db.prisma.apiKey.findMany({
          where,
          select: KEY_SELECT,
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          take: limit,
          skip: offset,
        }),
        db.prisma.apiKey.count({ where }),
      ])
      return { keys: rows.map(toListedKey), total }
    }),
  async revokeKey(organizationId, { keyId, mayRevokeOperators, boundTo }) {
    const params = { organizationId, keyId, mayRevokeOperators, boundTo }
    const [row] = await db.run<{ revoked_at: Date | null }, RevokeParams>(REVOKE_KEY, params)
    if (row === undefined) return { outcome: 'unknown' }
    return row.revoked_at === null
      ? { outcome: 'operators_only' }
      : { outcome: 'revoked', revokedAt: row.revoked_at }
  },
})

const byIdFirst = <TRow extends { id: string }>(rows: TRow[], ref: string): TRow | undefined =>
  rows.find(({ id }) => id === ref) ?? rows[0]

type KeyRowShown = Prisma.ApiKeyGetPayload<{ select: typeof KEY_SELECT }>

const toListedKey = ({ id, namespace, permission, ...row }: KeyRowShown): ListedApiKey => ({
  ...row,
  keyId: id,
  namespaceName: namespace.name,
  permission: permission as Permission,
})

/** Field by field: Prisma refuses what it does not know, and a caller's object may carry more than its type says. */
function keyRowOf(key: NewApiKey): Prisma.ApiKeyCreateManyInput {
  return {
    id: key.keyId,
    organizationId: key.organizationId,
    namespaceId: key.namespaceId,
    name: key.name,
    hash: key.hash,
    prefix: key.prefix,
    permission: key.permission,
    allNamespaces: key.allNamespaces,
    isOperator: key.isOperator,
  }
}
