import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { deployByEngine, diagnoseHistory, diffToSchema } from '../scripts/schema-engine.ts'
import { connect, migrate } from '../src/index.ts'
import { applyMigrations } from '../src/migrate/apply-migrations.ts'
import { createEmptyDatabase, databaseUrl } from './support/create-test-database.ts'
import { lockWaiters, openTransaction } from './support/hold.ts'
import { migrationList } from './support/migration-list.ts'

/** Oldest first. */
const ALL = [
  '20261122160000_init',
  '20261122170000_dashboard',
  '20261122180000_quota_repair',
  '20261122190000_references',
  '20261123100000_multipart',
  '20261123110000_tokens',
  '20261123115900_background_run',
  '20261123120000_sweep',
  '20261123130000_storage_events',
  '20261123140000_filters',
  '20261123150000_contract',
  '20261124100000_disputed_bytes',
  '20261124101000_operator_links',
  '20261124102000_comparison_lease',
  '20261124120000_leftovers',
  '20261124121000_blob_metadata',
  '20261124122000_deleted_buckets',
]

/** `migrate` in a process of its own, which may talk to this machine only. */
function migrateElsewhere(url: string): ChildProcess & { answer: Promise<string> } {
  const entry = new URL('../src/index.ts', import.meta.url).href
  const script = `import { migrate } from '${entry}'; console.log(JSON.stringify((await migrate('${url}')).applied))`
  const guard = fileURLToPath(new URL('support/refuse-network.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', guard, '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return Object.assign(child, { answer: outputOf(child) })
}

async function outputOf(child: ChildProcess): Promise<string> {
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', chunk => (text += chunk))
  await once(child, 'close')
  return text.trim()
}

async function query(url: string, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await client.query(sql)
  } finally {
    await client.end()
  }
}

describe('migrate', () => {
  it('brings an empty database up to date, and changes nothing the second time', async () => {
    await using empty = await createEmptyDatabase()

    expect((await migrate(empty.url)).applied).toEqual(ALL)
    expect((await migrate(empty.url)).applied).toEqual([])
    expect((await query(empty.url, `SELECT id FROM store`)).rows).toEqual([{ id: 'default' }])
    expect((await query(empty.url, `SELECT FROM graphile_worker.migrations`)).rowCount).toBeGreaterThan(10)
  })

  it('is safe from several processes at once, none of which needs a download', async () => {
    await using empty = await createEmptyDatabase()

    const answers = await Promise.all(Array.from({ length: 3 }, () => migrateElsewhere(empty.url).answer))

    expect(answers.sort()).toEqual([JSON.stringify(ALL), '[]', '[]'].sort())
    expect((await query(empty.url, 'SELECT FROM _prisma_migrations')).rowCount).toBe(ALL.length)
  }, 60_000)

  it('applies what a process that was killed in the middle has left', async () => {
    await using empty = await createEmptyDatabase()
    await using blocker = await openTransaction(empty.url)
    await blocker.db.pool.query('CREATE TABLE "upload_event" ()')
    const killed = migrateElsewhere(empty.url)
    await using watcher = connect({ databaseUrl: empty.url })
    await lockWaiters(watcher)
    killed.kill('SIGKILL')
    await killed.answer
    await blocker.rollback()

    expect((await migrate(empty.url)).applied).toEqual(ALL)
    expect(await diffToSchema(empty.url)).toBe('')
  }, 60_000)

  it('keeps nothing of a migration that fails', async () => {
    await using empty = await createEmptyDatabase()
    const client = new pg.Client({ connectionString: empty.url })
    await client.connect()
    const broken = { name: '1_broken', checksum: 'x', sql: 'CREATE TABLE half (); SELECT 1 / 0' }

    await expect(applyMigrations(client, [broken])).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      message: expect.stringContaining('division by zero'),
    })
    expect(await applyMigrations(client, [{ ...broken, sql: 'CREATE TABLE half ()' }])).toEqual(['1_broken'])
    await client.end()
  })

  it.each([
    ['has an edited migration', `UPDATE _prisma_migrations SET checksum = 'other'`, 'MIGRATION_EDITED'],
    [
      'was left half migrated by another tool',
      'UPDATE _prisma_migrations SET finished_at = NULL',
      'MIGRATION_FAILED',
    ],
  ])('refuses a database that %s', async (_, sql, code) => {
    await using empty = await createEmptyDatabase()
    await migrate(empty.url)
    await query(empty.url, sql)

    await expect(migrate(empty.url)).rejects.toMatchObject({
      name: 'MigrationError',
      code,
      message: expect.stringContaining(String(ALL[0])),
    })
  })

  it('leaves a database alone that a newer version has migrated further', async () => {
    await using empty = await createEmptyDatabase()
    await migrate(empty.url)
    await query(
      empty.url,
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('1', 'x', '99990101000000_later', now())`,
    )

    expect((await migrate(empty.url)).applied).toEqual([])
  })

  it('says that nobody answers', async () => {
    await expect(migrate('postgres://ann:secret@127.0.0.1:1/landfall')).rejects.toMatchObject({
      code: 'DATABASE_UNREACHABLE',
      message: expect.stringMatching(/^(?!.*secret).*127\.0\.0\.1:1/),
    })
  })

  it('says that there is no such database', async () => {
    await expect(migrate(databaseUrl('nowhere'))).rejects.toMatchObject({
      code: 'DATABASE_REFUSED',
      message: expect.stringContaining('"nowhere"'),
    })
  })
})

describe('the migrations', () => {
  it('make what schema.prisma says', async () => {
    await using empty = await createEmptyDatabase()
    await migrate(empty.url)

    expect(await diffToSchema(empty.url)).toBe('')
    await query(empty.url, 'ALTER TABLE upload DROP COLUMN guard; DROP INDEX blob_upload_id_idx')
    expect(await diffToSchema(empty.url)).toMatch(/ADD COLUMN +"guard".*CREATE INDEX "blob_upload_id_idx"/s)
  })

  it("are recorded as Prisma's own engine records them", async () => {
    await using ours = await createEmptyDatabase()
    await migrate(ours.url)
    expect(await diagnoseHistory(ours.url, await migrationList())).toMatchObject({
      hasMigrationsTable: true,
      editedMigrationNames: [],
      failedMigrationNames: [],
      history: null,
    })
    expect(await deployByEngine(ours.url, await migrationList())).toEqual([])

    await using theirs = await createEmptyDatabase()
    expect(await deployByEngine(theirs.url, await migrationList())).toEqual(ALL)
    expect((await migrate(theirs.url)).applied).toEqual([])
  })
})
