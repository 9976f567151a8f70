import type { DatabasePorts } from '../ports/database-ports.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { Clock, Ids, Log, Secrets } from '../ports/runtime.ts'
import type { StoreInspector } from '../ports/store-inspector.ts'
import type { TokenSigner } from '../ports/token-signer.ts'
import type { WaitingRoom } from './waiting/waiting-room.ts'

/** Everything a service may touch. Built once, in `packages/runtime`. */
export interface ServiceDeps extends DatabasePorts {
  store: ObjectStore
  storeInspector: StoreInspector
  tokenSigner: TokenSigner
  waitingRoom: WaitingRoom
  clock: Clock
  ids: Ids
  secrets: Secrets
  log: Log
  settings: ServiceSettings
}

export interface ServiceSettings {
  /** `S3_PREFIX`: empty, or ends in a slash. */
  keyPrefix: string
  /** A sealed confirm above this size runs as a task. */
  syncSealBytes: number
  /** The least between two runs of the sweep. */
  sweepPauseSeconds: number
  /** Every part of a file but the last is at least so long. */
  minPartBytes: number
}
