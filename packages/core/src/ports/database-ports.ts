import type { BucketRegistry } from './bucket-registry.ts'
import type { DoomedKeys } from './doomed-keys.ts'
import type { HealthReader } from './health-reader.ts'
import type { Installations } from './installations.ts'
import type { KeyInventory } from './key-inventory.ts'
import type { ObjectCatalog } from './object-catalog.ts'
import type { OpenUploads } from './open-uploads.ts'
import type { OrphanReports } from './orphan-reports.ts'
import type { OverviewReader } from './overview-reader.ts'
import type { QuotaAudit } from './quota-audit.ts'
import type { QuotaBook } from './quota-book.ts'
import type { RunLog } from './run-log.ts'
import type { SessionDirectory } from './session-directory.ts'
import type { StoreEvents } from './store-events.ts'
import type { StoreProfile } from './store-profile.ts'
import type { TaskBoard } from './task-board.ts'
import type { TenantDirectory } from './tenant-directory.ts'
import type { TokenDirectory } from './token-directory.ts'
import type { UploadLedger } from './upload-ledger.ts'
import type { UploadWatch } from './upload-watch.ts'

/** Every port that the database stands behind. */
export interface DatabasePorts {
  uploads: UploadLedger
  buckets: BucketRegistry
  objects: ObjectCatalog
  quotas: QuotaBook
  quotaAudit: QuotaAudit
  overview: OverviewReader
  health: HealthReader
  tasks: TaskBoard
  openUploads: OpenUploads
  doomedKeys: DoomedKeys
  tenants: TenantDirectory
  sessions: SessionDirectory
  tokens: TokenDirectory
  installations: Installations
  keyInventory: KeyInventory
  orphanReports: OrphanReports
  runs: RunLog
  storeEvents: StoreEvents
  storeProfile: StoreProfile
  watch: UploadWatch
}
