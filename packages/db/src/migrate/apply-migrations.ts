/**
 * Applies Prisma migrations and records them where Prisma looks for them, so that `prisma migrate` works on the same
 * database. Prisma's engine does not run here: it records a migration before and after the script, outside the
 * script's transaction, so a process killed in between leaves a database that refuses every later start (P3009). Here
 * script and record commit together or not at all. The caller holds the migration lock.
 */
import { randomUUID } from 'node:crypto'
import type { ClientBase } from 'pg'
import { MigrationError } from './migration-error.ts'
import type { Migration } from './read-migrations.ts'

/** The columns and types of Prisma's own table. */
const CREATE_HISTORY = `
  CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum" VARCHAR(64) NOT NULL,
    "finished_at" TIMESTAMPTZ,
    "migration_name" VARCHAR(255) NOT NULL,
    "logs" TEXT,
    "rolled_back_at" TIMESTAMPTZ,
    "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count" INTEGER NOT NULL DEFAULT 0
  )`

const READ_HISTORY = `
  SELECT "migration_name", "checksum", "finished_at" IS NOT NULL AS "is_finished"
    FROM "_prisma_migrations" WHERE "rolled_back_at" IS NULL`

const RECORD = `
  INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "started_at", "finished_at", "applied_steps_count")
  VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`

/** Answers the names of the migrations that were applied now. */
export async function applyMigrations(client: ClientBase, migrations: Migration[]): Promise<string[]> {
  const pending = pendingOf(migrations, await readHistory(client))
  for (const migration of pending) await applyOne(client, migration)
  return pending.map(migration => migration.name)
}

interface HistoryRow {
  migration_name: string
  checksum: string
  is_finished: boolean
}

async function readHistory(client: ClientBase): Promise<HistoryRow[]> {
  await client.query(CREATE_HISTORY)
  return (await client.query<HistoryRow>(READ_HISTORY)).rows
}

/**
 * Migrations that only the database knows are left alone: they are a newer version's, and an older replica that
 * restarts during a rollout has to come up.
 */
function pendingOf(migrations: Migration[], history: HistoryRow[]): Migration[] {
  const unfinished = history.find(row => !row.is_finished)
  if (unfinished) {
    throw new MigrationError(
      'MIGRATION_FAILED',
      `Migration ${unfinished.migration_name} was begun by another tool and never finished; resolve it with "prisma migrate resolve".`,
    )
  }
  const applied = new Map(history.map(row => [row.migration_name, row.checksum]))
  const edited = migrations.find(({ name, checksum }) => applied.has(name) && applied.get(name) !== checksum)
  if (edited) {
    throw new MigrationError(
      'MIGRATION_EDITED',
      `Migration ${edited.name} was changed after this database had it; a change needs a migration of its own.`,
    )
  }
  return migrations.filter(migration => !applied.has(migration.name))
}

async function applyOne(client: ClientBase, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(sql)
    await client.query(RECORD, [randomUUID(), checksum, name])
    await client.query('COMMIT')
  } catch (cause) {
    // Fails only with the connection, and then the server rolls back by itself.
    await client.query('ROLLBACK').catch(() => undefined)
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new MigrationError(
      'MIGRATION_FAILED',
      `Migration ${name} failed, nothing of it was kept: ${reason}`,
      cause,
    )
  }
}
