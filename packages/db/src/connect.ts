/**
 * One pool for everything: Prisma through its adapter, and the hot statements directly, prepared under names. Owns
 * time limits, so that a dead database is an error within seconds and never a hang.
 */
import { createHash } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { callDatabase, callForFilter } from './errors.ts'
import { PrismaClient } from './generated/client.ts'
import type { Statement } from './sql/statement.ts'

export interface ConnectOptions {
  databaseUrl: string
  /** Default 10. Per process: replicas times this has to stay below Postgres' `max_connections`. */
  maxConnections?: number
  /** For a free connection or a new one. Default 5 s. */
  connectTimeoutMs?: number
  /** Longest a statement may run, waits for row locks included. Default 10 s. */
  statementTimeoutMs?: number
  /** How long the rows of a filter, search or sort of the caller's choice may be looked for. Default 5 s. */
  filterTimeoutMs?: number
  /** Shown in `pg_stat_activity`. */
  applicationName?: string
  /** Told of connections that broke while nobody used them; the pool replaces them by itself. */
  onConnectionError?: (error: Error) => void
}

/** One statement, one round trip. */
export type RunStatement = <TRow extends pg.QueryResultRow, TParams>(
  statement: Statement<TParams>,
  params: TParams,
) => Promise<TRow[]>

export interface Database extends AsyncDisposable {
  readonly pool: pg.Pool
  readonly prisma: PrismaClient
  /** One statement, which is a transaction. Deadlocks are tried again; unreachable throws `InfrastructureError`. */
  readonly run: RunStatement
  /** For a statement whose shape a caller chose. Given up after `filterTimeoutMs`: `FILTER_TOO_SLOW`. */
  readonly runBounded: RunStatement
  /** For the few that need a second snapshot under their locks. All or nothing, and tried again like `run`. */
  transaction<TResult>(work: (run: RunStatement) => Promise<TResult>): Promise<TResult>
  /** Resolves when the database answers. */
  ping(): Promise<void>
  /** Waits for what runs; twice is harmless. */
  close(): Promise<void>
}

export function connect(options: ConnectOptions): Database {
  const pool = openPool(options)
  const adapter = new PrismaPg(pool, { statementNameGenerator: ({ sql }) => `prisma_${digest(sql)}` })
  const prisma = new PrismaClient({ adapter })
  let closed: Promise<void> | undefined
  const close = () => {
    closed ??= prisma.$disconnect().then(() => pool.end())
    return closed
  }
  return {
    pool,
    prisma,
    run: (statement, params) => callDatabase(() => runOn(pool)(statement, params)),
    runBounded: (statement, params) =>
      callForFilter(() => inTransaction(pool, run => run(statement, params), beginBounded(options))),
    transaction: work => callDatabase(() => inTransaction(pool, work)),
    ping: () =>
      callDatabase(async () => {
        await pool.query('SELECT 1')
      }),
    close,
    [Symbol.asyncDispose]: close,
  }
}

const runOn =
  (client: pg.Pool | pg.PoolClient): RunStatement =>
  async ({ name, text, names }, params) =>
    (await client.query({ name, text, values: names.map(param => params[param]) })).rows

/** JIT would compile such a statement for longer than it runs. */
const beginBounded = ({ filterTimeoutMs = 5_000 }: ConnectOptions) =>
  `BEGIN READ ONLY; SET LOCAL statement_timeout = ${Math.trunc(filterTimeoutMs)}; SET LOCAL jit = off`

async function inTransaction<TResult>(
  pool: pg.Pool,
  work: (run: RunStatement) => Promise<TResult>,
  begin = 'BEGIN',
): Promise<TResult> {
  const client = await pool.connect()
  try {
    await client.query(begin)
    const result = await work(runOn(client))
    await client.query('COMMIT')
    client.release()
    return result
  } catch (error) {
    // Closing the connection rolls back, whatever state it is in.
    client.release(true)
    throw error
  }
}

function openPool(options: ConnectOptions): pg.Pool {
  const statementTimeoutMs = options.statementTimeoutMs ?? 10_000
  const pool = new pg.Pool({
    connectionString: options.databaseUrl,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
    statement_timeout: statementTimeoutMs,
    // The server's own limit does not help when the server is gone or the network swallows its answer.
    query_timeout: statementTimeoutMs + 2_000,
    idle_in_transaction_session_timeout: 30_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: options.applicationName ?? 'landfall',
  })
  const report = options.onConnectionError ?? (() => undefined)
  // Without a listener either event would end the process.
  pool.on('error', report)
  pool.on('connect', client => client.on('error', report))
  return pool
}

/** Postgres cuts names at 63 bytes. */
const digest = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 32)
