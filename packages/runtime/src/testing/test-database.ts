import { randomBytes } from 'node:crypto'
import { connect, type Database, migrate } from '@landfall/db'
import type {} from '@landfall/local/testing'
import { inject } from 'vitest'

/** A migrated database of its own: a copy of a template that is made once per run. */
export interface TestDatabase extends AsyncDisposable {
  url: string
  sql<TRow extends object>(text: string, values?: unknown[]): Promise<TRow[]>
}

const TEMPLATE = 'landfall_runtime_template'
const TEMPLATE_LOCK = 4_210_602

export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `runtime_${randomBytes(6).toString('hex')}`
  await withDatabase(inject('postgresUrl'), async admin => {
    await makeTemplate(admin)
    // Nothing has to survive here, so the files are copied without a way through the log, in half the time.
    await admin.pool.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} STRATEGY FILE_COPY`)
  })
  const url = urlOf(name)
  const db = connect({ databaseUrl: url, maxConnections: 2, applicationName: 'test' })
  return {
    url,
    async sql<TRow extends object>(text: string, values: unknown[] = []) {
      return (await db.pool.query(text, values)).rows as TRow[]
    },
    async [Symbol.asyncDispose]() {
      await db.close()
      // Waits up to 5 s for connections that are just closing; cut off, one would fail whichever test is running by then.
      await withDatabase(inject('postgresUrl'), admin =>
        admin.pool
          .query(`DROP DATABASE ${name}`)
          .catch(() => admin.pool.query(`DROP DATABASE ${name} WITH (FORCE)`)),
      )
    },
  }
}

/** On one connection, since the lock is the session's. The template flag is set last: without it, it is half made. */
async function makeTemplate(admin: Database): Promise<void> {
  await admin.pool.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK])
  const found = await admin.pool.query('SELECT datistemplate FROM pg_database WHERE datname = $1', [TEMPLATE])
  if (found.rows[0]?.datistemplate) return
  await admin.pool.query(`DROP DATABASE IF EXISTS ${TEMPLATE} WITH (FORCE)`)
  await admin.pool.query(`CREATE DATABASE ${TEMPLATE}`)
  await migrate(urlOf(TEMPLATE))
  await admin.pool.query(`ALTER DATABASE ${TEMPLATE} IS_TEMPLATE true`)
}

async function withDatabase<TResult>(
  url: string,
  work: (db: Database) => Promise<TResult>,
): Promise<TResult> {
  const db = connect({ databaseUrl: url, maxConnections: 1, statementTimeoutMs: 60_000 })
  try {
    return await work(db)
  } finally {
    await db.close()
  }
}

function urlOf(name: string): string {
  const url = new URL(inject('postgresUrl'))
  url.pathname = `/${name}`
  return url.href
}
