import type { Actor } from '../../domain/actor.ts'
import { notFound, type Result, refuse, succeed } from '../../domain/result.ts'
import type { TokenRights } from '../../domain/upload-token.ts'
import { TOKEN_GRACE_SECONDS } from '../../wire/limits.ts'
import { operatorOnly } from '../admin/tenants.ts'
import type { ServiceDeps } from '../deps.ts'

export interface CreateToken extends Omit<TokenRights, 'bucketId'> {
  bucket: string
  expiresInSeconds: number
  /** The token that this one takes the place of. */
  continues: string | null
}

export interface TokenCreated {
  token: string
  tokenId: string
  bucketId: string
  expiresAt: Date
  isContinued: boolean
}

/** Minted by an app's back end, after its own check of who asks. Only an API key may: it is the issuer that it dies with. */
export async function createToken(
  deps: ServiceDeps,
  actor: Actor,
  { bucket: ref, expiresInSeconds, continues, ...rights }: CreateToken,
): Promise<Result<TokenCreated>> {
  if (actor.kind !== 'key') return refuse(keyOnly)
  const bucket = await deps.buckets.find(actor, ref)
  if (!bucket) return notFound('bucket', ref)
  const { bucketId, organizationId, namespaceId } = bucket

  const { now, ...key } = await deps.tokens.signingKey(deps.tokenSigner.newKey())
  // A JWT counts in whole seconds; ours ends with its row, so both have to be the same.
  const issuedAt = new Date(Math.floor(now.getTime() / 1000) * 1000)
  const expiresAt = new Date(issuedAt.getTime() + expiresInSeconds * 1000)
  const tokenId = deps.ids.next('token')
  const token = await deps.tokenSigner.sign(key, { ...rights, bucketId, tokenId, issuedAt, expiresAt })
  const { isContinued } = await deps.tokens.issue({
    organizationId,
    namespaceId,
    tokenId,
    tokenHash: deps.secrets.hash(token),
    kid: key.kid,
    expiresAt,
    grantId: deps.ids.next('grant'),
    issuerId: actor.id,
    bucketId,
    owner: rights.owner,
    continuesHash: continues === null ? null : deps.secrets.hash(continues),
  })
  return succeed({ token, tokenId, bucketId, expiresAt, isContinued })
}

const keyOnly = { code: 'FORBIDDEN', message: 'Upload tokens are minted with an API key' } as const

/** Ends one token. Others of its grant, and what it began, stay. */
export async function revokeToken(deps: ServiceDeps, actor: Actor, tokenId: string): Promise<Result<null>> {
  return (await deps.tokens.revoke(actor, tokenId)) ? succeed(null) : notFound('token', tokenId)
}

export interface KeyRotated {
  kid: string
  retiredKeys: number
}

/** Signing keys belong to the installation, so to its operator. `keepsLive`: tokens that are out live to their end. */
export async function rotateSigningKey(
  deps: ServiceDeps,
  actor: Actor,
  { keepsLive }: { keepsLive: boolean },
): Promise<Result<KeyRotated>> {
  if (!actor.isOperator) return refuse(operatorOnly)
  const next = deps.tokenSigner.newKey()
  const { retiredKeys } = await deps.tokens.rotate(next, keepsLive ? TOKEN_GRACE_SECONDS : 0)
  return succeed({ kid: next.kid, retiredKeys })
}
