export interface DoomedKey {
  keyId: number
  key: string
  versionId: string | null
}

/**
 * Keys whose bytes have to go: the only keys that are ever deleted automatically. A doomed key is deleted and then
 * watched until `doomed_until`, because a PUT that began in time may end late.
 */
export interface DoomedKeys {
  /** Takes a batch that is due, hiding it from other workers for `leaseSeconds`. */
  claim(limit: number, leaseSeconds: number): Promise<DoomedKey[]>
  /** After the store confirmed the deletion: schedules the next look, or marks the key `gone` once past `doomed_until`. */
  recordDeleted(keyIds: number[]): Promise<void>
  /** Dooms seals that nobody will commit: open for longer than `olderThanSeconds`, their upload being final. */
  doomAbandonedSeals(olderThanSeconds: number): Promise<number>
}
