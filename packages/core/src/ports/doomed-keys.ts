export interface DoomedKey {
  keyId: number
  key: string
  versionId: string | null
  /** Nothing that began in time can arrive after this deletion: `doomed_until` was over when it was claimed. */
  isLast: boolean
  /** A key that parts were sent to: what is open in the store has to be aborted. The id is null where none was noted. */
  multipart: { multipartUploadId: string | null } | null
}

export interface DeletedKey extends Pick<DoomedKey, 'keyId' | 'isLast'> {
  /** What lay there; absent or `null`: nothing. */
  found?: { sizeBytes: number; etag: string } | null
}

/**
 * Keys whose bytes have to go: the only keys that are ever deleted automatically. A doomed key is deleted and then
 * watched until `doomed_until`, because a PUT that began in time may end late.
 */
export interface DoomedKeys {
  /** Takes a batch that is due, hiding it from other workers for `leaseSeconds`. */
  claim(limit: number, leaseSeconds: number): Promise<DoomedKey[]>
  /**
   * After the store confirmed the deletion: schedules the next look, or marks the key `gone` where that was the last one.
   * Bytes that were found by a later look than the first are told in the timeline (`late_bytes_deleted`).
   * By the claim's time and not by the record's: bytes may come between the two.
   */
  recordDeleted(keys: DeletedKey[]): Promise<void>
  /**
   * Removes a batch of uploads that never completed, `afterSeconds` after their `expires_at` and once every key of theirs
   * is `gone`. Answers how many.
   */
  removeRecords(afterSeconds: number, limit: number): Promise<number>
  /**
   * Removes a batch of what deleted buckets left: uploads whose every key is `gone`, and buckets without an upload. Tasks
   * and entries of the ledger stay. Answers how many of each; an upload may have to wait for the next batch.
   */
  removeDeletedBuckets(limit: number): Promise<{ uploads: number; buckets: number }>
  /** Dooms seals that nobody will commit: open for longer than `olderThanSeconds`, their upload being final. */
  doomAbandonedSeals(olderThanSeconds: number): Promise<number>
}
