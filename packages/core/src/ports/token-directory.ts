import type { Tenant } from '../domain/actor.ts'
import type { TokenGrant } from '../domain/upload-token.ts'

export interface SigningKey {
  kid: string
  /** 32 random bytes (HS256). */
  secret: Uint8Array
}

export interface NewUploadToken extends Tenant, Omit<TokenGrant, 'grantId'> {
  tokenId: string
  /** SHA-256 of the whole token in lower-case hex: a signing key alone, without this row, makes no token. */
  tokenHash: string
  kid: string
  expiresAt: Date
  /** Used where nothing is continued. */
  grantId: string
  /**
   * Hash of the token before it. Its grant goes on if it was for the same issuer, bucket and owner, was not revoked, and
   * did not end longer than a day ago.
   */
  continuesHash: string | null
}

export interface IssuedToken {
  grantId: string
  isContinued: boolean
}

/** What the rows say about a token whose signature holds. */
export type TokenStanding =
  | { outcome: 'live'; tenant: Tenant; grant: TokenGrant }
  /** Itself, the key that minted it, or the key that it was signed with. */
  | { outcome: 'revoked' }
  | { outcome: 'expired' }
  | { outcome: 'namespace_unknown' }
  | { outcome: 'unknown' }

/**
 * Upload tokens and the keys that sign them, the same for every replica. Times are the database's. Throws
 * `InfrastructureError` `DATABASE_UNAVAILABLE`.
 */
export interface TokenDirectory {
  /** The key to sign with now, and the time. `candidate` becomes it where there is none, or none younger than a month. */
  signingKey(candidate: SigningKey): Promise<SigningKey & { now: Date }>
  /** The secret of a key, retired or not; it never changes, so it may be kept. `null`: unknown. */
  findSecret(kid: string): Promise<Uint8Array | null>
  /**
   * A new key to sign with. All others verify for `graceSeconds` more: 0 ends every token that is out, at once and on
   * every replica, because `authenticate` looks at the keys' rows.
   */
  rotate(next: SigningKey, graceSeconds: number): Promise<{ retiredKeys: number }>
  issue(token: NewUploadToken): Promise<IssuedToken>
  /** One read by index. `namespaceRef` (id or name; null: the token's own) has to be the one it was minted in. */
  authenticate(tokenHash: string, namespaceRef: string | null): Promise<TokenStanding>
  /** Twice is a no-op. `false`: the tenant has no such token. */
  revoke(tenant: Tenant, tokenId: string): Promise<boolean>
  /** Removes grants whose last token cannot be continued any more, and keys that no token can be signed with; how many. */
  forgetExpired(): Promise<number>
}
