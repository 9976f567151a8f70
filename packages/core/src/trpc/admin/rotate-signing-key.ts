import { rotateSigningKey } from '../../services/tokens/tokens.ts'
import { rotateSigningKeyInput, rotateSigningKeyResponse } from '../../wire/tokens/token.ts'
import { procedureFor } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'

export const rotateSigningKeyProcedure = procedureFor('admin')
  .input(rotateSigningKeyInput)
  .output(rotateSigningKeyResponse)
  .mutation(async ({ ctx, input }) => {
    const rotated = await rotateSigningKey(ctx.services, ctx.actor, { keepsLive: input.keep_live })
    const { kid, retiredKeys } = unwrap(rotated)
    return { kid, retired_keys: retiredKeys }
  })
