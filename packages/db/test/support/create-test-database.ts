/**
 * A database of its own for a test file: a copy of a template that is migrated once per Postgres. Copying costs a few
 * dozen milliseconds, so no two files share rows.
 */
import { createHash, randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { type ConnectOptions, connect, type Database, migrate } from '../../src/index.ts'
import { readMigrations } from '../../src/migrate/read-migrations.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the superuser, to the database `postgres`; from the workspace's global setup. */
    postgresUrl: string
  }
}

export interface TestDatabase extends AsyncDisposable {
  url: string
  db: Database
}

export async function createTestDatabase(options: Partial<ConnectOptions> = {}): Promise<TestDatabase> {
  template ??= migratedTemplate()
  const empty = await createEmptyDatabase(await template)
  const db = connect({ databaseUrl: empty.url, maxConnections: 20, filterTimeoutMs: 10_000, ...options })
  return {
    url: empty.url,
    db,
    async [Symbol.asyncDispose]() {
      await db.close()
      await empty[Symbol.asyncDispose]()
    },
  }
}

/** Without our tables, for tests of the migrations themselves; or a copy of `template`. */
export async function createEmptyDatabase(
  template = 'template1',
): Promise<AsyncDisposable & { url: string }> {
  const name = `test_${randomBytes(6).toString('hex')}`
  // Nothing has to survive here, so the files are copied without a way through the log, in half the time.
  await asAdmin(admin => admin.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`))
  return {
    url: databaseUrl(name),
    async [Symbol.asyncDispose]() {
      // Waits up to 5 s for connections that are just closing; cut off, one would fail whichever test is running by then.
      await asAdmin(admin =>
        admin.query(`DROP DATABASE ${name}`).catch(() => admin.query(`DROP DATABASE ${name} WITH (FORCE)`)),
      )
    },
  }
}

export function databaseUrl(name: string): string {
  const url = new URL(inject('postgresUrl'))
  url.pathname = `/${name}`
  return url.href
}

const TEMPLATE_LOCK = 4_210_601
let template: Promise<string> | undefined

/** Named after the migrations, so a changed one makes a new template. */
async function migratedTemplate(): Promise<string> {
  const checksums = (await readMigrations()).map(({ checksum }) => checksum)
  const name = `landfall_${createHash('sha256').update(checksums.join()).digest('hex').slice(0, 16)}`
  await asAdmin(async admin => {
    await admin.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK])
    const { rows } = await admin.query('SELECT datistemplate FROM pg_database WHERE datname = $1', [name])
    // The flag is set last: a database without it was left half migrated.
    if (rows[0]?.datistemplate) return
    await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    await admin.query(`CREATE DATABASE ${name}`)
    await migrate(databaseUrl(name))
    await admin.query(`ALTER DATABASE ${name} IS_TEMPLATE true`)
  })
  return name
}

export async function asAdmin<TResult>(work: (admin: pg.Client) => Promise<TResult>): Promise<TResult> {
  const admin = new pg.Client({ connectionString: inject('postgresUrl') })
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.end()
  }
}
