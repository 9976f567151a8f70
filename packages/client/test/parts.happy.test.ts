import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { UploadOptions, UploadProgress, UploadState } from '../src/node.ts'
import { BYTES, connectPartsClient, countOf, PARTS, storedBytes } from './support/parts-client.ts'
import { startTestApi, type TestApi } from './support/test-api.ts'
import { rejection, type TestClient } from './support/test-client.ts'

let api: TestApi
let client: TestClient
beforeEach(async () => {
  api = await startTestApi()
  client = connectPartsClient(api)
})
afterEach(() => api[Symbol.asyncDispose]())

const chunks = (size: number) => Readable.from([BYTES.subarray(0, size), BYTES.subarray(size)])
const send = (input: Parameters<TestClient['upload']>[0], options: Partial<UploadOptions> = {}) =>
  client.upload(input, { bucket: client.bucket, ...options })

describe('a file above the threshold', () => {
  it('goes in parts, each sent once, and is verified by size and CRC-64/NVME', async () => {
    const result = await send(BYTES)
    expect(result).toMatchObject({
      status: 'COMPLETED',
      fileSizeBytes: BYTES.length,
      receipt: { size: 'matched', checksum: 'matched', guard: 'SERVER', settled_by: 'client' },
      attempts: { puts: PARTS, renewals: 0, confirms: 1 },
    })
    expect((await storedBytes(api, result.uploadId)).equals(BYTES)).toBe(true)
    expect(countOf(api, 'PUT')).toBe(PARTS)
    expect(countOf(api, 'renew')).toBe(0)
  })

  it('is not hashed when nobody wants that', async () => {
    const result = await send(BYTES, { checksum: 'none' })
    expect(result.receipt).toMatchObject({ size: 'matched', checksum: 'not_claimed' })
  })

  it('tells one progress over all of its parts', async () => {
    const told: UploadProgress[] = []
    await send(BYTES, { onProgress: progress => told.push(progress) })
    const sent = told.filter(({ phase }) => phase === 'sending').map(({ sentBytes }) => sentBytes)
    expect(sent).toEqual(sent.toSorted((a, b) => a - b))
    expect(sent.at(-1)).toBe(BYTES.length)
    expect(told.map(({ phase }) => phase)).not.toContain('hashing')
  })

  it('stays one PUT with a signed SHA-256 below it', async () => {
    await send(BYTES.subarray(0, 100))
    expect(api.calls).toEqual(['create', 'PUT', 'confirm'])
    const put = api.requests.find(({ name }) => name === 'PUT')
    expect(put?.headers['x-amz-checksum-sha256']).toBeTypeOf('string')
  })
})

describe('a stream', () => {
  it('needs no length, and its parts are sent again when they fail', async () => {
    api.failPuts('drop', 'serve', 'drop_half', 'lose_answer')
    const result = await send(chunks(120))
    expect(result).toMatchObject({ fileSizeBytes: BYTES.length, receipt: { checksum: 'matched' } })
    expect(result.attempts).toMatchObject({ puts: PARTS + 3, renewals: 0 })
    expect((await storedBytes(api, result.uploadId)).equals(BYTES)).toBe(true)
  })

  it('with a length above the threshold goes in parts as well', async () => {
    const result = await send(chunks(7), { fileSizeBytes: BYTES.length })
    expect(result.receipt).toMatchObject({ checksum: 'matched' })
    expect(countOf(api, 'PUT')).toBe(PARTS)
  })

  it('that is short is one PUT with a signed SHA-256', async () => {
    const result = await send(Readable.from([BYTES.subarray(0, 20), BYTES.subarray(20, 50)]))
    expect(result).toMatchObject({ fileSizeBytes: 50, receipt: { checksum: 'matched', etag: 'matched' } })
    expect(api.calls).toEqual(['create', 'PUT', 'confirm'])
  })

  it('that has another length than was told is refused, and nothing stays open', async () => {
    const error = await rejection(send(chunks(7), { fileSizeBytes: BYTES.length + 1 }))
    expect(error).toMatchObject({ code: 'SOURCE_CHANGED' })
  })
})

describe('an upload in somebody’s hand', () => {
  it('is paused and resumed, and no part that the store has is sent again', async () => {
    const phases: string[] = []
    const upload = send(BYTES, { onState: ({ phase }) => phases.push(phase) })
    api.before = name => {
      if (name === 'PUT' && countOf(api, 'PUT') === 10) upload.pause()
    }
    await expect.poll(() => phases.at(-1), { timeout: 15_000 }).toBe('paused')
    // Whatever was on the wire has ended by then.
    await new Promise(done => setTimeout(done, 50))
    const { uploadId } = (await client.trpc.uploads.list.query({ bucket: client.bucket })).results.map(
      ({ upload_id }) => ({ uploadId: upload_id }),
    )[0] ?? { uploadId: '' }
    const { parts } = await client.trpc.uploads.listParts.query({
      bucket: client.bucket,
      upload_id: uploadId,
    })
    const before = countOf(api, 'PUT')
    upload.resume()
    const result = await upload
    expect(phases).toEqual(['creating', 'sending', 'paused', 'sending', 'verifying', 'completed'])
    expect(countOf(api, 'PUT') - before).toBe(PARTS - parts.length)
    expect((await storedBytes(api, result.uploadId)).equals(BYTES)).toBe(true)
  })

  it('can be paused and resumed as one PUT too', async () => {
    const phases: string[] = []
    const upload = send(BYTES.subarray(0, 90), { onState: ({ phase }) => phases.push(phase) })
    api.failPuts('hang')
    api.before = name => {
      if (name === 'PUT' && countOf(api, 'PUT') === 1) upload.pause()
    }
    await expect.poll(() => phases.at(-1), { timeout: 15_000 }).toBe('paused')
    upload.resume()
    const result = await upload
    expect(result.attempts).toEqual({ puts: 2, renewals: 0, confirms: 1 })
  })

  it('is canceled on the server when it is aborted', async () => {
    const abort = new AbortController()
    let uploadId = ''
    api.before = name => {
      if (name === 'PUT' && countOf(api, 'PUT') === 3) abort.abort()
    }
    const onState = (state: UploadState) => {
      if (state.phase === 'sending') uploadId = state.uploadId
    }
    expect(await rejection(send(BYTES, { signal: abort.signal, onState }))).toMatchObject({ code: 'ABORTED' })
    const upload = await client.trpc.uploads.get.query({ bucket: client.bucket, upload_id: uploadId })
    expect(upload.status).toBe('CANCELED')
  })
})
