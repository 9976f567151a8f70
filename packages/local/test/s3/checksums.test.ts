import { createHash } from 'node:crypto'
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { createHasher, type DigestAlgorithm } from '../../src/s3/checksum/hasher.ts'
import { send } from './support/raw-http.ts'
import { signRequest } from './support/signer.ts'
import { BUCKET, startTestStore } from './support/test-store.ts'

/** The check values of the catalogues, each over the ASCII text 123456789. */
const CHECK: Record<DigestAlgorithm, string> = {
  CRC32: 'cbf43926',
  CRC32C: 'e3069283',
  CRC64NVME: 'ae8b14860a799888',
  MD5: '25f9e794323b453885f5181f1b624d0b',
  SHA1: 'f7c3bc1d808e04732adf679965ccc34ca7ae3441',
  SHA256: '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225',
}
const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64')
const HEADERS = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const

function put(endpoint: string, headers: Record<string, string>, body = '123456789') {
  return send({ ...signRequest({ method: 'PUT', url: `${endpoint}/${BUCKET}/key`, headers }), body })
}

describe('hashers', () => {
  it.each(Object.keys(CHECK) as DigestAlgorithm[])(
    '%s gives its check value, fed in pieces and when used again',
    async name => {
      for (let round = 0; round < 3; round += 1) {
        const hasher = await createHasher(name)
        for (const piece of ['1', '2345', '', '6789']) hasher.update(Buffer.from(piece))
        expect(hasher.digest().toString('hex')).toBe(CHECK[name])
      }
    },
  )

  it('of the same kind do not disturb each other', async () => {
    const [one, two] = [await createHasher('CRC64NVME'), await createHasher('CRC64NVME')]
    one.update(Buffer.from('12345'))
    two.update(Buffer.from('something else'))
    one.update(Buffer.from('6789'))
    expect(one.digest().toString('hex')).toBe(CHECK.CRC64NVME)
  })
})

describe.each(HEADERS)('x-amz-checksum for %s', name => {
  const header = `x-amz-checksum-${name.toLowerCase()}`

  it('is checked, answered and kept', async () => {
    await using store = await startTestStore()
    const answer = await put(store.endpoint, { [header]: base64(CHECK[name]) })
    expect(answer).toMatchObject({ status: 200 })
    expect(answer.headers[header]).toBe(base64(CHECK[name]))
    const head = await store.client.send(
      new HeadObjectCommand({ Bucket: BUCKET, Key: 'key', ChecksumMode: 'ENABLED' }),
    )
    expect(head).toMatchObject({ [`Checksum${name}`]: base64(CHECK[name]), ChecksumType: 'FULL_OBJECT' })
  })

  it('that is wrong is a BadDigest and stores nothing', async () => {
    await using store = await startTestStore()
    const answer = await put(store.endpoint, { [header]: base64(CHECK[name]) }, '123456780')
    expect(answer).toMatchObject({ status: 400, code: 'BadDigest' })
    expect(answer.text).toContain(name)
    const head = store.client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'key' }))
    await expect(head).rejects.toMatchObject({ name: 'NotFound' })
  })

  it('that is no such checksum is an InvalidRequest', async () => {
    await using store = await startTestStore()
    for (const value of ['abc', base64(`${CHECK[name]}00`), `${base64(CHECK[name])} x`, CHECK[name]]) {
      expect(await put(store.endpoint, { [header]: value })).toMatchObject({
        status: 400,
        code: 'InvalidRequest',
      })
    }
  })
})

describe('checksums', () => {
  it('are computed as CRC64NVME when none is given', async () => {
    await using store = await startTestStore()
    const answer = await put(store.endpoint, {})
    expect(answer.headers['x-amz-checksum-crc64nvme']).toBe(base64(CHECK.CRC64NVME))
    expect(answer.headers['x-amz-checksum-type']).toBe('FULL_OBJECT')
  })

  it('come back only to those who ask with x-amz-checksum-mode', async () => {
    await using store = await startTestStore()
    await put(store.endpoint, {})
    const url = `${store.endpoint}/${BUCKET}/key`
    const plain = await send(signRequest({ method: 'HEAD', url }))
    expect(plain.headers).not.toHaveProperty('x-amz-checksum-crc64nvme')
    const asked = await send(
      signRequest({ method: 'HEAD', url, headers: { 'x-amz-checksum-mode': 'ENABLED' } }),
    )
    expect(asked.headers['x-amz-checksum-crc64nvme']).toBe(base64(CHECK.CRC64NVME))
  })

  it('may be given one at a time only', async () => {
    await using store = await startTestStore()
    const two = { 'x-amz-checksum-crc32': base64(CHECK.CRC32), 'x-amz-checksum-sha256': base64(CHECK.SHA256) }
    expect(await put(store.endpoint, two)).toMatchObject({ status: 400, code: 'InvalidRequest' })
  })

  it('of an algorithm the store does not know are not ignored', async () => {
    await using store = await startTestStore()
    expect(await put(store.endpoint, { 'x-amz-checksum-xxhash64': 'AAAAAAAAAAA=' })).toMatchObject({
      status: 501,
      code: 'NotImplemented',
    })
  })

  it('that x-amz-sdk-checksum-algorithm announces have to be there', async () => {
    await using store = await startTestStore()
    expect(await put(store.endpoint, { 'x-amz-sdk-checksum-algorithm': 'CRC32' })).toMatchObject({
      status: 400,
      code: 'InvalidRequest',
    })
  })

  it('from the SDK by default are kept', async () => {
    await using store = await startTestStore()
    await store.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'key', Body: '123456789' }))
    const head = await store.client.send(
      new HeadObjectCommand({ Bucket: BUCKET, Key: 'key', ChecksumMode: 'ENABLED' }),
    )
    expect(head.ChecksumCRC32).toBe(base64(CHECK.CRC32))
  })
})

describe('Content-MD5', () => {
  const right = createHash('md5').update('123456789').digest('base64')

  it('is checked against the body', async () => {
    await using store = await startTestStore()
    expect(await put(store.endpoint, { 'content-md5': right }, 'other')).toMatchObject({
      status: 400,
      code: 'BadDigest',
    })
    expect(await put(store.endpoint, { 'content-md5': right })).toMatchObject({ status: 200 })
  })

  it('that is no MD5 is an InvalidDigest', async () => {
    await using store = await startTestStore()
    for (const value of ['abc', right.slice(0, -1), CHECK.MD5]) {
      expect(await put(store.endpoint, { 'content-md5': value })).toMatchObject({
        status: 400,
        code: 'InvalidDigest',
      })
    }
  })
})
