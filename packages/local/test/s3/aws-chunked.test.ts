import { Readable } from 'node:stream'
import { crc32 } from 'node:zlib'
import {
  type ChecksumAlgorithm,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { send } from './support/raw-http.ts'
import { type SignedRequest, signChunk, signRequest, signTrailer } from './support/signer.ts'
import { BUCKET, startTestStore } from './support/test-store.ts'

const BIG = Buffer.alloc(100_000, 'streamed ')

function crc32Base64(data: Buffer): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc32(data))
  return bytes.toString('base64')
}

function signStream(
  endpoint: string,
  payloadHash: string,
  headers: Record<string, string> = {},
): SignedRequest {
  return signRequest({
    method: 'PUT',
    url: `${endpoint}/${BUCKET}/key`,
    payloadHash,
    headers: {
      'content-encoding': 'aws-chunked',
      'x-amz-decoded-content-length': String(BIG.length),
      ...headers,
    },
  })
}

/** The signed form: each piece with its link of the chain, then the empty last one. */
function signedBody(signed: SignedRequest, pieces: Buffer[]): { body: Buffer; last: string } {
  const bytes: Buffer[] = []
  let last = signed.signature
  for (const piece of [...pieces, Buffer.alloc(0)]) {
    const chunk = signChunk(signed, last, piece)
    bytes.push(chunk.bytes)
    last = chunk.signature
  }
  return { body: Buffer.concat(bytes), last }
}

const pieces = [BIG.subarray(0, 65_536), BIG.subarray(65_536)]

describe('a signed aws-chunked body', () => {
  const MODE = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD'

  it('is stored without its framing and without aws-chunked in its content-encoding', async () => {
    await using store = await startTestStore()
    const signed = signStream(store.endpoint, MODE, { 'content-encoding': 'aws-chunked,gzip' })
    const { body } = signedBody(signed, pieces)
    expect(await send({ ...signed, body: Buffer.concat([body, Buffer.from('\r\n')]) })).toMatchObject({
      status: 200,
    })
    const got = await store.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'key' }))
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? [])).toEqual(BIG)
    expect(got.ContentEncoding).toBe('gzip')
  })

  it('with one changed byte is refused and nothing is stored', async () => {
    await using store = await startTestStore()
    const signed = signStream(store.endpoint, MODE)
    const { body } = signedBody(signed, pieces)
    body[70_000] = (body[70_000] ?? 0) ^ 1
    const answer = await send({ ...signed, body: Buffer.concat([body, Buffer.from('\r\n')]) })
    expect(answer).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' })
    const head = store.client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'key' }))
    await expect(head).rejects.toMatchObject({ name: 'NotFound' })
  })

  it('with chunks in another order is refused', async () => {
    await using store = await startTestStore()
    const signed = signStream(store.endpoint, MODE)
    const first = signChunk(signed, signed.signature, BIG.subarray(0, 50_000))
    const second = signChunk(signed, first.signature, BIG.subarray(50_000))
    const end = signChunk(signed, second.signature, Buffer.alloc(0))
    const body = Buffer.concat([second.bytes, first.bytes, end.bytes, Buffer.from('\r\n')])
    expect(await send({ ...signed, body })).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' })
  })

  it('without signatures on its chunks is refused', async () => {
    await using store = await startTestStore()
    const signed = signStream(store.endpoint, MODE)
    const body = Buffer.concat([
      Buffer.from(`${BIG.length.toString(16)}\r\n`),
      BIG,
      Buffer.from('\r\n0\r\n\r\n'),
    ])
    expect(await send({ ...signed, body })).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' })
  })

  it('with a signed trailer has its checksum and its trailer signature checked', async () => {
    await using store = await startTestStore()
    const attempt = (value: string, forge: boolean) => {
      const signed = signStream(store.endpoint, `${MODE}-TRAILER`, {
        'x-amz-trailer': 'x-amz-checksum-crc32',
      })
      const { body, last } = signedBody(signed, pieces)
      const line = `x-amz-checksum-crc32:${value}`
      const signature = signTrailer(signed, forge ? signed.signature : last, `${line}\n`)
      const trailer = Buffer.from(`${line}\r\nx-amz-trailer-signature:${signature}\r\n\r\n`)
      return send({ ...signed, body: Buffer.concat([body, trailer]) })
    }
    expect(await attempt(crc32Base64(BIG), true)).toMatchObject({
      status: 403,
      code: 'SignatureDoesNotMatch',
    })
    expect(await attempt(crc32Base64(Buffer.from('x')), false)).toMatchObject({
      status: 400,
      code: 'BadDigest',
    })
    const answer = await attempt(crc32Base64(BIG), false)
    expect(answer).toMatchObject({ status: 200 })
    expect(answer.headers['x-amz-checksum-crc32']).toBe(crc32Base64(BIG))
  })
})

describe('an unsigned aws-chunked body with a trailer', () => {
  const MODE = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'
  const TRAILER = { 'x-amz-trailer': 'x-amz-checksum-crc32' }

  function frame(chunks: Buffer[], trailer: string): Buffer {
    const framed = chunks.flatMap(chunk => [
      Buffer.from(`${chunk.length.toString(16)}\r\n`),
      chunk,
      Buffer.from('\r\n'),
    ])
    return Buffer.concat([...framed, Buffer.from(`0\r\n${trailer}\r\n`)])
  }

  it('is stored when the checksum in the trailer is right', async () => {
    await using store = await startTestStore()
    const signed = signStream(store.endpoint, MODE, TRAILER)
    const body = frame(pieces, `x-amz-checksum-crc32:${crc32Base64(BIG)}\r\n`)
    expect(await send({ ...signed, body })).toMatchObject({ status: 200 })
    const head = await store.client.send(
      new HeadObjectCommand({ Bucket: BUCKET, Key: 'key', ChecksumMode: 'ENABLED' }),
    )
    expect(head).toMatchObject({ ContentLength: BIG.length, ChecksumCRC32: crc32Base64(BIG) })
  })

  it('is refused when the checksum is wrong, missing or no checksum', async () => {
    await using store = await startTestStore()
    const attempt = (trailer: string) =>
      send({ ...signStream(store.endpoint, MODE, TRAILER), body: frame(pieces, trailer) })
    expect(await attempt('x-amz-checksum-crc32:AAAAAA==\r\n')).toMatchObject({
      status: 400,
      code: 'BadDigest',
    })
    expect(await attempt('')).toMatchObject({ status: 400, code: 'MalformedTrailerError' })
    expect(await attempt('no colon\r\n')).toMatchObject({ status: 400, code: 'MalformedTrailerError' })
    expect(await attempt('x-amz-checksum-crc32:%%%\r\n')).toMatchObject({
      status: 400,
      code: 'InvalidRequest',
    })
  })

  it('is refused when it is shorter or longer than x-amz-decoded-content-length', async () => {
    await using store = await startTestStore()
    const trailer = `x-amz-checksum-crc32:${crc32Base64(BIG)}\r\n`
    for (const length of [BIG.length - 1, BIG.length + 1]) {
      const signed = signStream(store.endpoint, MODE, {
        ...TRAILER,
        'x-amz-decoded-content-length': String(length),
      })
      expect(await send({ ...signed, body: frame(pieces, trailer) })).toMatchObject({
        status: 400,
        code: 'IncompleteBody',
      })
    }
  })

  it('without x-amz-decoded-content-length has no known length', async () => {
    await using store = await startTestStore()
    const signed = signRequest({
      method: 'PUT',
      url: `${store.endpoint}/${BUCKET}/key`,
      payloadHash: MODE,
      headers: TRAILER,
    })
    expect(await send({ ...signed, body: frame(pieces, '') })).toMatchObject({
      status: 411,
      code: 'MissingContentLength',
    })
  })

  it('that ends in the middle of a chunk or has no framing is incomplete', async () => {
    await using store = await startTestStore()
    const whole = frame(pieces, `x-amz-checksum-crc32:${crc32Base64(BIG)}\r\n`)
    const bodies = [
      whole.subarray(0, 5000),
      whole.subarray(0, whole.length - 2),
      BIG,
      Buffer.from('zz\r\n'),
      Buffer.alloc(0),
    ]
    for (const body of bodies) {
      const answer = await send({ ...signStream(store.endpoint, MODE, TRAILER), body })
      expect(answer).toMatchObject({ status: 400, code: 'IncompleteBody' })
    }
  })

  it('may have only one chunk below 8 KiB, the last', async () => {
    await using store = await startTestStore()
    const trailer = `x-amz-checksum-crc32:${crc32Base64(BIG)}\r\n`
    const attempt = (chunks: Buffer[]) =>
      send({ ...signStream(store.endpoint, MODE, TRAILER), body: frame(chunks, trailer) })
    const small = await attempt([BIG.subarray(0, 8191), BIG.subarray(8191)])
    expect(small).toMatchObject({ status: 403, code: 'InvalidChunkSizeError' })
    expect(await attempt([BIG.subarray(0, 8192), BIG.subarray(8192)])).toMatchObject({ status: 200 })
    expect(await attempt([BIG.subarray(0, 99_999), BIG.subarray(99_999)])).toMatchObject({ status: 200 })
  })

  it('arriving byte by byte is read the same', async () => {
    await using store = await startTestStore()
    const data = Buffer.from('tiny')
    const signed = signStream(store.endpoint, MODE, { ...TRAILER, 'x-amz-decoded-content-length': '4' })
    const body = frame([data], `x-amz-checksum-crc32:${crc32Base64(data)}\r\n`)
    const stream = Readable.from([...body].map(byte => Buffer.from([byte])))
    const answer = await fetch(signed.url, {
      method: 'PUT',
      headers: Object.fromEntries(Object.entries(signed.headers).filter(([name]) => name !== 'host')),
      body: Readable.toWeb(stream),
      duplex: 'half',
    } as RequestInit)
    expect(answer.status).toBe(200)
  })
})

describe('streams from the SDK', () => {
  const algorithms: ChecksumAlgorithm[] = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256']

  it.each(algorithms)('arrive whole with a %s trailer', async ChecksumAlgorithm => {
    await using store = await startTestStore()
    const put = await store.client.send(
      new PutObjectCommand({
        Bucket: BUCKET,
        Key: 'key',
        Body: Readable.from([BIG.subarray(0, 60_000), BIG.subarray(60_000)]),
        ContentLength: BIG.length,
        ChecksumAlgorithm,
      }),
    )
    expect(put[`Checksum${ChecksumAlgorithm as 'CRC32'}`]).toBeDefined()
    // The SDK checks the checksum it gets back against the bytes it reads.
    const got = await store.client.send(
      new GetObjectCommand({ Bucket: BUCKET, Key: 'key', ChecksumMode: 'ENABLED' }),
    )
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? [])).toEqual(BIG)
  })
})
