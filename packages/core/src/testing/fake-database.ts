import type { Books } from './books.ts'
import type { TestClock } from './clock.ts'
import type { DatabaseStage } from './contracts/database-harness.ts'
import type { DatabaseMethod, DatabasePorts } from './database-ports.ts'
import { readFakeBooks } from './fakes/fake-books.ts'
import { createFakeBucketRegistry } from './fakes/fake-bucket-registry.ts'
import { createFakeDoomedKeys } from './fakes/fake-doomed-keys.ts'
import { createFakeHealthReader } from './fakes/fake-health-reader.ts'
import { createFakeInstallations } from './fakes/fake-installations.ts'
import { createFakeKeyInventory } from './fakes/fake-key-inventory.ts'
import { createFakeObjectCatalog } from './fakes/fake-object-catalog.ts'
import { createFakeOpenUploads } from './fakes/fake-open-uploads.ts'
import { createFakeOrphanReports } from './fakes/fake-orphan-reports.ts'
import { createFakeOverviewReader } from './fakes/fake-overview-reader.ts'
import { createFakeQuotaAudit } from './fakes/fake-quota-audit.ts'
import { createFakeQuotaBook } from './fakes/fake-quota-book.ts'
import { createFakeRunLog } from './fakes/fake-run-log.ts'
import { createFakeSessionDirectory } from './fakes/fake-session-directory.ts'
import { createFakeStage } from './fakes/fake-stage.ts'
import { createFakeStoreEvents } from './fakes/fake-store-events.ts'
import { createFakeStoreProfile } from './fakes/fake-store-profile.ts'
import { createFakeTaskBoard } from './fakes/fake-task-board.ts'
import { createFakeTenantDirectory } from './fakes/fake-tenant-directory.ts'
import { createFakeTokenDirectory } from './fakes/fake-token-directory.ts'
import { createFakeUploadLedger } from './fakes/fake-upload-ledger.ts'
import { createFakeUploadWatch } from './fakes/fake-upload-watch.ts'
import { createTables, type FakeOptions, type FakeTables } from './fakes/tables.ts'
import { createFaults, type FaultSwitches, type Run } from './fault-switches.ts'

/** All database ports over one shared state in memory, with a clock that tests move and faults that they switch. */
export interface FakeDatabase extends DatabasePorts {
  clock: TestClock
  faults: FaultSwitches<DatabaseMethod>
  stage: DatabaseStage
  books(): Promise<Books>
  /** The same at once, for checks between any two steps. */
  readBooks(): Books
  /** The rows themselves, for what no port shows. */
  tables: FakeTables
}

export function createFakeDatabase(options: FakeOptions = {}): FakeDatabase {
  const tables = createTables(options)
  const { run, ...faults } = createFaults<DatabaseMethod>('DATABASE_UNAVAILABLE')
  const port = <TName extends keyof DatabasePorts>(name: TName, fake: DatabasePorts[TName]) =>
    withFaults(run, name, fake)
  return {
    uploads: port('uploads', createFakeUploadLedger(tables)),
    buckets: port('buckets', createFakeBucketRegistry(tables)),
    objects: port('objects', createFakeObjectCatalog(tables)),
    quotas: port('quotas', createFakeQuotaBook(tables)),
    quotaAudit: port('quotaAudit', createFakeQuotaAudit(tables)),
    overview: port('overview', createFakeOverviewReader(tables)),
    health: port('health', createFakeHealthReader(tables)),
    tasks: port('tasks', createFakeTaskBoard(tables)),
    openUploads: port('openUploads', createFakeOpenUploads(tables)),
    doomedKeys: port('doomedKeys', createFakeDoomedKeys(tables)),
    tenants: port('tenants', createFakeTenantDirectory(tables)),
    sessions: port('sessions', createFakeSessionDirectory(tables)),
    tokens: port('tokens', createFakeTokenDirectory(tables)),
    installations: port('installations', createFakeInstallations(tables)),
    keyInventory: port('keyInventory', createFakeKeyInventory(tables)),
    orphanReports: port('orphanReports', createFakeOrphanReports(tables)),
    runs: port('runs', createFakeRunLog(tables)),
    storeEvents: port('storeEvents', createFakeStoreEvents(tables)),
    storeProfile: port('storeProfile', createFakeStoreProfile(tables)),
    watch: port('watch', createFakeUploadWatch(tables)),
    clock: tables.clock,
    faults,
    stage: createFakeStage(tables),
    books: async () => readFakeBooks(tables),
    readBooks: () => readFakeBooks(tables),
    tables,
  }
}

/** Puts the switches in front of every method of a fake port. */
function withFaults<TPort extends object>(run: Run<DatabaseMethod>, name: string, port: TPort): TPort {
  return new Proxy(port, {
    get: (target, property) => {
      const member: unknown = Reflect.get(target, property)
      if (typeof member !== 'function') return member
      const method = `${name}.${String(property)}` as DatabaseMethod
      return (...args: unknown[]) => run(method, () => Reflect.apply(member, target, args))
    },
  })
}
