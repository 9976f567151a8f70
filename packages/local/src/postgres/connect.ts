import pg from 'pg'
import { PostgresError } from './errors.ts'

/** https://www.postgresql.org/docs/18/errcodes-appendix.html: wrong password, wrong user, database is there already. */
const INVALID_PASSWORD = '28P01'
const INVALID_USER = '28000'
const DUPLICATE_DATABASE = '42P04'

/** False while the server is not there or goes away; a server that refuses our password will not change its mind. */
export async function acceptsClient(url: string, dataDir: string): Promise<boolean> {
  try {
    await withClient(url, client => client.query('SELECT 1'))
    return true
  } catch (cause) {
    const { code } = cause as { code?: string }
    if (code !== INVALID_PASSWORD && code !== INVALID_USER) return false
    throw new PostgresError(
      `The Postgres in ${dataDir} was made with another password than the one kept for it. Restore that one, or remove the folder to start empty.`,
      { cause },
    )
  }
}

/** A database that exists already is what was asked for, also when another process made it in between. */
export async function createDatabase(url: string, name: string): Promise<void> {
  await withClient(url, async client => {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
    if (found.rowCount !== 0) return
    try {
      await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`)
    } catch (error) {
      if ((error as { code?: string }).code !== DUPLICATE_DATABASE) throw error
    }
  })
}

async function withClient<TResult>(
  url: string,
  use: (client: pg.Client) => Promise<TResult>,
): Promise<TResult> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}
