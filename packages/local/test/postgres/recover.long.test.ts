import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { startPostgres } from '../../src/postgres/index.ts'
import { isAlive, waitUntilGone } from '../../src/postgres/process-state.ts'
import { query, tempCluster } from './temp-cluster.ts'

// A machine that is busy with other tests may take this long.
vi.setConfig({ testTimeout: 60_000 })

const password = 'secret'

/** Starts Postgres from a process of its own and kills that process, as `kill -9` of a running product does. */
async function startAndKillParent(dataDir: string): Promise<{ pid: number; port: number }> {
  const entry = join(import.meta.dirname, 'start-once.ts')
  const parent = spawn(process.execPath, [entry, dataDir, password], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(parent.stdout, 'data')) as [Buffer]
  parent.kill('SIGKILL')
  await once(parent, 'exit')
  return JSON.parse(line.toString())
}

it('adopts a server whose parent was killed, and stops it', async () => {
  await using place = tempCluster()
  const orphan = await startAndKillParent(place.dataDir)
  expect(isAlive(orphan.pid)).toBe(true)

  const postgres = await startPostgres({ fsync: false, dataDir: place.dataDir, password })
  expect(postgres).toMatchObject({ adopted: true, pid: orphan.pid, port: orphan.port })
  expect(await query(postgres.url(), 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  await postgres.stop()
  expect(isAlive(orphan.pid)).toBe(false)
})

it('moves a live server to the port that is asked for', async () => {
  await using place = tempCluster()
  const orphan = await startAndKillParent(place.dataDir)
  const wanted = orphan.port === 45_433 ? 45_434 : 45_433
  await using postgres = await startPostgres({ fsync: false, dataDir: place.dataDir, password, port: wanted })
  expect(postgres).toMatchObject({ adopted: false, port: wanted })
  expect(isAlive(orphan.pid)).toBe(false)
})

it('recovers what was committed when the server itself was killed', async () => {
  await using place = tempCluster()
  const first = await startPostgres({ dataDir: place.dataDir, password })
  await query(first.url(), 'CREATE TABLE kept AS SELECT 42 AS answer')
  process.kill(first.pid, 'SIGKILL')
  // At once, while its last processes may still hold the shared memory.
  await using second = await startPostgres({ dataDir: place.dataDir, password })
  expect(second.pid).not.toBe(first.pid)
  expect(await query(second.url(), 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
})

it('is not held up by a pid file whose process id belongs to somebody else now', async () => {
  await using place = tempCluster()
  const first = await startPostgres({ fsync: false, dataDir: place.dataDir, password })
  await first.stop()
  const stranger = spawn('sleep', ['60'])
  try {
    for (const pid of [stranger.pid, process.pid, 999_999_999]) {
      writeFileSync(join(first.dataDir, 'postmaster.pid'), `${pid}\n${first.dataDir}\n1\n5433\n\n\n\nready\n`)
      await using again = await startPostgres({ fsync: false, dataDir: place.dataDir, password })
      expect(again.adopted).toBe(false)
      expect(again.pid).not.toBe(pid)
    }
    expect(isAlive(stranger.pid ?? 0)).toBe(true)
  } finally {
    stranger.kill('SIGKILL')
  }
})

it('is not held up by a pid file that a crash left empty', async () => {
  await using place = tempCluster()
  const first = await startPostgres({ fsync: false, dataDir: place.dataDir, password })
  await first.stop()
  writeFileSync(join(first.dataDir, 'postmaster.pid'), '')
  await using again = await startPostgres({ fsync: false, dataDir: place.dataDir, password })
  expect(again.isRunning()).toBe(true)
})

it('gives two first starts at the same time one server', async () => {
  await using place = tempCluster()
  const [one, two] = await Promise.all(
    [1, 2].map(() => startPostgres({ fsync: false, dataDir: place.dataDir, password })),
  )
  expect(one?.pid).toBe(two?.pid)
  expect([one?.adopted, two?.adopted].sort()).toEqual([false, true])
})

it('waits for a server that is shutting down and then starts its own', async () => {
  await using place = tempCluster()
  const first = await startPostgres({ fsync: false, dataDir: place.dataDir, password })
  process.kill(first.pid, 'SIGINT')
  await using second = await startPostgres({ fsync: false, dataDir: place.dataDir, password })
  expect(await query(second.url(), 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  expect(await waitUntilGone(first.pid, 1000)).toBe(true)
})
