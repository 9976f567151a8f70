import type { BucketRegistry } from '../ports/bucket-registry.ts'
import type { DoomedKeys } from '../ports/doomed-keys.ts'
import type { HealthReader } from '../ports/health-reader.ts'
import type { Installations } from '../ports/installations.ts'
import type { KeyInventory } from '../ports/key-inventory.ts'
import type { ObjectCatalog } from '../ports/object-catalog.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { OpenUploads } from '../ports/open-uploads.ts'
import type { OrphanReports } from '../ports/orphan-reports.ts'
import type { OverviewReader } from '../ports/overview-reader.ts'
import type { QuotaAudit } from '../ports/quota-audit.ts'
import type { QuotaBook } from '../ports/quota-book.ts'
import type { RunLog } from '../ports/run-log.ts'
import type { Clock, Ids, Log, Secrets } from '../ports/runtime.ts'
import type { SessionDirectory } from '../ports/session-directory.ts'
import type { StoreEvents } from '../ports/store-events.ts'
import type { StoreInspector } from '../ports/store-inspector.ts'
import type { StoreProfile } from '../ports/store-profile.ts'
import type { TaskBoard } from '../ports/task-board.ts'
import type { TenantDirectory } from '../ports/tenant-directory.ts'
import type { TokenDirectory } from '../ports/token-directory.ts'
import type { TokenSigner } from '../ports/token-signer.ts'
import type { UploadLedger } from '../ports/upload-ledger.ts'
import type { UploadWatch } from '../ports/upload-watch.ts'
import type { WaitingRoom } from './waiting/waiting-room.ts'

/** Everything a service may touch. Built once, in `packages/runtime`. */
export interface ServiceDeps {
  uploads: UploadLedger
  buckets: BucketRegistry
  objects: ObjectCatalog
  quotas: QuotaBook
  quotaAudit: QuotaAudit
  overview: OverviewReader
  health: HealthReader
  tasks: TaskBoard
  tenants: TenantDirectory
  sessions: SessionDirectory
  tokens: TokenDirectory
  tokenSigner: TokenSigner
  openUploads: OpenUploads
  doomedKeys: DoomedKeys
  installations: Installations
  keyInventory: KeyInventory
  orphanReports: OrphanReports
  runs: RunLog
  storeEvents: StoreEvents
  storeProfile: StoreProfile
  watch: UploadWatch
  waitingRoom: WaitingRoom
  storeInspector: StoreInspector
  store: ObjectStore
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
