import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { UploadInput, UploadOptions, UploadProgress, UploadState } from '../src/node.ts'
import { startTestApi, type TestApi } from './support/test-api.ts'
import { connectClient, type TestClient } from './support/test-client.ts'

let api: TestApi
let client: TestClient
beforeEach(async () => {
  api = await startTestApi()
  client = connectClient(api)
})
afterEach(() => api[Symbol.asyncDispose]())

const BYTES = Buffer.from('the bytes that were meant')
const SHA256 = createHash('sha256').update(BYTES).digest('hex')

const send = (input: UploadInput, options: Partial<UploadOptions> = {}) =>
  client.upload(input, { bucket: client.bucket, ...options })

const stored = async (uploadId: string) => {
  const upload = await client.trpc.uploads.get.query({ bucket: client.bucket, upload_id: uploadId })
  return { upload, text: api.services.store.read(upload.s3_key) }
}

describe('what is uploaded', () => {
  it('is verified by size, ETag and SHA-256, and becomes an object', async () => {
    const result = await send(BYTES, { filename: 'note.txt' })
    expect(result).toMatchObject({
      status: 'COMPLETED',
      fileSizeBytes: BYTES.length,
      receipt: {
        size: 'matched',
        etag: 'matched',
        checksum: 'matched',
        guard: 'CONDITIONAL',
        settled_by: 'client',
      },
      attempts: { puts: 1, renewals: 0, confirms: 1 },
    })
    const { upload, text } = await stored(result.uploadId)
    expect(text).toBe(BYTES.toString())
    expect(upload).toMatchObject({
      object_id: result.objectId,
      file_hash: SHA256,
      content_type: 'text/plain',
    })
    const object = await client.trpc.objects.get.query({ object_id: result.objectId ?? '' })
    expect(object).toMatchObject({ object_id: result.objectId, bucket_id: result.bucketId })
    expect(api.calls).toEqual(['create', 'PUT', 'confirm', 'get', 'get'])
  })

  it('sends exactly the headers that the server returned, the length, and no other x-amz header', async () => {
    await send(BYTES, { contentType: 'image/png' })
    const headers = api.requests.find(({ name }) => name === 'PUT')?.headers ?? {}
    const { host: _, connection: _connection, ...sent } = headers
    expect(sent).toEqual({
      'content-type': 'image/png',
      'content-length': String(BYTES.length),
      'if-none-match': '*',
      'x-amz-checksum-sha256': createHash('sha256').update(BYTES).digest('base64'),
    })
  })

  it('may be a file, a Blob, a File, an ArrayBuffer or a stream, always with the same bytes', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'landfall-client-'))
    const path = join(dir, 'from disk.txt')
    await writeFile(path, BYTES)
    const inputs: [UploadInput, Partial<UploadOptions>, string][] = [
      [{ path }, {}, 'from disk.txt'],
      [new Blob([BYTES], { type: 'text/plain' }), {}, 'file'],
      [new File([BYTES], 'named.txt', { type: 'text/plain' }), {}, 'named.txt'],
      [new Uint8Array(BYTES).buffer, { filename: 'a.txt' }, 'a.txt'],
      [Readable.from([BYTES.subarray(0, 5), BYTES.subarray(5)]), { fileSizeBytes: BYTES.length }, 'file'],
    ]
    for (const [input, options, filename] of inputs) {
      const result = await send(input, { skipDuplicates: false, ...options })
      const { upload, text } = await stored(result.uploadId)
      expect({ text, filename: upload.filename }).toEqual({ text: BYTES.toString(), filename })
    }
    await rm(dir, { recursive: true })
  })

  it('may be empty', async () => {
    const progress: UploadProgress[] = []
    const result = await send(new Uint8Array(), { onProgress: event => progress.push(event) })
    expect(result).toMatchObject({ status: 'COMPLETED', fileSizeBytes: 0, receipt: { checksum: 'matched' } })
    expect(progress.at(-1)).toMatchObject({ phase: 'completed', sentBytes: 0, totalBytes: 0 })
  })

  it('carries metadata, owner and the object flag', async () => {
    const result = await send(BYTES, {
      metadata: { batch: 7 },
      owner: 'ada',
      createObject: false,
      blobProperty: 'scan',
    })
    expect(result.objectId).toBeNull()
    const { upload } = await stored(result.uploadId)
    expect(upload).toMatchObject({
      metadata: { batch: 7 },
      owner: 'ada',
      create_object_on_confirm: false,
      blob_property: 'scan',
    })
  })
})

describe('the checksum', () => {
  it('of a stream is claimed at confirm, since it is known only then', async () => {
    const result = await send(Readable.from([BYTES]), { fileSizeBytes: BYTES.length })
    // The store was not asked to verify one, so it has none to compare with: the receipt says so.
    expect(result.receipt).toMatchObject({ size: 'matched', etag: 'matched', checksum: 'unavailable' })
  })

  it('of a stream is compared where the bytes are sealed, by a copy that computes one', async () => {
    await using sealing = await startTestApi({ isProbed: true, behavior: { obeysIfNoneMatch: false } })
    const { upload, bucket } = connectClient(sealing)
    const result = await upload(Readable.from([BYTES]), { bucket, fileSizeBytes: BYTES.length })
    expect(result.receipt).toMatchObject({ checksum: 'matched', guard: 'SEALED' })
  })

  it('is not claimed with `none`, and not computed when it is given', async () => {
    const states: string[] = []
    const onState = ({ phase }: UploadState) => states.push(phase)
    const none = await send(BYTES, { checksum: 'none', onState })
    const given = await send(BYTES, { checksum: { sha256: SHA256 }, onState })
    expect([none.receipt?.checksum, given.receipt?.checksum]).toEqual(['not_claimed', 'matched'])
    expect(states).not.toContain('hashing')
  })
})

describe('while it runs', () => {
  it('goes through its phases once, and tells each of them with its upload id', async () => {
    const states: UploadState[] = []
    const result = await send(BYTES, { onState: state => states.push(state) })
    const { uploadId } = result
    expect(states).toEqual([
      { phase: 'hashing' },
      { phase: 'creating' },
      { phase: 'sending', uploadId, attempt: 1 },
      { phase: 'verifying', uploadId, attempt: 1 },
      { phase: 'completed', uploadId, result },
    ])
  })

  it('tells progress that only grows and ends at the total', async () => {
    const bytes = new Uint8Array(8 * 1024 * 1024)
    const progress: UploadProgress[] = []
    await connectClient(api, {
      clock: { now: () => performance.now(), sleep: async () => undefined },
    }).upload(bytes, { bucket: client.bucket, onProgress: event => progress.push(event) })
    const sent = progress.map(({ sentBytes }) => sentBytes)
    expect(sent).toEqual([...sent].sort((a, b) => a - b))
    expect(progress.find(({ phase }) => phase === 'verifying')?.sentBytes).toBe(bytes.length)
    expect(new Set(progress.map(({ phase }) => phase))).toEqual(
      new Set(['hashing', 'creating', 'sending', 'verifying', 'completed']),
    )
  })

  it('is not changed by a listener that throws; its error surfaces by itself', async () => {
    const uncaught: unknown[] = []
    const handlers = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException')
    process.on('uncaughtException', error => uncaught.push(error))
    const failure = new Error('a bug of the page')
    const result = await send(BYTES, {
      onState: () => {
        throw failure
      },
    })
    process.removeAllListeners('uncaughtException')
    for (const handler of handlers) process.on('uncaughtException', handler)
    expect(result.status).toBe('COMPLETED')
    expect(uncaught).toEqual(Array(5).fill(failure))
  })
})

describe('the connection', () => {
  it('authorizes, names the namespace, and asks for a token once', async () => {
    let count = 0
    const token = async () => {
      count += 1
      return 'sk_test'
    }
    const { upload } = connectClient(api, { apiKey: undefined, token, namespace: 'ns_other' } as object)
    await upload(BYTES, { bucket: client.bucket })
    expect(count).toBe(1)
    expect(api.requests[0]?.headers).toMatchObject({
      authorization: 'Bearer sk_test',
      'x-namespace': 'ns_other',
      'idempotency-key': expect.stringMatching(/^[0-9a-f]{32}$/),
    })
    await connectClient(api, { namespace: '北 100%' }).upload(BYTES, { bucket: client.bucket })
    expect(api.requests.at(-1)?.headers['x-namespace']).toBe('%E5%8C%97%20100%25')
  })

  it('uses the fetch it was given, and tRPC where the caller says it is', async () => {
    const urls: string[] = []
    const { upload } = connectClient(api, {
      url: 'http://nowhere.test',
      trpcUrl: `${api.url}/trpc`,
      fetch: (input, init) => {
        urls.push(input)
        return fetch(input, init)
      },
    })
    await upload(BYTES, { bucket: client.bucket })
    expect(urls.map(url => new URL(url).pathname)).toEqual(['/trpc/uploads.create', '/trpc/uploads.confirm'])
  })
})
