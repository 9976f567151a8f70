import { readdir } from 'node:fs/promises'
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { describe, expect, it } from 'vitest'
import { parseRange } from '../../src/s3/operations/byte-range.ts'
import { send } from './support/raw-http.ts'
import { signRequest } from './support/signer.ts'
import { BUCKET, startTestStore, type TestStore } from './support/test-store.ts'

const at = { Bucket: BUCKET, Key: 'key' }
const BODY = '0123456789'

async function storeWithObject(): Promise<TestStore> {
  const store = await startTestStore()
  await store.client.send(new PutObjectCommand({ ...at, Body: BODY, ContentType: 'text/plain' }))
  return store
}

function read(store: TestStore, method: 'GET' | 'HEAD', headers: Record<string, string> = {}) {
  return send(signRequest({ method, url: `${store.endpoint}/${BUCKET}/key`, headers }))
}

describe('GetObject', () => {
  it('answers bytes, length, ETag, Last-Modified and Accept-Ranges', async () => {
    await using store = await storeWithObject()
    const answer = await read(store, 'GET')
    expect(answer).toMatchObject({ status: 200, text: BODY })
    expect(answer.headers).toMatchObject({
      'content-length': '10',
      'content-type': 'text/plain',
      'accept-ranges': 'bytes',
      etag: '"781e5e245d69b566979b86e28d23f2c7"',
    })
    expect(answer.headers['last-modified']).toMatch(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/)
  })

  it('does not know a key or bucket that is not there', async () => {
    await using store = await storeWithObject()
    const key = store.client.send(new GetObjectCommand({ ...at, Key: 'other' }))
    await expect(key).rejects.toMatchObject({
      name: 'NoSuchKey',
      Key: 'other',
      $metadata: { httpStatusCode: 404 },
    })
    const bucket = store.client.send(new GetObjectCommand({ ...at, Bucket: 'no-such-bucket' }))
    await expect(bucket).rejects.toMatchObject({ name: 'NoSuchBucket', $metadata: { httpStatusCode: 404 } })
  })

  it('hands the stored bytes out as they are, whatever their content-encoding and the client’s wishes', async () => {
    await using store = await startTestStore()
    await store.client.send(new PutObjectCommand({ ...at, Body: BODY, ContentEncoding: 'gzip' }))
    const answer = await read(store, 'GET', { 'accept-encoding': 'identity' })
    expect(answer).toMatchObject({
      text: BODY,
      headers: { 'content-encoding': 'gzip', 'content-length': '10' },
    })
  })

  it('lets a signed query override the headers of the answer', async () => {
    await using store = await storeWithObject()
    const overrides = {
      ResponseContentType: 'application/pdf',
      ResponseContentDisposition: 'attachment; filename="r.pdf"; filename*=UTF-8\'\'%E2%82%AC.pdf',
      ResponseCacheControl: 'no-store',
      ResponseContentEncoding: 'identity',
      ResponseContentLanguage: 'fr',
      ResponseExpires: new Date('2031-05-06T00:00:00Z'),
    }
    const url = await getSignedUrl(store.client, new GetObjectCommand({ ...at, ...overrides }))
    const answer = await send({ method: 'GET', url })
    expect(answer).toMatchObject({ status: 200, text: BODY })
    expect(answer.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': overrides.ResponseContentDisposition,
      'cache-control': 'no-store',
      'content-encoding': 'identity',
      'content-language': 'fr',
      expires: 'Tue, 06 May 2031 00:00:00 GMT',
    })
    expect((await read(store, 'GET')).headers['content-type']).toBe('text/plain')
  })

  it('refuses an override that no header can carry', async () => {
    await using store = await storeWithObject()
    for (const bad of ['attachment; filename="€"', 'a\r\nSet-Cookie: x=1']) {
      const url = await getSignedUrl(
        store.client,
        new GetObjectCommand({ ...at, ResponseContentDisposition: bad }),
      )
      const answer = await send({ method: 'GET', url })
      expect(answer).toMatchObject({ status: 400, code: 'InvalidArgument' })
      expect(answer.headers).not.toHaveProperty('set-cookie')
    }
  })
})

describe('Range', () => {
  it.each([
    ['bytes=0-0', '0', 'bytes 0-0/10'],
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=7-100', '789', 'bytes 7-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=-100', BODY, 'bytes 0-9/10'],
  ])('%s gives %s', async (range, text, contentRange) => {
    await using store = await storeWithObject()
    const answer = await read(store, 'GET', { range })
    expect(answer).toMatchObject({ status: 206, text, headers: { 'content-range': contentRange } })
    expect(answer.headers['content-length']).toBe(String(text.length))
    const head = await read(store, 'HEAD', { range })
    expect(head).toMatchObject({ status: 206, text: '', headers: { 'content-range': contentRange } })
  })

  it.each(['bytes=10-', 'bytes=10-20', 'bytes=-0'])('%s lies outside: 416', async range => {
    await using store = await storeWithObject()
    const answer = await read(store, 'GET', { range })
    expect(answer).toMatchObject({
      status: 416,
      code: 'InvalidRange',
      headers: { 'content-range': 'bytes */10' },
    })
    expect(answer.text).toContain('<ActualObjectSize>10</ActualObjectSize>')
  })

  it.each(['bytes=4-2', 'bytes=a-b', 'bytes=0-1,3-4', 'lines=1-2', 'bytes=-'])(
    '%s is ignored',
    async range => {
      await using store = await storeWithObject()
      expect(await read(store, 'GET', { range })).toMatchObject({ status: 200, text: BODY })
    },
  )

  it('counts only while If-Range names this version', async () => {
    await using store = await storeWithObject()
    const { etag = '' } = (await read(store, 'HEAD')).headers
    expect(await read(store, 'GET', { range: 'bytes=0-1', 'if-range': etag })).toMatchObject({ status: 206 })
    expect(await read(store, 'GET', { range: 'bytes=0-1', 'if-range': '"old"' })).toMatchObject({
      status: 200,
    })
  })

  it('brings no checksum of the whole along', async () => {
    await using store = await storeWithObject()
    const got = await store.client.send(
      new GetObjectCommand({ ...at, Range: 'bytes=1-3', ChecksumMode: 'ENABLED' }),
    )
    expect(await got.Body?.transformToString()).toBe('123')
    expect(got.ChecksumCRC32).toBeUndefined()
  })

  it('of an empty object cannot be satisfied', () => {
    expect(parseRange('bytes=0-', 0)).toBe('unsatisfiable')
    expect(parseRange('bytes=-1', 0)).toBe('unsatisfiable')
    expect(parseRange(undefined, 0)).toBe('whole')
  })
})

describe('a refused read', () => {
  it('leaves no file open', async () => {
    await using store = await storeWithObject()
    const openFiles = async () => (await readdir('/dev/fd')).length
    await read(store, 'GET', { 'if-match': '"other"' })
    const before = await openFiles()
    for (let round = 0; round < 30; round += 1) {
      expect(await read(store, 'GET', { 'if-match': '"other"' })).toMatchObject({ status: 412 })
      expect(await read(store, 'GET', { range: 'bytes=99-' })).toMatchObject({ status: 416 })
      expect(await read(store, 'HEAD')).toMatchObject({ status: 200 })
    }
    expect((await openFiles()) - before).toBeLessThan(20)
  })
})

describe('conditions on reading', () => {
  const MODIFIED = new Date('2026-03-04T05:06:07.890Z')
  const BEFORE = new Date(MODIFIED.getTime() - 5000).toUTCString()
  const SAME = MODIFIED.toUTCString()
  const ETAG = '"781e5e245d69b566979b86e28d23f2c7"'

  const table: [name: string, headers: Record<string, string>, status: number][] = [
    ['If-Match, same', { 'if-match': ETAG }, 200],
    ['If-Match, bare', { 'if-match': ETAG.replaceAll('"', '') }, 200],
    ['If-Match, any', { 'if-match': '*' }, 200],
    ['If-Match, in a list', { 'if-match': `"x", ${ETAG}` }, 200],
    ['If-Match, other', { 'if-match': '"x"' }, 412],
    ['If-None-Match, same', { 'if-none-match': ETAG }, 304],
    ['If-None-Match, weak', { 'if-none-match': `W/${ETAG}` }, 304],
    ['If-None-Match, other', { 'if-none-match': '"x"' }, 200],
    ['If-Modified-Since, same second', { 'if-modified-since': SAME }, 304],
    ['If-Modified-Since, earlier', { 'if-modified-since': BEFORE }, 200],
    ['If-Unmodified-Since, same second', { 'if-unmodified-since': SAME }, 200],
    ['If-Unmodified-Since, earlier', { 'if-unmodified-since': BEFORE }, 412],
    ['If-Match outranks If-Unmodified-Since', { 'if-match': ETAG, 'if-unmodified-since': BEFORE }, 200],
    ['If-None-Match outranks If-Modified-Since', { 'if-none-match': '"x"', 'if-modified-since': SAME }, 200],
    ['both of the 304 kind', { 'if-none-match': ETAG, 'if-modified-since': BEFORE }, 304],
    ['a date that is none', { 'if-modified-since': 'yesterday' }, 200],
  ]

  it.each(table)('%s', async (_name, headers, status) => {
    let now = new Date()
    await using store = await startTestStore({ now: () => now })
    now = MODIFIED
    const url = `${store.endpoint}/${BUCKET}/key`
    await send({ ...signRequest({ method: 'PUT', url, at: now }), body: BODY })
    for (const method of ['GET', 'HEAD'] as const) {
      const answer = await send(signRequest({ method, url, headers, at: now }))
      expect(answer.status).toBe(status)
      if (status === 304) expect(answer).toMatchObject({ text: '', headers: { etag: ETAG } })
    }
  })
})
