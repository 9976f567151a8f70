/**
 * Upload tokens as JSON Web Tokens: HS256 under a key of the database. Owns form, signature and times; whose token it is
 * and whether it was revoked, the rows say (docs/adr/0009).
 */
import { randomBytes } from 'node:crypto'
import { createId } from '@landfall/core/domain'
import type { Clock, TokenSigner } from '@landfall/core/ports'
import { errors, type JWTHeaderParameters, jwtVerify, SignJWT } from 'jose'
import { fromPayload, toPayload } from './token-payload.ts'

const ALGORITHM = 'HS256'
const ISSUER = 'landfall'
const AUDIENCE = 'landfall-uploads'
/** The database's clock says when a token begins and, exactly, when it ends; ours may be off by so much. */
const CLOCK_TOLERANCE_SECONDS = 60
const SECRET_BYTES = 32

/** A claimed key id that no key can have is not looked up. */
const KID = /^sgn_[a-z0-9]{16}$/

type FindSecret = (kid: string) => Promise<Uint8Array | null>

export function createTokenSigner({
  findSecret,
  clock,
}: {
  findSecret: FindSecret
  clock: Clock
}): TokenSigner {
  const secretOf = keeping(findSecret)
  const keyOf = async ({ kid }: JWTHeaderParameters) => {
    const secret = kid !== undefined && KID.test(kid) ? await secretOf(kid) : null
    if (secret === null) throw new errors.JWKSNoMatchingKey()
    return secret
  }
  return {
    newKey: () => ({
      kid: createId('signingKey', count => randomBytes(count)),
      secret: new Uint8Array(randomBytes(SECRET_BYTES)),
    }),
    sign: ({ kid, secret }, claims) =>
      new SignJWT(toPayload(claims))
        .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', kid })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setJti(claims.tokenId)
        .setIssuedAt(claims.issuedAt)
        .setNotBefore(claims.issuedAt)
        .setExpirationTime(claims.expiresAt)
        .sign(secret),
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, keyOf, {
          algorithms: [ALGORITHM],
          issuer: ISSUER,
          audience: AUDIENCE,
          requiredClaims: ['jti', 'iat', 'nbf', 'exp'],
          clockTolerance: CLOCK_TOLERANCE_SECONDS,
          currentDate: clock.now(),
        })
        const claims = fromPayload(payload)
        return claims === null ? { outcome: 'invalid' } : { outcome: 'valid', claims }
      } catch (error) {
        // Thrown only after the signature held.
        if (error instanceof errors.JWTExpired) return { outcome: 'expired' }
        if (error instanceof errors.JOSEError) return { outcome: 'invalid' }
        throw error
      }
    },
  }
}

/**
 * A key's secret never changes, so it is asked for once. That a key was retired is no business of this cache: each
 * request reads that from the rows, so a rotation takes effect with the next one.
 */
function keeping(findSecret: FindSecret): FindSecret {
  const secrets = new Map<string, Uint8Array>()
  return async kid => {
    const known = secrets.get(kid)
    if (known !== undefined) return known
    const secret = await findSecret(kid)
    if (secret !== null) secrets.set(kid, secret)
    return secret
  }
}
