import type { IssuedToken, NewUploadToken, SigningKey } from '../../ports/token-directory.ts'
import { newApiKey, newUploadToken } from '../builders.ts'
import { secondsAfter } from '../fakes/tables.ts'
import { testIds } from '../ids.ts'
import { type Scene, tenantOf } from './database-suite.ts'

export const newSigningKey = (): SigningKey => ({
  kid: testIds.next('signingKey'),
  secret: new TextEncoder().encode(testIds.random(32)),
})

/** A token with the key that minted it and the one that it was signed with. */
export async function seedToken(
  { ports, place }: Scene,
  { lifetimeSeconds = 900, ...fields }: Partial<NewUploadToken> & { lifetimeSeconds?: number } = {},
): Promise<NewUploadToken & IssuedToken> {
  const { kid, now } = await ports.tokens.signingKey(newSigningKey())
  const issuerId = fields.issuerId ?? testIds.next('apiKey')
  await ports.tenants.createKey(
    newApiKey({ ...tenantOf(place), keyId: issuerId, hash: issuerId.padStart(64, '0') }),
  )
  const token = newUploadToken({
    ...place,
    kid,
    expiresAt: secondsAfter(now, lifetimeSeconds),
    ...fields,
    issuerId,
  })
  return { ...token, ...(await ports.tokens.issue(token)) }
}
