import type { Actor } from '../../domain/actor.ts'
import type { DomainError } from '../../domain/errors.ts'
import { notFound, type Result, refuse, succeed } from '../../domain/result.ts'
import { type TokenClaims, tokenActorId } from '../../domain/upload-token.ts'
import type { TokenStanding } from '../../ports/token-directory.ts'
import type { ServiceDeps } from '../deps.ts'

type TokenDeps = Pick<ServiceDeps, 'tokens' | 'tokenSigner' | 'secrets'>

/** Three parts, of which the last may be empty: `alg: none` shall be refused as a token, not as an unknown key. */
const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/

export const looksLikeToken = (secret: string): boolean => JWT.test(secret)

/**
 * The signature first, which costs no query, then one read that says what became of it since: revoked, its signing key
 * retired, the API key behind it gone. What it allows is in its claims.
 */
export async function authenticateToken(
  deps: TokenDeps,
  token: string,
  namespaceRef: string | null,
): Promise<Result<Actor>> {
  const verified = await deps.tokenSigner.verify(token)
  if (verified.outcome === 'invalid') return refuse(INVALID)
  if (verified.outcome === 'expired') return refuse(EXPIRED)
  const standing = await deps.tokens.authenticate(deps.secrets.hash(token), namespaceRef)
  switch (standing.outcome) {
    case 'unknown':
      return refuse(INVALID)
    case 'expired':
      return refuse(EXPIRED)
    case 'revoked':
      return refuse(REVOKED)
    case 'namespace_unknown':
      return notFound('namespace', namespaceRef ?? '')
    case 'live':
      return succeed(actorOf(verified.claims, standing))
  }
}

function actorOf(
  { tokenId: _, issuedAt: _issued, expiresAt: _expires, ...rights }: TokenClaims,
  { tenant, grant }: Extract<TokenStanding, { outcome: 'live' }>,
): Actor {
  return {
    kind: 'token',
    id: tokenActorId(grant),
    ...tenant,
    permission: 'write',
    isOperator: false,
    token: { ...rights, grantId: grant.grantId },
  }
}

const INVALID: DomainError = {
  code: 'TOKEN_INVALID',
  message: 'This is no upload token of this installation',
}
const EXPIRED: DomainError = {
  code: 'TOKEN_EXPIRED',
  message: 'This upload token has expired; fetch another',
}
const REVOKED: DomainError = { code: 'TOKEN_REVOKED', message: 'This upload token was revoked' }
