/**
 * `node scripts/new-migration.ts <name> <databaseUrl>`: writes the SQL that leads from a migrated database to
 * schema.prisma as the next migration. CHECKs, partial indexes and the like are then added by hand.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { migrate } from '../src/migrate/migrate.ts'
import { MIGRATIONS_FOLDER } from '../src/migrate/read-migrations.ts'
import { diffToSchema } from './schema-engine.ts'

const [name, databaseUrl] = parseArgs({ allowPositionals: true }).positionals
if (name === undefined || databaseUrl === undefined || !/^[a-z0-9_]+$/.test(name)) {
  console.error('Usage: node scripts/new-migration.ts <name_in_snake_case> <databaseUrl>')
  process.exit(1)
}

await migrate(databaseUrl)
const sql = await diffToSchema(databaseUrl)
if (sql === '') {
  console.log('The schema is what the migrations make already.')
} else {
  const timestamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
  const folder = new URL(`${timestamp}_${name}/`, MIGRATIONS_FOLDER)
  await mkdir(folder, { recursive: true })
  await writeFile(new URL('migration.sql', folder), `${sql}\n`)
  console.log(`Wrote ${folder.pathname}migration.sql`)
}
