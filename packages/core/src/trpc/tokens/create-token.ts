import { createToken } from '../../services/tokens/tokens.ts'
import { createTokenInput, tokenResponse } from '../../wire/tokens/token.ts'
import { procedureFor } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'

export const createTokenProcedure = procedureFor('write')
  .input(createTokenInput)
  .output(tokenResponse)
  .mutation(async ({ ctx, input }) => {
    const created = await createToken(ctx.services, ctx.actor, {
      bucket: input.bucket,
      owner: input.owner ?? null,
      maxFiles: input.max_files,
      maxFileBytes: input.max_file_bytes ?? null,
      contentTypes: input.content_types ?? [],
      metadata: input.metadata ?? null,
      objectMetadata: input.object_metadata ?? null,
      allowsContent: input.allow_content,
      expiresInSeconds: input.expires_in_seconds,
      continues: input.continues ?? null,
    })
    const { token, tokenId, bucketId, expiresAt, isContinued } = unwrap(created)
    return {
      token,
      token_id: tokenId,
      bucket_id: bucketId,
      expires_at: expiresAt.toISOString(),
      continued: isContinued,
    }
  })
