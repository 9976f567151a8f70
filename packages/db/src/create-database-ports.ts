import type { DatabasePorts } from '@landfall/core/ports'
import { createBucketRegistry } from './bucket-registry/create-bucket-registry.ts'
import type { Database } from './connect.ts'
import { createDoomedKeys } from './doomed-keys/create-doomed-keys.ts'
import { createHealthReader } from './health/create-health-reader.ts'
import { createInstallations } from './installations.ts'
import { createKeyInventory } from './key-inventory.ts'
import { createObjectCatalog } from './object-catalog/create-object-catalog.ts'
import { createOpenUploads } from './open-uploads/create-open-uploads.ts'
import { createOrphanReports } from './orphan-reports.ts'
import { createOverviewReader } from './overview/create-overview-reader.ts'
import { createQuotaAudit } from './quota-audit/create-quota-audit.ts'
import { createQuotaBook } from './quota-book/create-quota-book.ts'
import { createRunLog } from './run-log/create-run-log.ts'
import { createSessionDirectory } from './session-directory.ts'
import { createStoreEvents } from './store-events/create-store-events.ts'
import { createStoreProfile, type ProbedStore } from './store-profile.ts'
import { createTaskBoard } from './task-board/create-task-board.ts'
import { createTenantDirectory } from './tenant-directory.ts'
import { createTokenDirectory } from './token-directory.ts'
import { createUploadLedger } from './upload-ledger/create-upload-ledger.ts'
import { createUploadWatch } from './upload-watch/create-upload-watch.ts'

/** Every port that the database stands behind, over one pool; `probed` is the store whose profile is kept. */
export function createDatabasePorts(db: Database, probed: ProbedStore): DatabasePorts {
  return {
    uploads: createUploadLedger(db),
    buckets: createBucketRegistry(db),
    objects: createObjectCatalog(db),
    quotas: createQuotaBook(db),
    quotaAudit: createQuotaAudit(db),
    overview: createOverviewReader(db),
    health: createHealthReader(db),
    tasks: createTaskBoard(db),
    openUploads: createOpenUploads(db),
    doomedKeys: createDoomedKeys(db),
    tenants: createTenantDirectory(db),
    sessions: createSessionDirectory(db),
    tokens: createTokenDirectory(db),
    installations: createInstallations(db),
    keyInventory: createKeyInventory(db),
    orphanReports: createOrphanReports(db),
    runs: createRunLog(db),
    storeEvents: createStoreEvents(db),
    watch: createUploadWatch(db),
    storeProfile: createStoreProfile(db, probed),
  }
}
