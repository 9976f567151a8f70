import { setTimeout as sleep } from 'node:timers/promises'
import { connect, type Database } from '../../src/index.ts'

export interface OpenTransaction extends AsyncDisposable {
  /** One connection inside BEGIN: whatever a port does through it waits for `commit`. */
  db: Database
  commit(): Promise<void>
  rollback(): Promise<void>
}

export async function openTransaction(databaseUrl: string): Promise<OpenTransaction> {
  const db = connect({ databaseUrl, maxConnections: 1 })
  await db.pool.query('BEGIN')
  return {
    db,
    async commit() {
      await db.pool.query('COMMIT')
    },
    async rollback() {
      await db.pool.query('ROLLBACK')
    },
    [Symbol.asyncDispose]: () => db.close(),
  }
}

/** `first` inside a transaction, `second` until it waits for it; then the commit, and what `second` answers. */
export async function meet<TResult>(
  { url, db }: { url: string; db: Database },
  first: (held: Database) => Promise<unknown>,
  second: (db: Database) => Promise<TResult>,
): Promise<TResult> {
  await using held = await openTransaction(url)
  await first(held.db)
  const waiting = second(db)
  await lockWaiters(db)
  await held.commit()
  return waiting
}

/**
 * Resolves with the process ids of `count` backends of this database that wait for a lock. Not to be asked inside a
 * transaction, which sees the activity of its beginning.
 */
export async function lockWaiters(
  { pool }: { pool: Pick<Database['pool'], 'query'> },
  count = 1,
): Promise<number[]> {
  for (;;) {
    const { rows } = await pool.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    )
    if (rows.length >= count) return rows.map(({ pid }) => pid)
    await sleep(5)
  }
}
