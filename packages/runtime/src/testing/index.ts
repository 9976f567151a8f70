export { type FaultyStore, type StoreFault, startFaultyStore } from './faulty-store.ts'
export { type Gate, startGate } from './gate.ts'
export { createTestDatabase, type TestDatabase } from './test-database.ts'
export {
  type InstallationOptions,
  SHORT_LIMITS,
  startTestInstallation,
  type Tenant,
  type TestInstallation,
} from './test-installation.ts'
export { STORES, type StoreName, startTestStore, type TestStore } from './test-store.ts'
