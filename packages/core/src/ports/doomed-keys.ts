export interface DoomedKey {
  keyId: number
  key: string
  versionId: string | null
  /** Nothing that began in time can arrive after this deletion: `doomed_until` was over when it was claimed. */
  isLast: boolean
  /** A key that parts were sent to: what is open in the store has to be aborted. The id is null where none was noted. */
  multipart: { multipartUploadId: string | null } | null
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
   * By the claim's time and not by the record's: bytes may come between the two.
   */
  recordDeleted(keys: Pick<DoomedKey, 'keyId' | 'isLast'>[]): Promise<void>
  /** Dooms seals that nobody will commit: open for longer than `olderThanSeconds`, their upload being final. */
  doomAbandonedSeals(olderThanSeconds: number): Promise<number>
}
