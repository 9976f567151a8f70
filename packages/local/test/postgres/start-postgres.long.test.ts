import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import pg from 'pg'
import { expect, it, vi } from 'vitest'
import { PortTakenError, PostgresError, startPostgres } from '../../src/postgres/index.ts'
import { query, tempCluster } from './temp-cluster.ts'

// A machine that is busy with other tests may take this long.
vi.setConfig({ testTimeout: 60_000 })

const password = 'correct horse/battery'

it('makes a UTF-8 cluster that sorts by code point and keeps checksums', async () => {
  await using place = tempCluster()
  await using postgres = await startPostgres({ dataDir: place.dataDir, password })
  const rows = await query(
    postgres.url(),
    `SELECT current_setting('server_encoding') AS encoding, datcollate AS collate, datlocprovider AS provider,
       current_setting('data_checksums') AS checksums, current_setting('fsync') AS fsync,
       (SELECT string_agg(x, ' ' ORDER BY x) FROM unnest(ARRAY['é','z','Z','a']) x) AS sorted
     FROM pg_database WHERE datname = 'postgres'`,
  )
  expect(rows).toEqual([
    { encoding: 'UTF8', collate: 'C', provider: 'b', checksums: 'on', fsync: 'on', sorted: 'Z a z é' },
  ])
})

it('creates a database once and finds it there the second time', async () => {
  await using place = tempCluster()
  await using postgres = await startPostgres({ fsync: false, dataDir: place.dataDir, password })
  await postgres.createDatabase('land"fall')
  await postgres.createDatabase('land"fall')
  const rows = await query(postgres.url('land%22fall'), 'SELECT current_database() AS name')
  expect(rows).toEqual([{ name: 'land"fall' }])
})

it('refuses a wrong password and listens on loopback alone', async () => {
  await using place = tempCluster()
  await using postgres = await startPostgres({ fsync: false, dataDir: place.dataDir, password })
  const wrong = postgres.url().replace(encodeURIComponent(password), 'wrong')
  await expect(query(wrong, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' })

  expect(await query(postgres.url(), 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
  const outer = Object.values(networkInterfaces()).flatMap(list => list ?? [])
  for (const { address } of outer.filter(it => !it.internal && it.family === 'IPv4')) {
    const client = new pg.Client({ host: address, port: postgres.port, user: 'landfall', password })
    await expect(client.connect()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  }
})

it('names the taken port in an error of its own kind, and starts on another', async () => {
  await using place = tempCluster()
  await using _blocker = await listen()
  const taken = _blocker.port
  const failure = await startPostgres({ fsync: false, dataDir: place.dataDir, password, port: taken }).catch(
    e => e,
  )
  expect(failure).toBeInstanceOf(PortTakenError)
  expect(failure.port).toBe(taken)
  await using postgres = await startPostgres({ fsync: false, dataDir: place.dataDir, password })
  expect(postgres.port).not.toBe(taken)
})

it('tells a lost password from other failures and leaves no server behind', async () => {
  await using place = tempCluster()
  const first = await startPostgres({ fsync: false, dataDir: place.dataDir, password })
  await first.stop()
  const failure = await startPostgres({ fsync: false, dataDir: place.dataDir, password: 'other' }).catch(
    e => e,
  )
  expect(failure).toBeInstanceOf(PostgresError)
  expect(failure.message).toContain('another password')
  expect(first.isRunning()).toBe(false)
  await using again = await startPostgres({ fsync: false, dataDir: place.dataDir, password })
  expect(again.adopted).toBe(false)
})

async function listen(): Promise<AsyncDisposable & { port: number }> {
  const server = createServer()
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { port, [Symbol.asyncDispose]: () => new Promise(done => server.close(() => done())) }
}
