import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { Ports } from '../../src/start/ports.ts'
import { readSettings } from '../../src/start/settings.ts'
import { StartError } from '../../src/start/start-error.ts'

it('has defaults for everything', () => {
  expect(readSettings({}, '/srv/landfall')).toEqual({
    dir: '/srv/landfall/.landfall',
    ports: {
      web: { name: 'WEB_PORT', port: 3000, isExplicit: false },
      api: { name: 'API_PORT', port: 4000, isExplicit: false },
      s3: { name: 'S3_PORT', port: 9000, isExplicit: false },
      postgres: { name: 'PG_PORT', port: 5433, isExplicit: false },
    },
    databaseUrl: null,
    externalStore: null,
  })
})

it('takes an empty variable for an unset one', () => {
  const empty = { API_PORT: '', DATABASE_URL: '', S3_ENDPOINT: '', S3_BUCKET: '', LANDFALL_DIR: '' }
  expect(readSettings(empty, '/srv')).toEqual(readSettings({}, '/srv'))
})

it('knows a store of somebody by its bucket or its endpoint', () => {
  expect(readSettings({ S3_BUCKET: 'mine' }, '/srv').externalStore).toEqual({
    endpoint: null,
    bucket: 'mine',
    accessKeyId: null,
    secretAccessKey: null,
  })
  const full = {
    S3_ENDPOINT: 'https://s3.example',
    S3_BUCKET: 'mine',
    S3_ACCESS_KEY_ID: 'id',
    S3_SECRET_ACCESS_KEY: 'secret',
  }
  expect(readSettings(full, '/srv').externalStore).toEqual({
    endpoint: 'https://s3.example',
    bucket: 'mine',
    accessKeyId: 'id',
    secretAccessKey: 'secret',
  })
})

it.each([
  [{ S3_ENDPOINT: 'https://s3.example' }, 'S3_BUCKET'],
  [{ API_PORT: 'four' }, 'API_PORT=four'],
  [{ PG_PORT: '0' }, 'PG_PORT=0'],
  [{ S3_PORT: '65536' }, 'S3_PORT=65536'],
  [{ WEB_PORT: '-1' }, 'WEB_PORT=-1'],
  [{ API_PORT: '80.5' }, 'API_PORT=80.5'],
  [{ API_PORT: '4100', S3_PORT: '4100' }, 'API_PORT and S3_PORT are both 4100'],
])('refuses %o and names the variable', (env, named) => {
  expect(() => readSettings(env, '/srv')).toThrow(StartError)
  expect(() => readSettings(env, '/srv')).toThrow(named)
})

it('moves a taken default to the next free port and says so, and never gives one out twice', async () => {
  const blocker = createServer()
  await new Promise<void>(done => blocker.listen(0, '127.0.0.1', done))
  const taken = (blocker.address() as { port: number }).port
  try {
    const said: string[] = []
    const ports = new Ports()
    const wish = { name: 'API_PORT', port: taken, isExplicit: false } as const
    const first = await ports.choose(wish, 'the API', line => said.push(line))
    const second = await ports.choose({ ...wish, name: 'S3_PORT' }, 'the S3 store', line => said.push(line))
    expect(first).toBeGreaterThan(taken)
    expect(second).toBeGreaterThan(first)
    expect(said).toEqual([
      `Port ${taken} is taken, so the API uses ${first}. API_PORT sets another.`,
      `Port ${taken} is taken, so the S3 store uses ${second}. S3_PORT sets another.`,
    ])
    await expect(ports.choose({ ...wish, isExplicit: true }, 'the API', () => undefined)).rejects.toThrow(
      `API_PORT=${taken} is taken`,
    )
  } finally {
    blocker.close()
  }
})
