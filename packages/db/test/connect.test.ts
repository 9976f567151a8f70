import { createServer, type Server } from 'node:net'
import { InfrastructureError } from '@landfall/core/domain'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callDatabase } from '../src/errors.ts'
import { connect } from '../src/index.ts'
import { sql } from '../src/sql/statement.ts'
import { createTestDatabase, databaseUrl, type TestDatabase } from './support/create-test-database.ts'
import { lockWaiters, openTransaction } from './support/hold.ts'

let test: TestDatabase
beforeAll(async () => {
  test = await createTestDatabase()
})
afterAll(() => test[Symbol.asyncDispose]())

const unavailable = { name: 'InfrastructureError', code: 'DATABASE_UNAVAILABLE' }
const PID = sql<object>('backend-pid')`SELECT pg_backend_pid() AS pid`
const SLEEP = sql<object>('sleep')`SELECT pg_sleep(30)`

/** Accepts connections and never says a word, as a machine behind a broken network does. */
async function startMute(): Promise<AsyncDisposable & { url: string }> {
  const sockets = new Set<{ destroy(): void }>()
  const server: Server = createServer(socket => sockets.add(socket))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `postgres://u:p@127.0.0.1:${typeof address === 'object' ? address?.port : 0}/d`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

describe('a database that cannot be used', () => {
  it.each<[string, () => string]>([
    ['nobody listens', () => 'postgres://u:p@127.0.0.1:1/d'],
    ['its name does not resolve', () => 'postgres://u:p@no-such-host.invalid/d'],
    ['it is not there', () => databaseUrl('no_such_database')],
    ['it does not know us', () => databaseUrl('postgres').replace(/:[^:@]*@/, ':wrong-password@')],
  ])('is reported as unavailable when %s', async (_, url) => {
    await using db = connect({ databaseUrl: url() })

    await expect(db.ping()).rejects.toMatchObject(unavailable)
    await expect(callDatabase(() => db.prisma.store.findMany())).rejects.toMatchObject(unavailable)
  })

  it('is an error within its time limit when it accepts and never answers', async () => {
    await using mute = await startMute()
    await using db = connect({ databaseUrl: mute.url, connectTimeoutMs: 200 })

    const began = performance.now()
    await expect(db.ping()).rejects.toMatchObject(unavailable)
    expect(performance.now() - began).toBeLessThan(2_000)
  })

  it('keeps the cause for the log and out of the message', async () => {
    await using db = connect({ databaseUrl: 'postgres://ann:secret@127.0.0.1:1/d' })

    const error = await db.ping().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(InfrastructureError)
    expect(error).toMatchObject({
      cause: { code: 'ECONNREFUSED' },
      message: expect.not.stringContaining('127.0.0.1'),
    })
  })
})

describe('a connection', () => {
  it('that takes too long is given up', async () => {
    await using db = connect({ databaseUrl: test.url, statementTimeoutMs: 50 })

    await expect(db.run(SLEEP, {})).rejects.toMatchObject(unavailable)
    await db.ping()
  })

  it('that is not to be had in time is an error', async () => {
    await using db = connect({
      databaseUrl: test.url,
      maxConnections: 1,
      connectTimeoutMs: 100,
      statementTimeoutMs: 600,
    })
    const busy = db.run(SLEEP, {}).catch((error: unknown) => error)

    await expect(db.ping()).rejects.toMatchObject(unavailable)
    expect(await busy).toMatchObject(unavailable)
  })

  it('that dies while nobody uses it is reported and replaced', async () => {
    const { promise: reported, resolve } = Promise.withResolvers<Error>()
    await using db = connect({ databaseUrl: test.url, maxConnections: 1, onConnectionError: resolve })
    const [before] = await db.run<{ pid: number }, object>(PID, {})
    await test.db.pool.query('SELECT pg_terminate_backend($1)', [before?.pid])

    expect(await reported).toMatchObject({ code: '57P01' })
    const [after] = await db.run<{ pid: number }, object>(PID, {})
    expect(after?.pid).not.toBe(before?.pid)
  })

  it('is shared by Prisma and the statements', async () => {
    await using db = connect({ databaseUrl: test.url, maxConnections: 1 })

    await db.run(PID, {})
    await callDatabase(() => db.prisma.store.findMany())
    expect(db.pool.totalCount).toBe(1)
  })
})

describe('a deadlock', () => {
  it('is tried again by whoever Postgres chose to give up', async () => {
    const { pool } = test.db
    await pool.query(
      'CREATE TABLE pair (id int PRIMARY KEY, hits int NOT NULL DEFAULT 0); INSERT INTO pair VALUES (1), (2)',
    )
    const hit = sql<{ id: number }>('hit-pair')`UPDATE pair SET hits = hits + 1 WHERE id = ${'id'}`
    const met = Promise.withResolvers<void>()
    let arrived = 0
    const crosswise = (first: number, second: number) =>
      test.db.transaction(async run => {
        await run(hit, { id: first })
        arrived += 1
        if (arrived === 2) met.resolve()
        await met.promise
        await run(hit, { id: second })
      })

    await Promise.all([crosswise(1, 2), crosswise(2, 1)])

    expect(arrived).toBeGreaterThan(2)
    expect((await pool.query('SELECT hits FROM pair')).rows).toEqual([{ hits: 2 }, { hits: 2 }])
  })

  it('with somebody who never ends is an unavailable database, not a hang', async () => {
    await using held = await openTransaction(test.url)
    await held.db.pool.query(`SELECT FROM store FOR UPDATE`)
    await using db = connect({ databaseUrl: test.url, statementTimeoutMs: 300 })
    const waiting = db
      .run(sql<object>('lock-store')`SELECT FROM store FOR UPDATE`, {})
      .catch((error: unknown) => error)
    await lockWaiters(test.db)

    expect(await waiting).toMatchObject(unavailable)
  })
})

describe('a transaction', () => {
  it('keeps nothing when its work throws', async () => {
    const insert = sql<{ id: string }>('insert-store')`INSERT INTO store (id) VALUES (${'id'})`
    const work = test.db.transaction(async run => {
      await run(insert, { id: 'second' })
      throw new RangeError('changed my mind')
    })

    await expect(work).rejects.toThrow('changed my mind')
    expect(await test.db.prisma.store.count()).toBe(1)
  })
})
