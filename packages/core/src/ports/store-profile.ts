import type { StoreCapabilities } from '../domain/guard.ts'

/** What the probe found out about the store, kept in the database so that all replicas agree. */
export interface StoreProfile {
  /** `null`: never probed, probed too long ago, or invalidated; callers then take the safer path. */
  current(): Promise<StoreCapabilities | null>
  save(capabilities: StoreCapabilities): Promise<void>
  /** Traffic contradicted the profile: forget it until the next probe. */
  invalidate(): Promise<void>
}
