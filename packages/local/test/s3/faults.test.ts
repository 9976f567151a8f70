import { once } from 'node:events'
import { get, request } from 'node:http'
import { DeleteObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Fault } from '../../src/s3/index.ts'
import { beginUpload } from './support/multipart.ts'
import { send } from './support/raw-http.ts'
import { at, failureOf, type Requests, requestsOf } from './support/requests.ts'
import { presign, signRequest } from './support/signer.ts'
import { BUCKET, newClient, startTestStore, type TestStore } from './support/test-store.ts'

let store: TestStore
let s3: Requests
beforeAll(async () => {
  store = await startTestStore()
  s3 = requestsOf(store.client)
})
afterEach(() => store.faults.clear())
afterAll(() => store[Symbol.asyncDispose]())

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

    expect(await failureOf(s3.put('broken/a', 'x', { IfNoneMatch: '*' }))).toBe('AccessDenied')
    expect(await failureOf(s3.put('broken/a'))).toBe('none')
    expect(await failureOf(s3.put('whole/a', 'x', { IfNoneMatch: '*' }))).toBe('none')
    expect(await failureOf(s3.head('broken/a'))).toBe('none')
  })

  test('the next N, and counts them', async () => {
    const fault = store.faults.add({ kind: 'error', code: 'SlowDown', operations: ['PutObject'], times: 2 })
    const seen = []
    for (let n = 0; n < 3; n += 1) seen.push(await failureOf(s3.put('counted')))
    expect(seen).toEqual(['SlowDown', 'SlowDown', 'none'])
    expect(fault.hits).toBe(2)
  })

  test('nobody after it was removed, and the others still', async () => {
    const one = store.faults.add({ kind: 'error', code: 'SlowDown', keyPrefix: 'one' })
    store.faults.add({ kind: 'error', code: 'InternalError', keyPrefix: 'other' })
    one.remove()
    expect(await failureOf(s3.put('one'))).toBe('none')
    expect(await failureOf(s3.put('other'))).toBe('InternalError')
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
    expect(await msOf(s3.put('slow'))).toBeGreaterThanOrEqual(295)
  })

  test('a store that hangs lets go when the faults are cleared', async () => {
    store.faults.add({ kind: 'delay', ms: 3_600_000 })
    const held = s3.put('held')
    await expect(Promise.race([held, new Promise(done => setTimeout(done, 200, 'held'))])).resolves.toBe(
      'held',
    )
    store.faults.clear()
    await held
  })

  test('throttle slows both directions down to its rate', async () => {
    const body = Buffer.alloc(60_000)
    store.faults.add({ kind: 'throttle', bytesPerSecond: 200_000, keyPrefix: 'thin' })
    expect(await msOf(s3.put('thin', body))).toBeGreaterThanOrEqual(280)
    const got = send({ method: 'GET', url: await s3.urlOf('thin') })
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
    expect(await failureOf(s3.head('cut-upload'))).toBe('NotFound')
  })

  test('cutResponse, after exactly so many bytes of the announced length', async () => {
    await s3.put('cut-download', Buffer.alloc(300_000, 'a'))
    store.faults.add({ kind: 'cutResponse', afterBytes: 123_456 })
    const [res] = await once(get(await s3.urlOf('cut-download'), { agent: false }), 'response')
    let bytes = 0
    res.on('data', (chunk: Buffer) => {
      bytes += chunk.length
    })
    const [error] = await once(res, 'error')
    expect([res.headers['content-length'], bytes, error.code]).toEqual(['300000', 123_456, 'ECONNRESET'])
  })

  test('loseResponse, after the work was done', async () => {
    store.faults.add({ kind: 'loseResponse', operations: ['PutObject', 'DeleteObject'] })
    expect(await failureOf(s3.put('lost'))).toMatch(/ECONNRESET|TimeoutError/)
    expect((await s3.head('lost')).ContentLength).toBe(5)
    expect(await failureOf(store.client.send(new DeleteObjectCommand(at('lost'))))).not.toBe('none')
    expect(await failureOf(s3.head('lost'))).toBe('NotFound')
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
    expect(await failureOf(s3.head('refused'))).toBe('NotFound')
  })

  test('deletes are denied, and the object stays', async () => {
    await s3.put('kept')
    store.faults.add({ kind: 'error', code: 'AccessDenied', operations: ['DeleteObject'] })
    expect(await failureOf(store.client.send(new DeleteObjectCommand(at('kept'))))).toBe('AccessDenied')
    expect((await s3.head('kept')).ContentLength).toBe(5)
  })

  test('errorIn200 says 200 and copies nothing', async () => {
    await s3.put('source')
    store.faults.add({ kind: 'errorIn200', code: 'InternalError' })
    const bare = signRequest({
      method: 'PUT',
      url: `${store.endpoint}/${BUCKET}/not-copied`,
      headers: { 'x-amz-copy-source': `${BUCKET}/source` },
    })
    expect(await send(bare)).toMatchObject({ status: 200, code: 'InternalError' })
    expect(await failureOf(s3.copy('source', 'not-copied'))).toBe('InternalError')
    expect(await failureOf(s3.head('not-copied'))).toBe('NotFound')
    expect(await failureOf(s3.put('others-are-not-met'))).toBe('none')
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
    expect(await failureOf(s3.head('in-parts'))).toBe('NotFound')
    await upload.complete(parts)
    expect((await s3.head('in-parts')).ContentLength).toBe(5)
    client.destroy()
  })
})
