import { z } from 'zod'
import { revokeToken } from '../../services/tokens/tokens.ts'
import { revokeTokenInput } from '../../wire/tokens/token.ts'
import { procedureFor, router } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'
import { createTokenProcedure } from './create-token.ts'

const revoke = procedureFor('write')
  .input(revokeTokenInput)
  .output(z.null())
  .mutation(async ({ ctx, input }) => unwrap(await revokeToken(ctx.services, ctx.actor, input.token_id)))

export const tokensRouter = router({ create: createTokenProcedure, revoke })
