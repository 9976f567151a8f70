import type { Actor } from './actor.ts'
import type { JsonObject } from './upload.ts'

/** What an upload token was minted for. Signed into it, so nothing of this is looked up when it is used. */
export interface TokenRights {
  bucketId: string
  /** Whose files they are; its holder cannot name another. */
  owner: string | null
  /** Uploads that may be created with it, and with the tokens that continue it. */
  maxFiles: number
  maxFileBytes: number | null
  /** Exact (`image/png`) or a whole family (`image/*`); empty: any. */
  contentTypes: string[]
  /** Wins over what its holder sends, key by key. */
  metadata: JsonObject | null
  objectMetadata: JsonObject | null
  /** Whether its holder may download what it uploaded. */
  allowsContent: boolean
}

export interface TokenClaims extends TokenRights {
  tokenId: string
  issuedAt: Date
  expiresAt: Date
}

/** The lineage of tokens: a refreshed one continues the grant of the one before, and the count of its files. */
export interface TokenGrant {
  grantId: string
  /** The API key that minted it. */
  issuerId: string
  bucketId: string
  owner: string | null
}

/**
 * Who a token is. With an owner it is its issuer and owner in this bucket, so that any later token for the same person
 * carries on; without one, nobody but the grant itself. Uploads and Idempotency-Keys are its own by this id.
 */
export function tokenActorId({ grantId, issuerId, bucketId, owner }: TokenGrant): string {
  return owner === null ? grantId : `${issuerId}/${bucketId}/${owner}`
}

/** A key or a session sees every upload of its namespace; a token those that were made with it. */
export function seesUpload(actor: Actor, upload: { actorId: string; bucketId: string }): boolean {
  if (actor.kind !== 'token') return true
  return upload.actorId === actor.id && upload.bucketId === actor.token?.bucketId
}

export function readsContent(actor: Actor): boolean {
  return actor.kind !== 'token' || actor.token?.allowsContent === true
}
