import { expect, test } from 'vitest'
import type { ChecksumAlgorithm } from '../../../domain/checksum.ts'
import { digestOf } from '../../store/digests.ts'
import { CHECKSUM_HEADER } from '../../store/presigned.ts'
import { HELLO, newPresignPut, type ObjectStoreHarness, textBytes } from './harness.ts'

const OTHER = textBytes('something else!')
const ALGORITHMS: ChecksumAlgorithm[] = ['SHA256', 'CRC32', 'CRC32C', 'CRC64NVME']

export function presignPutContract(harness: () => ObjectStoreHarness): void {
  const sign = (fields: Parameters<typeof newPresignPut>[0] = {}) => {
    const request = newPresignPut(fields)
    return harness()
      .store.presignPut(request)
      .then(signed => ({ signed, key: request.key }))
  }

  test('a signed PUT stores the bytes under the key, with the ETag that the client was told', async () => {
    const { store, put } = harness()
    const { signed, key } = await sign()
    const answer = await put(signed, HELLO)
    expect(answer).toEqual({ status: 200, etag: expect.stringMatching(/^[^"]+$/) })
    expect(await store.head(key)).toMatchObject({
      etag: answer.etag,
      sizeBytes: 15,
      contentType: 'text/plain',
    })
  })

  test('names every header that the client has to set, in lower case', async () => {
    const plain = await sign()
    expect(plain.signed.headers).toEqual({ 'content-type': 'text/plain' })
    const value = digestOf('SHA256', HELLO)
    const full = await sign({
      contentLengthBytes: 15,
      ifNoneMatch: true,
      checksum: { algorithm: 'SHA256', value },
    })
    expect(full.signed.headers).toEqual({
      'content-type': 'text/plain',
      'if-none-match': '*',
      'x-amz-checksum-sha256': value,
    })
  })

  test('keeps checksums out of the query, where a store would not compare them', async () => {
    const { signed } = await sign({ checksum: { algorithm: 'SHA256', value: digestOf('SHA256', HELLO) } })
    const names = [...new URL(signed.url).searchParams.keys()].map(name => name.toLowerCase())
    expect(names.filter(name => name.includes('checksum'))).toEqual([])
  })

  test('refuses another content type than was signed', async () => {
    const { store, put } = harness()
    const { signed, key } = await sign()
    expect(await put(signed, HELLO, { 'content-type': 'text/html' })).toMatchObject({ status: 403 })
    expect(await store.head(key)).toBeNull()
  })

  test.each([14, 16])('refuses a body of %i bytes where 15 were signed', async length => {
    const { store, put } = harness()
    const { signed, key } = await sign({ contentLengthBytes: 15 })
    expect((await put(signed, new Uint8Array(length))).status).toBe(403)
    expect(await store.head(key)).toBeNull()
  })

  test.each([null, 0])('stores an empty file, its length signed as %s', async contentLengthBytes => {
    const { store, put } = harness()
    const { signed, key } = await sign({ contentLengthBytes })
    expect(await put(signed, new Uint8Array())).toMatchObject({ status: 200 })
    expect(await store.head(key)).toMatchObject({ sizeBytes: 0 })
  })

  test('under If-None-Match a second PUT is refused and the first bytes stay', async () => {
    const { store, put } = harness()
    const { signed, key } = await sign({ ifNoneMatch: true })
    const first = await put(signed, HELLO)
    expect(first.status).toBe(200)
    expect(await put(signed, OTHER)).toMatchObject({ status: 412 })
    expect(await store.head(key)).toMatchObject({ etag: first.etag })
  })

  test('a signed If-None-Match cannot be left out', async () => {
    const { store, put } = harness()
    const { signed, key } = await sign({ ifNoneMatch: true })
    expect(await put(signed, HELLO, { 'content-type': 'text/plain' })).toMatchObject({ status: 403 })
    expect(await store.head(key)).toBeNull()
  })

  test('without If-None-Match the URL writes again until it runs out', async () => {
    const { store, put } = harness()
    const { signed, key } = await sign()
    await put(signed, HELLO)
    const second = await put(signed, OTHER)
    expect(second.status).toBe(200)
    expect(await store.head(key)).toMatchObject({ etag: second.etag })
  })

  test.each(ALGORITHMS)('a right signed %s is stored and shown by HEAD', async algorithm => {
    const { store, put } = harness()
    const value = digestOf(algorithm, HELLO)
    const { signed, key } = await sign({ checksum: { algorithm, value } })
    expect(await put(signed, HELLO)).toMatchObject({ status: 200 })
    expect((await store.head(key))?.checksums[algorithm]).toBe(value)
  })

  test.each(ALGORITHMS)('a signed %s refuses other bytes', async algorithm => {
    const { store, put } = harness()
    const { signed, key } = await sign({ checksum: { algorithm, value: digestOf(algorithm, HELLO) } })
    expect(await put(signed, OTHER)).toMatchObject({ status: 400 })
    expect(await store.head(key)).toBeNull()
  })

  test('a signed checksum can be neither left out nor replaced', async () => {
    const { store, put } = harness()
    const { signed, key } = await sign({
      checksum: { algorithm: 'SHA256', value: digestOf('SHA256', HELLO) },
    })
    expect(await put(signed, OTHER, { 'content-type': 'text/plain' })).toMatchObject({ status: 403 })
    const forged = { ...signed.headers, [CHECKSUM_HEADER.SHA256]: digestOf('SHA256', OTHER) }
    expect(await put(signed, OTHER, forged)).toMatchObject({ status: 403 })
    expect(await store.head(key)).toBeNull()
  })

  test('refuses a URL that ran out', async () => {
    const { store, put, elapse } = harness()
    const { signed, key } = await sign({ expiresInSeconds: 1 })
    await elapse(2)
    expect(await put(signed, HELLO)).toMatchObject({ status: 403 })
    expect(await store.head(key)).toBeNull()
  })

  test('refuses a URL that was turned to another key', async () => {
    const { store, put } = harness()
    const { signed, key } = await sign()
    const url = signed.url.replace('.txt', '.exe')
    expect(await put({ ...signed, url }, HELLO)).toMatchObject({ status: 403 })
    expect(await store.head(key.replace('.txt', '.exe'))).toBeNull()
  })

  test('takes any key as it is', async () => {
    const { store, put } = harness()
    const { signed, key } = await sign({ key: `contract/${crypto.randomUUID()}/a b+c%20(1)~'ü&=?#.txt` })
    expect(await put(signed, HELLO)).toMatchObject({ status: 200 })
    expect(await store.head(key)).toMatchObject({ sizeBytes: 15 })
  })
}
