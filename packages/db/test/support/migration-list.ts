import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg'
import { MIGRATIONS_FOLDER, readMigrations } from '../../src/migrate/read-migrations.ts'

/** The migrations folder as Prisma's engine wants to be given it. */
export async function migrationList(): Promise<MigrationList> {
  const lockfile = 'migration_lock.toml'
  const migrations = await readMigrations()
  return {
    baseDir: fileURLToPath(MIGRATIONS_FOLDER),
    lockfile: { path: lockfile, content: await readFile(new URL(lockfile, MIGRATIONS_FOLDER), 'utf8') },
    shadowDbInitScript: '',
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
    })),
  }
}
