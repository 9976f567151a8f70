/** Which installation a database is of. The store keeps the same two, under `_landfall/`. */
export interface Installation {
  installationId: string
  /** Only ever goes up; a store that is ahead of it has seen a later database than this. */
  epoch: number
  createdAt: Date
  /** When it was found out that this database was restored from an older backup; the last time, if several. */
  restoredAt: Date | null
}

/** One row. Throws `InfrastructureError` `DATABASE_UNAVAILABLE`. */
export interface Installations {
  current(): Promise<Installation>
  /** The next epoch; to be written to the store only after this answered. */
  advance(): Promise<Installation>
  /**
   * The store is at an epoch that this database never had: from now on, what is older than this moment is not judged by
   * it. Twice for one epoch is a no-op.
   */
  recordRestored(storeEpoch: number): Promise<void>
}
