export { PortTakenError, PostgresError } from './errors.ts'
export { findRunning, type RunningPostgres } from './running.ts'
export { type Postgres, type PostgresOptions, startPostgres } from './start-postgres.ts'
export { stopPostmaster } from './stop-postgres.ts'
