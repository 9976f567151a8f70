/** Whose key it is that the store told of. */
export interface ToldKey {
  uploadId: string
  attempt: number
  /** The newest attempt of an open upload, and the key that its client was given: only there can bytes be news. */
  isAwaited: boolean
}

export interface SeenBytes {
  uploadId: string
  attempt: number
  /** As HEAD showed them. */
  etag: string
  sizeBytes: number
  /** The store itself checked a checksum that was signed: there is nothing that a claim could add. */
  isVerified: boolean
}

/**
 * `first`: recorded, and the upload is due to be settled. `again`: they were seen before; a settling that waits keeps
 * its time. `late`: the upload is final by now, or has another attempt, and nothing was written.
 */
export type SeenOutcome = 'first' | 'again' | 'late'

/**
 * What the store tells of itself: an accelerator, never the truth. Nothing here changes a status, a key or a quota.
 * Throws `InfrastructureError` `DATABASE_UNAVAILABLE`.
 */
export interface StoreEvents {
  /** By the exact key. `null`: there is no row of it, or none that is committed yet. */
  findKey(key: string): Promise<ToldKey | null>
  /** How often this key was told of while nobody knew it, this time included. Kept for a week. */
  countUnknown(key: string): Promise<number>
  /**
   * Sets `bytes_seen_at` once, and in the same statement queues the settling: where the store verified the bytes after
   * `VERIFIED_GRACE_SECONDS`, so that a client that confirms at once gets its own claims compared, else after the bucket's `confirm_grace`; not at all where the bucket lets what is unconfirmed expire. The sweep looks
   * `SWEEP_AFTER_SECONDS` later, at `settle_until` in any case.
   */
  recordSeen(seen: SeenBytes): Promise<SeenOutcome>
  /** Removes counts that are a week old; answers how many. */
  forgetUnknown(): Promise<number>
}
