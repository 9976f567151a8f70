import { once } from 'node:events'
import { get, request } from 'node:http'
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketCorsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Fault } from '../../src/s3/index.ts'
import { beginUpload } from './support/multipart.ts'
import { send } from './support/raw-http.ts'
import { presign, signRequest } from './support/signer.ts'
import { BUCKET, newClient, startTestStore, type TestStore } from './support/test-store.ts'

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
})
afterEach(() => store.faults.clear())
afterAll(() => store[Symbol.asyncDispose]())

const at = (Key: string) => ({ Bucket: BUCKET, Key })
const put = (Key: string, Body: string | Uint8Array = 'bytes', more = {}) =>
  store.client.send(new PutObjectCommand({ ...at(Key), Body, ...more }))
const head = (Key: string) =>
  store.client.send(new HeadObjectCommand({ ...at(Key), ChecksumMode: 'ENABLED' }))
const copy = (source: string, Key: string, more = {}) =>
  store.client.send(new CopyObjectCommand({ ...at(Key), CopySource: `${BUCKET}/${source}`, ...more }))
const urlOf = (Key: string) => getSignedUrl(store.client, new GetObjectCommand(at(Key)))

/** The error's code in S3's words, its status, or what broke the connection. */
async function failureOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: Error & { code?: string }) => reason,
  )
  if (!error) return 'none'
  return error.name === 'Error' ? String(error.code) : error.name
}

async function msOf(work: Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work
  return performance.now() - startedAt
}

describe('whom a fault meets', () => {
  test('only the operations, keys and headers that it names', async () => {
    const fault: Fault = { kind: 'error', code: 'AccessDenied' }
    store.faults.add({
      ...fault,
      operations: ['PutObject'],
      keyPrefix: 'broken/',
      withHeader: 'if-none-match',
    })

    expect(await failureOf(put('broken/a', 'x', { IfNoneMatch: '*' }))).toBe('AccessDenied')
    expect(await failureOf(put('broken/a'))).toBe('none')
    expect(await failureOf(put('whole/a', 'x', { IfNoneMatch: '*' }))).toBe('none')
    expect(await failureOf(head('broken/a'))).toBe('none')
  })

  test('the next N, and counts them', async () => {
    const fault = store.faults.add({ kind: 'error', code: 'SlowDown', operations: ['PutObject'], times: 2 })
    const seen = []
    for (let n = 0; n < 3; n += 1) seen.push(await failureOf(put('counted')))
    expect(seen).toEqual(['SlowDown', 'SlowDown', 'none'])
    expect(fault.hits).toBe(2)
  })

  test('nobody after it was removed, and the others still', async () => {
    const one = store.faults.add({ kind: 'error', code: 'SlowDown', keyPrefix: 'one' })
    store.faults.add({ kind: 'error', code: 'InternalError', keyPrefix: 'other' })
    one.remove()
    expect(await failureOf(put('one'))).toBe('none')
    expect(await failureOf(put('other'))).toBe('InternalError')
  })

  test.each<[object, RegExp]>([
    [{ kind: 'eror' }, /no fault of kind eror/],
    [{ kind: 'error' }, /needs code/],
    [{ kind: 'error', code: 'Whatever' }, /cannot have code/],
    [{ kind: 'delay', ms: -1 }, /cannot have ms/],
    [{ kind: 'delay', ms: 1, operations: ['PutObjekt'] }, /cannot have operations/],
    [{ kind: 'noCors', keyprefix: 'a' }, /cannot have keyprefix/],
    [{ kind: 'hideHeader', header: 'ETag' }, /cannot have header/],
    [{ kind: 'noCors', times: 0 }, /cannot have times/],
  ])('cannot be misspelt: %j', (fault, message) => {
    expect(() => store.faults.add(fault as Fault)).toThrow(message)
  })
})

describe('slowness', () => {
  test('delay holds the request up before its work', async () => {
    store.faults.add({ kind: 'delay', ms: 300, keyPrefix: 'slow' })
    expect(await msOf(put('slow'))).toBeGreaterThanOrEqual(295)
  })

  test('a store that hangs lets go when the faults are cleared', async () => {
    store.faults.add({ kind: 'delay', ms: 3_600_000 })
    const held = put('held')
    await expect(Promise.race([held, new Promise(done => setTimeout(done, 200, 'held'))])).resolves.toBe(
      'held',
    )
    store.faults.clear()
    await held
  })

  test('throttle slows both directions down to its rate', async () => {
    const body = Buffer.alloc(60_000)
    store.faults.add({ kind: 'throttle', bytesPerSecond: 200_000, keyPrefix: 'thin' })
    expect(await msOf(put('thin', body))).toBeGreaterThanOrEqual(280)
    const got = send({ method: 'GET', url: await urlOf('thin') })
    expect(await msOf(got)).toBeGreaterThanOrEqual(280)
    expect((await got).body).toEqual(body)
  })
})

describe('connections that break', () => {
  test('cutRequest, while the body is on its way, and nothing is stored', async () => {
    store.faults.add({ kind: 'cutRequest', afterBytes: 100_000 })
    const url = presign('PUT', `${store.endpoint}/${BUCKET}/cut-upload`)
    const req = request(url, { method: 'PUT', agent: false, headers: { 'content-length': 300_000 } })
    req.write(Buffer.alloc(90_000))
    const broken = once(req, 'error')
    await expect(Promise.race([broken, new Promise(done => setTimeout(done, 200, 'open'))])).resolves.toBe(
      'open',
    )
    req.end(Buffer.alloc(210_000))
    const [error] = await broken
    expect(['ECONNRESET', 'EPIPE']).toContain(error.code)
    expect(await failureOf(head('cut-upload'))).toBe('NotFound')
  })

  test('cutResponse, after exactly so many bytes of the announced length', async () => {
    await put('cut-download', Buffer.alloc(300_000, 'a'))
    store.faults.add({ kind: 'cutResponse', afterBytes: 123_456 })
    const [res] = await once(get(await urlOf('cut-download'), { agent: false }), 'response')
    let bytes = 0
    res.on('data', (chunk: Buffer) => {
      bytes += chunk.length
    })
    const [error] = await once(res, 'error')
    expect([res.headers['content-length'], bytes, error.code]).toEqual(['300000', 123_456, 'ECONNRESET'])
  })

  test('loseResponse, after the work was done', async () => {
    store.faults.add({ kind: 'loseResponse', operations: ['PutObject', 'DeleteObject'] })
    expect(await failureOf(put('lost'))).toMatch(/ECONNRESET|TimeoutError/)
    expect((await head('lost')).ContentLength).toBe(5)
    expect(await failureOf(store.client.send(new DeleteObjectCommand(at('lost'))))).not.toBe('none')
    expect(await failureOf(head('lost'))).toBe('NotFound')
  })
})

describe('refusals', () => {
  test.each([
    ['InternalError', 500],
    ['ServiceUnavailable', 503],
    ['SlowDown', 503],
    ['NotImplemented', 501],
  ] as const)('error %s comes as %i, and nothing is done', async (code, status) => {
    store.faults.add({ kind: 'error', code, operations: ['PutObject'] })
    const answer = await send({
      method: 'PUT',
      url: presign('PUT', `${store.endpoint}/${BUCKET}/refused`),
      body: 'x',
    })
    expect([answer.status, answer.code]).toEqual([status, code])
    expect(await failureOf(head('refused'))).toBe('NotFound')
  })

  test('deletes are denied, and the object stays', async () => {
    await put('kept')
    store.faults.add({ kind: 'error', code: 'AccessDenied', operations: ['DeleteObject'] })
    expect(await failureOf(store.client.send(new DeleteObjectCommand(at('kept'))))).toBe('AccessDenied')
    expect((await head('kept')).ContentLength).toBe(5)
  })

  test('errorIn200 says 200 and copies nothing', async () => {
    await put('source')
    store.faults.add({ kind: 'errorIn200', code: 'InternalError' })
    const bare = signRequest({
      method: 'PUT',
      url: `${store.endpoint}/${BUCKET}/not-copied`,
      headers: { 'x-amz-copy-source': `${BUCKET}/source` },
    })
    expect(await send(bare)).toMatchObject({ status: 200, code: 'InternalError' })
    expect(await failureOf(copy('source', 'not-copied'))).toBe('InternalError')
    expect(await failureOf(head('not-copied'))).toBe('NotFound')
    expect(await failureOf(put('others-are-not-met'))).toBe('none')
  })

  test('errorIn200 on Complete makes no object, and the upload can be completed once it is over', async () => {
    const client = newClient(store.endpoint, { requestChecksumCalculation: 'WHEN_REQUIRED' })
    const upload = await beginUpload(client, { Key: 'in-parts' })
    const parts = [await upload.part(1, Buffer.from('bytes'))]
    store.faults.add({ kind: 'errorIn200', code: 'InternalError', times: 2 })
    const body = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${parts[0]?.ETag}</ETag></Part></CompleteMultipartUpload>`
    const url = `${store.endpoint}/${BUCKET}/in-parts?uploadId=${upload.at.UploadId}`
    const bare = { ...signRequest({ method: 'POST', url }), body }
    expect(await send(bare)).toMatchObject({ status: 200, code: 'InternalError' })
    expect(await failureOf(upload.complete(parts))).toBe('InternalError')
    expect(await failureOf(head('in-parts'))).toBe('NotFound')
    await upload.complete(parts)
    expect((await head('in-parts')).ContentLength).toBe(5)
    client.destroy()
  })
})

describe('what a store does not look at', () => {
  test('If-None-Match on PUT: the second one replaces', async () => {
    await put('twice', 'first')
    store.faults.add({ kind: 'ignoreHeader', header: 'if-none-match', operations: ['PutObject'] })
    await put('twice', 'second one', { IfNoneMatch: '*' })
    expect((await head('twice')).ContentLength).toBe(10)
  })

  test('the condition of a copy, and the checksum that it should have', async () => {
    await put('from', 'bytes')
    const wanted = { CopySourceIfMatch: '"wrong"', ChecksumAlgorithm: 'SHA256' } as const
    expect(await failureOf(copy('from', 'to', wanted))).toBe('PreconditionFailed')
    store.faults.add({ kind: 'ignoreHeader', header: 'x-amz-copy-source-if-match' })
    store.faults.add({ kind: 'ignoreHeader', header: 'x-amz-checksum-algorithm' })
    await copy('from', 'to', wanted)
    expect(await head('to')).toMatchObject({ ContentLength: 5, ETag: expect.any(String) })
    expect((await head('to')).ChecksumSHA256).toBeUndefined()
  })

  test('a checksum: a wrong one is taken, and none is shown', async () => {
    const wrong = { 'x-amz-checksum-sha256': Buffer.alloc(32).toString('base64') }
    const url = await getSignedUrl(
      store.client,
      new PutObjectCommand({ ...at('unchecked'), ChecksumSHA256: wrong['x-amz-checksum-sha256'] }),
      { unhoistableHeaders: new Set(Object.keys(wrong)) },
    )
    const upload = { method: 'PUT', url, headers: wrong, body: 'bytes' }
    expect((await send(upload)).code).toBe('BadDigest')
    store.faults.add({ kind: 'ignoreHeader', header: 'x-amz-checksum-*' })
    store.faults.add({ kind: 'ignoreHeader', header: 'x-amz-sdk-checksum-algorithm' })
    store.faults.add({ kind: 'hideHeader', header: 'x-amz-checksum-*' })
    expect((await send(upload)).status).toBe(200)
    const seen = await send({ method: 'GET', url: await urlOf('unchecked') })
    expect(Object.keys(seen.headers).filter(name => name.startsWith('x-amz-checksum'))).toEqual([])
    expect((await head('unchecked')).ChecksumSHA256).toBeUndefined()
  })

  test('an unsigned header is refused all the same: a header is ignored only behind the signature', async () => {
    store.faults.add({ kind: 'ignoreHeader', header: 'x-amz-meta-*' })
    const url = presign('PUT', `${store.endpoint}/${BUCKET}/unsigned`)
    const answer = await send({ method: 'PUT', url, headers: { 'x-amz-meta-a': '1' }, body: 'x' })
    expect(answer.code).toBe('AccessDenied')
  })
})

test('checkQueryChecksum holds the body to a checksum in the query, which S3 ignores', async () => {
  const ofNothing = { 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-sdk-checksum-algorithm': 'CRC32' }
  const url = presign('PUT', `${store.endpoint}/${BUCKET}/hoisted`, ofNothing)
  expect((await send({ method: 'PUT', url, body: 'bytes' })).status).toBe(200)
  store.faults.add({ kind: 'checkQueryChecksum' })
  expect((await send({ method: 'PUT', url, body: 'bytes' })).code).toBe('BadDigest')
  expect((await send({ method: 'PUT', url, body: '' })).status).toBe(200)
})

test('shortPages makes a client ask again', async () => {
  for (const key of ['pages/ä', 'pages/b', 'pages/c d']) await put(key)
  store.faults.add({ kind: 'shortPages', entries: 2 })
  const list = { Bucket: BUCKET, Prefix: 'pages/' }
  const first = await store.client.send(new ListObjectsV2Command(list))
  const ContinuationToken = first.NextContinuationToken
  const second = await store.client.send(new ListObjectsV2Command({ ...list, ContinuationToken }))
  const keysOf = ({ Contents = [] }: typeof first) => Contents.map(({ Key }) => Key)
  expect([keysOf(first), keysOf(second)]).toEqual([['pages/b', 'pages/c d'], ['pages/ä']])
  expect([first.IsTruncated, second.IsTruncated]).toEqual([true, false])
})

test('noCors takes the headers from answers and refuses preflights', async () => {
  const CORSRules = [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }]
  await store.client.send(new PutBucketCorsCommand({ Bucket: BUCKET, CORSConfiguration: { CORSRules } }))
  await put('shared')
  const url = await urlOf('shared')
  const headers = { origin: 'http://page.example', 'access-control-request-method': 'GET' }
  const ask = async () => {
    const [preflight, answer] = [
      await send({ method: 'OPTIONS', url, headers }),
      await send({ method: 'GET', url, headers }),
    ]
    return [preflight.status, preflight.headers, answer.status, answer.headers].map(seen =>
      typeof seen === 'object' ? seen['access-control-allow-origin'] : seen,
    )
  }
  expect(await ask()).toEqual([200, '*', 200, '*'])
  store.faults.add({ kind: 'noCors' })
  expect(await ask()).toEqual([403, undefined, 200, undefined])
})

test('clockOffset makes ours the clock that is wrong', async () => {
  const url = await urlOf('whenever')
  store.faults.add({ kind: 'clockOffset', ms: 20 * 60_000 })
  expect(await failureOf(store.client.send(new ListObjectsV2Command({ Bucket: BUCKET })))).toBe(
    'RequestTimeTooSkewed',
  )
  expect((await send({ method: 'GET', url })).text).toContain('Request has expired')
  store.faults.clear()
  store.faults.add({ kind: 'clockOffset', ms: -20 * 60_000 })
  expect((await send({ method: 'GET', url })).text).toContain('Request is not valid yet')
})
