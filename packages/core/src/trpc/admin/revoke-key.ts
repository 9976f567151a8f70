import { revokeKey } from '../../services/admin/keys.ts'
import { revokeKeyInput, revokeKeyResponse } from '../../wire/admin/keys.ts'
import { procedureFor } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'

export const revokeKeyProcedure = procedureFor('admin')
  .input(revokeKeyInput)
  .output(revokeKeyResponse)
  .mutation(async ({ ctx, input }) => {
    const revoke = { organization: input.organization ?? null, keyId: input.key_id }
    const { keyId, revokedAt } = unwrap(await revokeKey(ctx.services, ctx.actor, revoke))
    return { key_id: keyId, revoked_at: revokedAt.toISOString() }
  })
