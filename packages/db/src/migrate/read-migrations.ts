import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'

// By way of a function, or a bundler takes the folder for a module; what is bundled never migrates.
const folderFrom = (here: string) => new URL('../../prisma/migrations/', here)
export const MIGRATIONS_FOLDER = folderFrom(import.meta.url)

export interface Migration {
  name: string
  sql: string
  /** SHA-256 of the script, as Prisma records it. */
  checksum: string
}

/** Prisma's folder format: `<timestamp>_<name>/migration.sql`, applied in the order of their names. */
export async function readMigrations(folder: URL = MIGRATIONS_FOLDER): Promise<Migration[]> {
  const entries = await readdir(/* turbopackIgnore: true */ folder, { withFileTypes: true })
  const names = entries.filter(entry => entry.isDirectory()).map(entry => entry.name)
  return Promise.all(names.sort().map(name => readMigration(folder, name)))
}

async function readMigration(folder: URL, name: string): Promise<Migration> {
  const text = await readFile(new URL(`${name}/migration.sql`, folder), 'utf8')
  // A checkout may have turned the line ends; that is not another migration.
  const sql = text.replaceAll('\r\n', '\n')
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
}
