export { type ConnectOptions, connect, type Database } from './connect.ts'
export { type MigrateResult, migrate } from './migrate/migrate.ts'
export { MigrationError, type MigrationErrorCode } from './migrate/migration-error.ts'
