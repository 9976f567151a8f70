/** A key that the database knows of, and that may have bytes. */
export interface KnownKey {
  keyId: number
  key: string
  state: 'open' | 'live' | 'kept' | 'doomed'
  isMissing: boolean
  /** Of what is served; null on a bucket without versions, and for what is not live. */
  versionId: string | null
  /** Without quotes; null for what is not live. */
  etag: string | null
}

/** The database's side of a comparison with the store. Throws `InfrastructureError` `DATABASE_UNAVAILABLE`. */
export interface KeyInventory {
  /** Of any keys that a store may list. Under the prefix, after one key and up to another (`null`: to the end), in the order of `compareKeys`. */
  list(range: { prefix: string; after: string; upTo: string | null; limit: number }): Promise<KnownKey[]>
  /** Which of these it does not know, or is done with: nothing here will ever read, write or delete them. */
  unknownOf(keys: readonly string[]): Promise<string[]>
  /**
   * Which of these were sent to, and will never be again: their bytes are served, or deleted for good. Ended keys stay
   * ended in every later state of the database, so a restored one may say so too.
   */
  endedOf(keys: readonly string[]): Promise<string[]>
  /** Live keys at which nothing lies. Answers how many were not marked before. */
  markMissing(keyIds: readonly number[]): Promise<number>
  /** Their bytes are there again. */
  clearMissing(keyIds: readonly number[]): Promise<void>
  clearMissingAt(key: string): Promise<void>
}
