/** Faults that make the store another one: what it ignores, hides, cuts into pages, or tells the time by. */
import { ListObjectsV2Command, PutBucketCorsCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { send } from './support/raw-http.ts'
import { at, failureOf, type Requests, requestsOf } from './support/requests.ts'
import { presign } from './support/signer.ts'
import { BUCKET, startTestStore, type TestStore } from './support/test-store.ts'

let store: TestStore
let s3: Requests
beforeAll(async () => {
  store = await startTestStore()
  s3 = requestsOf(store.client)
})
afterEach(() => store.faults.clear())
afterAll(() => store[Symbol.asyncDispose]())

describe('what a store does not look at', () => {
  test('If-None-Match on PUT: the second one replaces', async () => {
    await s3.put('twice', 'first')
    store.faults.add({ kind: 'ignoreHeader', header: 'if-none-match', operations: ['PutObject'] })
    await s3.put('twice', 'second one', { IfNoneMatch: '*' })
    expect((await s3.head('twice')).ContentLength).toBe(10)
  })

  test('the condition of a copy, and the checksum that it should have', async () => {
    await s3.put('from', 'bytes')
    const wanted = { CopySourceIfMatch: '"wrong"', ChecksumAlgorithm: 'SHA256' } as const
    expect(await failureOf(s3.copy('from', 'to', wanted))).toBe('PreconditionFailed')
    store.faults.add({ kind: 'ignoreHeader', header: 'x-amz-copy-source-if-match' })
    store.faults.add({ kind: 'ignoreHeader', header: 'x-amz-checksum-algorithm' })
    await s3.copy('from', 'to', wanted)
    expect(await s3.head('to')).toMatchObject({ ContentLength: 5, ETag: expect.any(String) })
    expect((await s3.head('to')).ChecksumSHA256).toBeUndefined()
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
    const seen = await send({ method: 'GET', url: await s3.urlOf('unchecked') })
    expect(Object.keys(seen.headers).filter(name => name.startsWith('x-amz-checksum'))).toEqual([])
    expect((await s3.head('unchecked')).ChecksumSHA256).toBeUndefined()
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
  for (const key of ['pages/ä', 'pages/b', 'pages/c d']) await s3.put(key)
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
  await s3.put('shared')
  const url = await s3.urlOf('shared')
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
  const url = await s3.urlOf('whenever')
  store.faults.add({ kind: 'clockOffset', ms: 20 * 60_000 })
  expect(await failureOf(store.client.send(new ListObjectsV2Command({ Bucket: BUCKET })))).toBe(
    'RequestTimeTooSkewed',
  )
  expect((await send({ method: 'GET', url })).text).toContain('Request has expired')
  store.faults.clear()
  store.faults.add({ kind: 'clockOffset', ms: -20 * 60_000 })
  expect((await send({ method: 'GET', url })).text).toContain('Request is not valid yet')
})
