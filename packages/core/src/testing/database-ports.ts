import type { BucketRegistry } from '../ports/bucket-registry.ts'
import type { DoomedKeys } from '../ports/doomed-keys.ts'
import type { HealthReader } from '../ports/health-reader.ts'
import type { Installations } from '../ports/installations.ts'
import type { KeyInventory } from '../ports/key-inventory.ts'
import type { ObjectCatalog } from '../ports/object-catalog.ts'
import type { OpenUploads } from '../ports/open-uploads.ts'
import type { OrphanReports } from '../ports/orphan-reports.ts'
import type { OverviewReader } from '../ports/overview-reader.ts'
import type { QuotaAudit } from '../ports/quota-audit.ts'
import type { QuotaBook } from '../ports/quota-book.ts'
import type { RunLog } from '../ports/run-log.ts'
import type { SessionDirectory } from '../ports/session-directory.ts'
import type { StoreEvents } from '../ports/store-events.ts'
import type { StoreProfile } from '../ports/store-profile.ts'
import type { TaskBoard } from '../ports/task-board.ts'
import type { TenantDirectory } from '../ports/tenant-directory.ts'
import type { TokenDirectory } from '../ports/token-directory.ts'
import type { UploadLedger } from '../ports/upload-ledger.ts'
import type { UploadWatch } from '../ports/upload-watch.ts'

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

type Methods<TName extends keyof DatabasePorts> = `${TName}.${keyof DatabasePorts[TName] & string}`

/** `uploads.finish`, `objects.delete`, ... */
export type DatabaseMethod = { [TName in keyof DatabasePorts]: Methods<TName> }[keyof DatabasePorts]
