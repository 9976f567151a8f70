import type { BucketRegistry } from '../ports/bucket-registry.ts'
import type { DoomedKeys } from '../ports/doomed-keys.ts'
import type { ObjectCatalog } from '../ports/object-catalog.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { OverviewReader } from '../ports/overview-reader.ts'
import type { QuotaAudit } from '../ports/quota-audit.ts'
import type { QuotaBook } from '../ports/quota-book.ts'
import type { Clock, Ids, Log, Secrets } from '../ports/runtime.ts'
import type { SessionDirectory } from '../ports/session-directory.ts'
import type { StoreInspector } from '../ports/store-inspector.ts'
import type { StoreProfile } from '../ports/store-profile.ts'
import type { TaskBoard } from '../ports/task-board.ts'
import type { TenantDirectory } from '../ports/tenant-directory.ts'
import type { UploadLedger } from '../ports/upload-ledger.ts'

/** Everything a service may touch. Built once, in `packages/runtime`. */
export interface ServiceDeps {
  uploads: UploadLedger
  buckets: BucketRegistry
  objects: ObjectCatalog
  quotas: QuotaBook
  quotaAudit: QuotaAudit
  overview: OverviewReader
  tasks: TaskBoard
  tenants: TenantDirectory
  sessions: SessionDirectory
  doomedKeys: DoomedKeys
  storeProfile: StoreProfile
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
}
