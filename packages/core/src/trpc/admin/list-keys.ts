import type { ListedApiKey } from '../../ports/tenant-directory.ts'
import { listKeys } from '../../services/admin/keys.ts'
import { type ListedKeyResponse, listKeysInput, listKeysResponse } from '../../wire/admin/keys.ts'
import { procedureFor } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'

export const listKeysProcedure = procedureFor('admin')
  .input(listKeysInput)
  .output(listKeysResponse)
  .query(async ({ ctx, input }) => {
    const { organization, limit, offset } = input
    const listed = await listKeys(ctx.services, ctx.actor, {
      organization: organization ?? null,
      limit,
      offset: offset ?? 0,
    })
    const { keys, total } = unwrap(listed)
    return { results: keys.map(key => toListedKey(key, ctx.actor.id)), total_count: total }
  })

const toListedKey = (key: ListedApiKey, actorId: string): ListedKeyResponse => ({
  key_id: key.keyId,
  name: key.name,
  prefix: key.prefix,
  permission: key.permission,
  namespace_id: key.namespaceId,
  namespace_name: key.namespaceName,
  all_namespaces: key.allNamespaces,
  is_operator: key.isOperator,
  is_own: key.keyId === actorId,
  created_at: key.createdAt.toISOString(),
  revoked_at: key.revokedAt?.toISOString() ?? null,
})
