import { existsSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { expect, it, vi } from 'vitest'
import { findRunning } from '../../src/postgres/index.ts'
import { newPlace, type Place, type Started } from './started.ts'

// Five processes and a database each; a machine that is busy with other tests may take this long.
vi.setConfig({ testTimeout: 90_000 })

async function endsWithOne(place: Place, started: Started): Promise<string> {
  expect(await started.ended).toBe(1)
  if (existsSync(place.file('postgres'))) expect(findRunning(place.file('postgres'))).toBeNull()
  expect(existsSync(place.file('lock.json'))).toBe(false)
  return started.output
}

it('passes on word for word what the set-up refuses', async () => {
  await using place = await newPlace()
  const message = 'S3_BUCKET: there is no bucket "nope" at http://127.0.0.1:9.'
  const output = await endsWithOne(place, place.start({ STAND_IN_REFUSE: message }))
  expect(output.trim().split('\n').at(-1)).toBe(message)
})

it('shows the last log lines of a part that dies while it starts, and stops the rest', async () => {
  await using place = await newPlace()
  const output = await endsWithOne(place, place.start({ STAND_IN_API_DIES: '1' }))
  expect(output).toContain('The API ended with exit code 7')
  expect(output).toContain('the reason it cannot live')
  expect(output).toContain(place.file('logs/api.log'))
})

it('refuses a taken port that was asked for, before it starts anything', async () => {
  await using place = await newPlace()
  const blocker = createServer().listen(Number(place.env.API_PORT), '127.0.0.1')
  try {
    const output = await endsWithOne(place, place.start())
    expect(output.trim()).toBe(
      `API_PORT=${place.env.API_PORT} is taken by another process. Set API_PORT to a free port.`,
    )
    expect(existsSync(place.file('postgres'))).toBe(false)
  } finally {
    blocker.close()
  }
})

it('says so when the secrets that the data answers to are gone', async () => {
  await using place = await newPlace()
  const first = await place.start().ready()
  first.child.kill('SIGTERM')
  await first.ended
  rmSync(place.file('secrets.json'))
  expect(await endsWithOne(place, place.start())).toContain('another password than the one kept for it')
})

it("starts nothing embedded beside somebody's own database and bucket", async () => {
  await using own = await newPlace()
  const first = await own.start().ready()
  const { database_url: DATABASE_URL, s3_endpoint } = own.local()
  await using place = await newPlace({ DATABASE_URL, S3_ENDPOINT: s3_endpoint ?? '', S3_BUCKET: 'mine' })
  const started = await place.start().ready()
  expect(Object.keys(place.local().pids).sort()).toEqual(['api', 'supervisor', 'web', 'worker'])
  expect(place.local()).toMatchObject({
    database_url: DATABASE_URL,
    s3_bucket: 'mine',
    s3_access_key_id: null,
  })
  const seen = (await (await fetch(place.local().api_url)).json()) as Record<string, string>
  expect(seen).toMatchObject({ S3_BUCKET: 'mine', DATABASE_URL })
  expect(seen).not.toHaveProperty('S3_CREATE_BUCKET')
  started.child.kill('SIGTERM')
  expect(await started.ended).toBe(0)
  first.child.kill('SIGTERM')
  expect(await first.ended).toBe(0)
})
