/**
 * Brings a database up to date: graphile-worker's schema, then ours (which calls it), always in this order and under
 * one advisory lock, so that any number of processes may start at once. Doing it again changes nothing.
 */
import { Logger, runMigrations } from 'graphile-worker'
import pg from 'pg'
import { applyMigrations } from './apply-migrations.ts'
import { MigrationError } from './migration-error.ts'
import { readMigrations } from './read-migrations.ts'

/** "landfall" folded into a bigint; any constant does, as long as it never changes. */
const MIGRATION_LOCK = '7810759542853231980'
const CONNECT_TIMEOUT_MS = 5_000
const LOCK_TIMEOUT_MS = 120_000

export interface MigrateResult {
  /** Names of our own migrations that were applied now. */
  applied: string[]
}

/** Throws `MigrationError`. The lock is the session's, so the address has to be Postgres' own, not a pooler's. */
export async function migrate(databaseUrl: string): Promise<MigrateResult> {
  const client = await connectForMigration(databaseUrl)
  try {
    await takeLock(client)
    await migrateQueue(databaseUrl)
    return { applied: await applyMigrations(client, await readMigrations()) }
  } finally {
    // Closing the session gives the lock back, whatever happened.
    await client.end().catch(() => undefined)
  }
}

async function connectForMigration(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'landfall-migrate',
  })
  // A connection lost between queries is reported here as well as by the next query, which is where it is handled.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return client
  } catch (cause) {
    await client.end().catch(() => undefined)
    throw connectError(client, cause)
  }
}

function connectError({ host, port, user, database }: pg.Client, cause: unknown): MigrationError {
  const reason = cause instanceof AggregateError ? cause.errors[0] : cause
  const code = (reason as { code?: string }).code ?? ''
  const text = reason instanceof Error ? reason.message : String(reason)
  // 28: who are you, 3D000: no such database, 42501: you may not.
  const isRefused = code.startsWith('28') || code === '3D000' || code === '42501'
  return isRefused
    ? new MigrationError(
        'DATABASE_REFUSED',
        `Postgres at ${host}:${port} refused user "${user}" on database "${database}": ${text}`,
        cause,
      )
    : new MigrationError('DATABASE_UNREACHABLE', `No Postgres answers at ${host}:${port}: ${text}`, cause)
}

async function takeLock(client: pg.Client): Promise<void> {
  try {
    await client.query(`SET lock_timeout = ${LOCK_TIMEOUT_MS}`)
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
    await client.query('SET lock_timeout = 0')
  } catch (cause) {
    throw new MigrationError(
      'MIGRATION_LOCKED',
      'Another process is migrating this database and does not end.',
      cause,
    )
  }
}

const silent = new Logger(() => () => undefined)

async function migrateQueue(connectionString: string): Promise<void> {
  try {
    await runMigrations({ connectionString, maxPoolSize: 2, logger: silent })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new MigrationError(
      'MIGRATION_FAILED',
      `graphile-worker's schema could not be installed: ${reason}`,
      cause,
    )
  }
}
