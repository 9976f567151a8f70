import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { Bucket } from '../../src/s3/disk/bucket.ts'
import { writePrecondition } from '../../src/s3/operations/preconditions.ts'
import { storeObject } from '../../src/s3/operations/put-object.ts'
import { openSocket, requestHead } from './support/raw-http.ts'
import { signRequest } from './support/signer.ts'
import { BUCKET, newFolder, startTestStore, type TestStore } from './support/test-store.ts'
import { startVersionedStore } from './support/versions.ts'

const at = { Bucket: BUCKET, Key: 'key' }

/** A conditional PUT whose last byte is held back until `finish`. */
async function startSlowPut(store: TestStore, headers: Record<string, string>) {
  const url = `${store.endpoint}/${BUCKET}/key`
  const signed = signRequest({ method: 'PUT', url, headers: { ...headers, 'content-length': '4' } })
  const { socket, closed } = openSocket(store.endpoint)
  socket.write(`${requestHead(signed)}slo`)
  while ((await readdir(join(store.dir, 'tmp'))).length === 0)
    await new Promise(resolve => setTimeout(resolve, 5))
  return {
    finish: async () => {
      socket.write('w')
      const answer = await closed
      return { status: Number(answer.split(' ')[1]), code: /<Code>(\w+)/.exec(answer)?.[1] }
    },
  }
}

async function readText(store: TestStore): Promise<string | undefined> {
  return (await store.client.send(new GetObjectCommand(at))).Body?.transformToString()
}

const CONFLICT = { status: 409, code: 'ConditionalRequestConflict' }

describe('a conditional PUT whose body is still coming', () => {
  it('gets 412 when another write of the key has finished meanwhile', async () => {
    await using store = await startTestStore()
    const slow = await startSlowPut(store, { 'if-none-match': '*' })
    await store.client.send(new PutObjectCommand({ ...at, Body: 'fast' }))
    expect(await slow.finish()).toEqual({ status: 412, code: 'PreconditionFailed' })
    expect(await readText(store)).toBe('fast')
  })

  it.each([
    ['an unversioned', startTestStore],
    ['a versioned', startVersionedStore],
  ])('gets 409 when the object under its key was deleted meanwhile, in %s bucket', async (_, start) => {
    await using store = await start()
    const slow = await startSlowPut(store, { 'if-none-match': '*' })
    await store.client.send(new PutObjectCommand({ ...at, Body: 'fast' }))
    await store.client.send(new DeleteObjectCommand(at))
    expect(await slow.finish()).toEqual(CONFLICT)
    await expect(store.client.send(new HeadObjectCommand(at))).rejects.toMatchObject({ name: 'NotFound' })
    expect((await readdir(join(store.dir, 'tmp'))).length).toBe(0)
    expect(await (await startSlowPut(store, { 'if-none-match': '*' })).finish()).toMatchObject({
      status: 200,
    })
  })

  it('stores when what was deleted meanwhile was another key, or nothing', async () => {
    await using store = await startTestStore()
    await store.client.send(new PutObjectCommand({ ...at, Key: 'other', Body: 'x' }))
    const slow = await startSlowPut(store, { 'if-none-match': '*' })
    await store.client.send(new DeleteObjectCommand({ ...at, Key: 'other' }))
    await store.client.send(new DeleteObjectCommand(at))
    expect(await slow.finish()).toMatchObject({ status: 200 })
  })

  it('under If-Match gets 404 when the object is gone, and 409 when it was deleted and put again', async () => {
    await using store = await startTestStore()
    const put = async () =>
      (await store.client.send(new PutObjectCommand({ ...at, Body: 'base' }))).ETag ?? ''
    const first = await startSlowPut(store, { 'if-match': await put() })
    await store.client.send(new DeleteObjectCommand(at))
    expect(await first.finish()).toEqual({ status: 404, code: 'NoSuchKey' })
    const second = await startSlowPut(store, { 'if-match': await put() })
    await store.client.send(new DeleteObjectCommand(at))
    await put()
    expect(await second.finish()).toEqual(CONFLICT)
  })

  it('without a condition simply writes', async () => {
    await using store = await startTestStore()
    const slow = await startSlowPut(store, {})
    await store.client.send(new PutObjectCommand({ ...at, Body: 'fast' }))
    await store.client.send(new DeleteObjectCommand(at))
    expect(await slow.finish()).toMatchObject({ status: 200 })
    expect(await readText(store)).toBe('slow')
  })
})

describe('writes of one key that end at the same moment', () => {
  const meta = {
    key: 'k',
    size: 0,
    etag: 'e',
    lastModifiedMs: 0,
    headers: {},
    userMetadata: {},
    checksum: { algorithm: 'CRC32', value: 'AAAAAA==' } as const,
  }

  async function race(conditions: Record<string, string>[]) {
    await using folder = await newFolder()
    const place = { name: 'b', dir: join(folder.dir, 'b'), temporaryDir: join(folder.dir, 'tmp') }
    await mkdir(join(place.dir, 'objects'), { recursive: true })
    await mkdir(place.temporaryDir)
    const bucket = Bucket.load(place, () => undefined)
    const gate = Promise.withResolvers<void>()
    let waiting = conditions.length
    const write = () => {
      waiting -= 1
      if (waiting === 0) gate.resolve()
      return gate.promise.then(() => meta)
    }
    const writes = conditions.map(condition => {
      const precondition = writePrecondition(new Map(Object.entries(condition)), 'k')
      return storeObject(bucket, { key: 'k', precondition, write })
    })
    const results = await Promise.allSettled(writes)
    expect(await readdir(place.temporaryDir)).toEqual([])
    return results.map(result => (result.status === 'fulfilled' ? 'stored' : result.reason.code))
  }

  it('let one conditional write win and answer 409 to those that met it at work', async () => {
    const absent = { 'if-none-match': '*' }
    const codes = await race([absent, absent, absent])
    expect(codes.sort()).toEqual(['ConditionalRequestConflict', 'ConditionalRequestConflict', 'stored'])
  })

  it('let unconditional ones wait for each other', async () => {
    expect(await race([{}, {}, {}])).toEqual(['stored', 'stored', 'stored'])
  })
})
