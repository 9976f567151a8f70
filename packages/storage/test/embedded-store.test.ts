import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BucketMissingError, createS3ObjectStore, type S3Config } from '../src/index.ts'
import { type EmbeddedStore, startEmbeddedStore } from './support/embedded-store.ts'
import { expectPortError } from './support/failures.ts'
import { getFrom, putTo } from './support/presigned-client.ts'

/** What goes beyond the port, and settings that are wrong, against a store that really checks them. */
let embedded: EmbeddedStore
beforeAll(async () => {
  embedded = await startEmbeddedStore()
})
afterAll(() => embedded[Symbol.asyncDispose]())

const bytes = (text: string) => new TextEncoder().encode(text)

function storeWith(overrides: Partial<S3Config>) {
  return createS3ObjectStore({ ...embedded.config, ...overrides })
}

describe('listKeys', () => {
  test('lists every key under a prefix as it was written, whatever is in it', async () => {
    const keys = ["list/a b+c%2F'(1)&=?#.txt", 'list/ü/漢/😀', 'list/nested/<xml>&amp;']
    for (const key of keys) await embedded.store.putBytes(key, bytes('x'), 'text/plain')
    await embedded.store.putBytes('listed/elsewhere', bytes('x'), 'text/plain')
    const listed = []
    for await (const item of embedded.store.listKeys('list/')) listed.push(item)
    expect(listed.map(({ key }) => key).sort()).toEqual(keys.sort())
    const head = await embedded.store.head(keys[0] ?? '')
    expect(listed.find(({ key }) => key === keys[0])).toMatchObject({ sizeBytes: 1, etag: head?.etag })
    expect(listed[0]?.lastModifiedAt?.getTime()).toBeGreaterThan(Date.now() - 60_000)
  })

  test('goes on to the next page', async () => {
    const count = 1_003
    const names = Array.from({ length: count }, (_, index) => `pages/${index}`)
    while (names.length > 0) {
      await Promise.all(
        names.splice(0, 64).map(key => embedded.store.putBytes(key, new Uint8Array(), 'text/plain')),
      )
    }
    const keys = new Set<string>()
    for await (const { key } of embedded.store.listKeys('pages/')) keys.add(key)
    expect(keys.size).toBe(count)
  })
})

test('putBytes answers what HEAD shows', async () => {
  const stored = await embedded.store.putBytes('put-bytes', bytes('hello'), 'text/plain')
  expect(stored.versionId).toBeNull()
  expect(await embedded.store.head('put-bytes')).toMatchObject({
    etag: stored.etag,
    sizeBytes: 5,
    contentType: 'text/plain',
  })
})

test('copies a key with any characters, as the header has to name it', async () => {
  const sourceKey = "copy/a b+c%20'(1)~&=?#/ü漢😀.txt"
  const { etag } = await embedded.store.putBytes(sourceKey, bytes('hello'), 'text/plain')
  const request = { sourceKey, sourceVersionId: null, targetKey: 'copy/target', contentType: 'text/plain' }
  expect(await embedded.store.copy({ ...request, ifSourceEtag: etag, checksumAlgorithm: null })).toBe(
    'copied',
  )
  expect(await embedded.store.head('copy/target')).toMatchObject({ etag, sizeBytes: 5 })
})

test('URLs are for the public address, and work there, while we call the other one', async () => {
  const publicEndpoint = embedded.config.endpoint.replace('127.0.0.1', 'localhost')
  const store = storeWith({ publicEndpoint })
  const signed = await store.presignPut({
    key: 'public/a.txt',
    expiresInSeconds: 60,
    contentType: 'text/plain',
    contentLengthBytes: 5,
    ifNoneMatch: true,
    checksum: null,
  })
  expect(new URL(signed.url).hostname).toBe('localhost')
  // The embedded store listens on the IPv4 loopback alone; the signature covers the name, not the address.
  const url = signed.url.replace('localhost', '127.0.0.1')
  expect(await putTo({ ...signed, url }, bytes('hello'))).toMatchObject({ status: 403 })
  expect(await putTo(signed, bytes('hello'))).toMatchObject({ status: 200 })
  expect(await store.head('public/a.txt')).toMatchObject({ sizeBytes: 5 })
  const signedGet = await store.presignGet({
    key: 'public/a.txt',
    versionId: null,
    expiresInSeconds: 60,
    contentDisposition: 'attachment',
    contentType: 'text/plain',
  })
  expect(await getFrom(signedGet)).toMatchObject({ status: 200, body: bytes('hello') })
})

describe('buckets', () => {
  test('one that is there is left alone', async () => {
    expect(await embedded.store.ensureBucket({ create: true })).toBe('exists')
    expect(await embedded.store.ensureBucket({ create: false })).toBe('exists')
  })

  test('one that is missing is created only when asked for', async () => {
    const store = storeWith({ bucket: 'landfall-new' })
    await expect(store.ensureBucket({ create: false })).rejects.toThrow(BucketMissingError)
    expect(await store.ensureBucket({ create: true })).toBe('created')
    await expect(store.checkAccess()).resolves.toBeUndefined()
  })

  test('CORS rules that were written are obeyed', async () => {
    await embedded.store.writeCors([
      {
        origins: ['https://app.example.com'],
        methods: ['PUT', 'GET', 'HEAD'],
        allowedHeaders: ['content-type', 'if-none-match', 'x-amz-checksum-*'],
        exposedHeaders: ['ETag', 'x-amz-version-id'],
        maxAgeSeconds: 600,
      },
    ])
    const preflight = (origin: string) =>
      fetch(`${embedded.config.endpoint}/${embedded.config.bucket}/any`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'PUT',
          'access-control-request-headers': 'content-type,if-none-match,x-amz-checksum-sha256',
        },
      })
    const allowed = await preflight('https://app.example.com')
    expect(allowed.status).toBe(200)
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.example.com')
    expect(allowed.headers.get('access-control-max-age')).toBe('600')
    expect((await preflight('https://evil.example.com')).status).toBe(403)
  })
})

describe('wrong settings', () => {
  test.each<{ overrides: Partial<S3Config>; setting: string }>([
    { overrides: { bucket: 'landfall-nowhere' }, setting: 'S3_BUCKET' },
    { overrides: { accessKeyId: 'AKIAOTHER' }, setting: 'S3_ACCESS_KEY_ID' },
    { overrides: { secretAccessKey: 'other' }, setting: 'S3_SECRET_ACCESS_KEY' },
    { overrides: { region: 'eu-west-9' }, setting: 'S3_REGION' },
  ])('$setting is named', async ({ overrides, setting }) => {
    const store = storeWith(overrides)
    expect(await store.diagnose()).toMatchObject({ ok: false, setting })
    await expectPortError(store.checkAccess(), 'STORAGE_MISCONFIGURED')
    await expectPortError(store.head('k'), 'STORAGE_MISCONFIGURED')
  })

  test('right ones are fine', async () => {
    expect(await embedded.store.diagnose()).toEqual({ ok: true })
  })
})
