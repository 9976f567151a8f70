import { networkInterfaces } from 'node:os'
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PROFILES, startS3Store } from '../../src/s3/index.ts'
import { send } from './support/raw-http.ts'
import { startStoreProcess } from './support/store-process.ts'
import {
  BUCKET,
  CREDENTIALS,
  newClient,
  newFolder,
  startTestStore,
  type TestStore,
} from './support/test-store.ts'

const FAULT = { kind: 'error', code: 'SlowDown', operations: ['PutObject'] }

async function control(endpoint: string, method: string, faults?: unknown) {
  const body = faults === undefined ? {} : { body: JSON.stringify(faults) }
  const answer = await fetch(`${endpoint}/_faults`, { method, ...body })
  return { status: answer.status, text: await answer.text() }
}

async function putOf(client: ReturnType<typeof newClient>): Promise<string> {
  const put = client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'k', Body: 'x' }))
  return put.then(
    () => 'stored',
    (error: Error) => error.name,
  )
}

describe('the fault switches of a store process', () => {
  it('are set, shown and cleared over HTTP where S3_FAULTS=1', async () => {
    await using folder = await newFolder()
    await using store = await startStoreProcess(folder.dir, { env: { S3_FAULTS: '1' } })
    const client = newClient(store.endpoint)
    await client.send(new CreateBucketCommand({ Bucket: BUCKET }))

    expect((await control(store.endpoint, 'PUT', [FAULT])).status).toBe(200)
    expect(await putOf(client)).toBe('SlowDown')
    expect(JSON.parse((await control(store.endpoint, 'GET')).text)).toEqual([{ ...FAULT, hits: 1 }])
    expect((await control(store.endpoint, 'DELETE')).text).toBe('[]')
    expect(await putOf(client)).toBe('stored')
    client.destroy()
  })

  it('are not there without it', async () => {
    await using folder = await newFolder()
    await using store = await startStoreProcess(folder.dir)
    expect(await control(store.endpoint, 'PUT', [FAULT])).toMatchObject({
      status: 403,
      text: expect.stringContaining('AccessDenied'),
    })
  })
})

describe('the control endpoint', () => {
  let store: TestStore
  beforeAll(async () => {
    store = await startTestStore({ faultControl: true, host: '::' })
  })
  afterAll(() => store[Symbol.asyncDispose]())
  const url = () => `http://127.0.0.1:${store.port}`

  it.each([
    ['what is no array', FAULT],
    ['an array with a fault that is none', [FAULT, { kind: 'eror' }]],
  ])('refuses %s, and leaves what was switched on', async (_, wrong) => {
    await control(url(), 'PUT', [FAULT])
    expect((await control(url(), 'PUT', wrong)).status).toBe(400)
    expect(await putOf(store.client)).toBe('SlowDown')
    await control(url(), 'DELETE')
  })

  it('answers no other method, so that no page passes its preflight', async () => {
    expect((await control(url(), 'OPTIONS')).status).toBe(405)
    expect((await control(url(), 'POST', [FAULT])).status).toBe(405)
  })

  it('refuses a web page that got past the preflight, under whatever name it has for this machine', async () => {
    const headers = { origin: 'http://rebound.example', host: `rebound.example:${store.port}` }
    const answer = await send({
      method: 'PUT',
      url: `${url()}/_faults`,
      headers,
      body: JSON.stringify([FAULT]),
    })
    expect(answer.status).toBe(403)
    expect(await putOf(store.client)).toBe('stored')
  })

  const addresses = Object.values(networkInterfaces())
    .flatMap(found => found ?? [])
    .filter(({ family }) => family === 'IPv4')
  it.each(addresses)('is open to this machine alone: $address', async ({ address, internal }) => {
    expect((await control(`http://${address}:${store.port}`, 'GET')).status).toBe(internal ? 200 : 403)
  })
})

describe('profiles', () => {
  it('play another store from the start, and stay when faults are cleared', async () => {
    await using store = await startTestStore({ profile: 'b2' })
    store.faults.clear()
    const put = new PutObjectCommand({ Bucket: BUCKET, Key: 'k', Body: 'x', IfNoneMatch: '*' })
    await expect(store.client.send(put)).rejects.toMatchObject({ name: 'NotImplemented' })
    expect(await putOf(store.client)).toBe('stored')
  })

  it.each(Object.keys(PROFILES) as (keyof typeof PROFILES)[])('%s starts', async profile => {
    await using folder = await newFolder()
    await using store = await startS3Store({ dir: folder.dir, ...CREDENTIALS, profile })
    expect((await fetch(store.endpoint)).status).toBe(403)
  })

  it('of a process come from S3_PROFILE', async () => {
    await using folder = await newFolder()
    await using store = await startStoreProcess(folder.dir, { env: { S3_PROFILE: 'b2' } })
    const client = newClient(store.endpoint)
    await client.send(new CreateBucketCommand({ Bucket: BUCKET }))
    const put = new PutObjectCommand({ Bucket: BUCKET, Key: 'k', Body: 'x', IfNoneMatch: '*' })
    await expect(client.send(put)).rejects.toMatchObject({ name: 'NotImplemented' })
    client.destroy()
  })
})
