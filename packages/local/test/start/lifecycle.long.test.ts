import { readFileSync, statSync } from 'node:fs'
import pg from 'pg'
import { expect, it, vi } from 'vitest'
import { isAlive } from '../../src/postgres/process-state.ts'
import { newPlace } from './started.ts'

// Five processes and a database each; a machine that is busy with other tests may take this long.
vi.setConfig({ testTimeout: 90_000 })

async function countStarts(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    return Number((await client.query('SELECT count(*) FROM start_seen')).rows[0].count)
  } finally {
    await client.end()
  }
}

it('starts everything, writes what tools need, and stops on SIGTERM with nothing left', async () => {
  await using place = await newPlace()
  const started = await place.start().ready()
  const local = place.local()
  expect(Object.keys(local).sort()).toEqual(
    [
      ...['web_url', 'api_url', 'api_key', 'admin_key', 'namespace', 'bucket', 's3_endpoint', 's3_bucket'],
      ...['s3_access_key_id', 's3_secret_access_key', 'database_url', 'pids'],
    ].sort(),
  )
  expect(local).toMatchObject({
    web_url: `http://127.0.0.1:${place.env.WEB_PORT}`,
    api_url: `http://127.0.0.1:${place.env.API_PORT}`,
    s3_endpoint: `http://127.0.0.1:${place.env.S3_PORT}`,
    s3_bucket: 'landfall',
    namespace: 'default',
    bucket: 'uploads',
  })
  for (const name of ['local.json', 'secrets.json', 'lock.json']) {
    expect(statSync(place.file(name)).mode & 0o777, name).toBe(0o600)
  }
  const seen = (await (await fetch(local.api_url)).json()) as Record<string, string>
  expect(seen).toEqual({
    DATABASE_URL: local.database_url,
    S3_ENDPOINT: local.s3_endpoint,
    S3_BUCKET: 'landfall',
    S3_CREATE_BUCKET: '1',
    LANDFALL_API_KEY: local.api_key,
    HOST: '127.0.0.1',
    WEB_ORIGIN: local.web_url,
  })
  expect((await fetch(`${local.s3_endpoint}/landfall`)).status).toBe(403)
  expect(started.output).toContain(local.api_key)
  expect(started.output).not.toContain(local.admin_key)
  expect(started.output).not.toContain(local.s3_secret_access_key)
  const bootstrapLog = readFileSync(place.file('logs/bootstrap.log'), 'utf8')
  expect(bootstrapLog).toContain('migrated')
  expect(bootstrapLog).not.toContain('once-only')

  started.child.kill('SIGTERM')
  expect(await started.ended).toBe(0)
  expect(Object.values(local.pids).filter(isAlive)).toEqual([])
  expect(readFileSync(place.file('logs/api.log'), 'utf8')).toContain('stopped gracefully')
  expect(readFileSync(place.file('logs/postgres.log'), 'utf8')).toContain('database system is shut down')
})

it('keeps keys and data over a restart', async () => {
  await using place = await newPlace()
  const first = await place.start().ready()
  const before = place.local()
  first.child.kill('SIGTERM')
  await first.ended

  const second = await place.start().ready()
  const { pids: _old, ...kept } = before
  expect(place.local()).toMatchObject(kept)
  expect(await countStarts(before.database_url)).toBe(2)
  second.child.kill('SIGTERM')
  expect(await second.ended).toBe(0)
})

it('stops cleanly when Ctrl-C hits the whole process group, and npm passes its copy on', async () => {
  await using place = await newPlace()
  const started = await place.start().ready()
  const { pids } = place.local()
  process.kill(-(started.child.pid ?? 0), 'SIGINT')
  started.child.kill('SIGINT')
  expect(await started.ended).toBe(0)
  expect(Object.values(pids).filter(isAlive)).toEqual([])
  expect(readFileSync(place.file('logs/api.log'), 'utf8')).toContain('stopped gracefully')
})

it('stops at once on a second Ctrl-C', async () => {
  await using place = await newPlace({ STAND_IN_API_HANGS: '1' })
  const started = await place.start().ready()
  const { pids } = place.local()
  started.child.kill('SIGINT')
  await started.says('Stopping')
  await new Promise(done => setTimeout(done, 1_200))
  started.child.kill('SIGINT')
  expect(await started.ended).toBe(130)
  await expect.poll(() => Object.values(pids).filter(isAlive), { timeout: 20_000 }).toEqual([])
})

it('can be stopped while it starts', async () => {
  await using place = await newPlace()
  const started = place.start()
  await started.says('Starting the S3 store')
  started.child.kill('SIGTERM')
  expect(await started.ended).toBe(0)
  expect(started.output).not.toContain('Landfall is ready')
  const again = await place.start().ready()
  again.child.kill('SIGTERM')
  expect(await again.ended).toBe(0)
})

it('refuses a second start on the same folder and leaves the first alone', async () => {
  await using place = await newPlace()
  const first = await place.start().ready()
  const second = place.start()
  expect(await second.ended).toBe(1)
  expect(second.output.trim().split('\n')).toEqual([
    `Landfall runs already from ${place.dir} (process ${first.child.pid}). Stop that one first, or set LANDFALL_DIR to start another.`,
  ])
  expect((await fetch(place.local().api_url)).status).toBe(200)
  first.child.kill('SIGTERM')
  expect(await first.ended).toBe(0)
})
