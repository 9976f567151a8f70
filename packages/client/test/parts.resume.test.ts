import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMemoryStore, type UploadStore } from '../src/node.ts'
import type { PutFault } from './support/faults.ts'
import { BYTES, connectPartsClient, countOf, PARTS, storedBytes } from './support/parts-client.ts'
import { startTestApi, type TestApi } from './support/test-api.ts'
import { rejection, type TestClient } from './support/test-client.ts'

let api: TestApi
let kept: UploadStore
let dir: string
let path: string
beforeEach(async () => {
  api = await startTestApi()
  kept = createMemoryStore()
  dir = await mkdtemp(join(tmpdir(), 'landfall-resume-'))
  path = join(dir, 'film.mov')
  await writeFile(path, BYTES)
})
afterEach(async () => {
  await api[Symbol.asyncDispose]()
  await rm(dir, { recursive: true })
})

/** Another page or process: nothing of the one before is left but what it kept. */
const comeBack = () => connectPartsClient(api, kept)
const send = (client: TestClient) => client.upload({ path }, { bucket: client.bucket })

/** Dies after about so many parts, and with it its connections. Nothing is taken any more until the list is there. */
async function dieAfter(parts: number) {
  api.failPuts(...Array<PutFault>(parts).fill('serve'), ...Array<PutFault>(500).fill('drop'))
  const client = comeBack()
  expect(await rejection(send(client))).toMatchObject({ code: 'NETWORK' })
  const uploadId = (await kept.list())[0]?.uploadId ?? ''
  const listed = await client.trpc.uploads.listParts.query({ bucket: client.bucket, upload_id: uploadId })
  api.failPuts()
  api.calls.length = 0
  return { uploadId, missing: PARTS - listed.parts.length }
}

describe('the same file, later', () => {
  it('goes on with what the store has', async () => {
    const { uploadId, missing } = await dieAfter(9)
    const result = await send(comeBack())
    expect(result).toMatchObject({ uploadId, attempts: { renewals: 0, confirms: 1 } })
    expect(missing).toBeLessThanOrEqual(PARTS - 9)
    expect(countOf(api, 'PUT')).toBeLessThanOrEqual(missing)
    expect(countOf(api, 'create')).toBe(0)
    expect((await storedBytes(api, uploadId)).equals(BYTES)).toBe(true)
    expect(await kept.list()).toEqual([])
  })

  it('also on another day, with new signatures', async () => {
    const { uploadId, missing } = await dieAfter(9)
    api.services.db.clock.advance(86_000)
    const result = await send(comeBack())
    expect(result.uploadId).toBe(uploadId)
    expect(result.attempts.puts).toBeLessThanOrEqual(missing)
  })

  it('sends nothing where only the confirm is missing', async () => {
    const client = comeBack()
    api.failCalls('confirm', ...Array(20).fill('drop'))
    expect(await rejection(send(client))).toMatchObject({ code: 'NETWORK' })
    api.failCalls('confirm')
    api.calls.length = 0
    const result = await send(comeBack())
    expect(result).toMatchObject({ status: 'COMPLETED', attempts: { puts: 0 } })
    expect(countOf(api, 'PUT')).toBe(0)
  })

  it('is told what somebody else made of it meanwhile', async () => {
    api.failCalls('confirm', ...Array(20).fill('lose_answer'))
    expect(await rejection(send(comeBack()))).toMatchObject({ code: 'NETWORK' })
    api.failCalls('confirm')
    const [upload] = await kept.list()
    const result = await send(comeBack())
    expect(result).toMatchObject({
      uploadId: upload?.uploadId,
      status: 'COMPLETED',
      receipt: { checksum: 'matched' },
      attempts: { puts: 0 },
    })
  })

  it('begins anew when its upload was canceled meanwhile', async () => {
    const { uploadId } = await dieAfter(9)
    const client = comeBack()
    await client.trpc.uploads.cancel.mutate({ bucket: client.bucket, upload_id: uploadId })
    const result = await send(client)
    expect(result.uploadId).not.toBe(uploadId)
    expect(result.attempts.puts).toBe(PARTS)
    expect(await kept.list()).toEqual([])
  })
})

describe('not the same file', () => {
  it('begins its own upload when it has another beginning, end, time, name or bucket', async () => {
    const { uploadId } = await dieAfter(9)
    const client = comeBack()
    const named = await client.upload({ path }, { bucket: client.bucket, filename: 'other.mov' })
    expect(named.uploadId).not.toBe(uploadId)
    await utimes(path, 1, 1)
    const touched = await send(client)
    expect(touched.uploadId).not.toBe(uploadId)
    await client.upload(BYTES.subarray(1), { bucket: client.bucket, filename: 'film.mov' })
    expect((await kept.list()).map(upload => upload.uploadId)).toEqual([uploadId])
  })
})

describe('without the file', () => {
  it('a confirm that nobody heard the answer of is finished, of a small upload too', async () => {
    const first = comeBack()
    api.failCalls('confirm', ...Array(20).fill('drop'))
    await rejection(send(first))
    await rejection(first.upload(Buffer.from('small'), { bucket: first.bucket, filename: 'small.txt' }))
    api.failCalls('confirm')
    api.calls.length = 0
    const client = comeBack()
    expect(await client.resumable()).toEqual([])
    const finished = await client.finishPending()
    expect(finished.map(({ filename, error, result }) => [filename, error, result?.status])).toEqual(
      expect.arrayContaining([
        ['film.mov', null, 'COMPLETED'],
        ['small.txt', null, 'COMPLETED'],
      ]),
    )
    expect(countOf(api, 'PUT')).toBe(0)
    expect(await kept.list()).toEqual([])
  })

  it('one that still cannot be asked for is kept, and one that is over is not', async () => {
    const first = comeBack()
    api.failCalls('confirm', ...Array(40).fill('drop'))
    await rejection(send(first))
    const [finished] = await comeBack().finishPending()
    expect(finished).toMatchObject({ result: null, error: { code: 'NETWORK' } })
    expect(await kept.list()).toHaveLength(1)
    api.failCalls('confirm')
    await first.trpc.uploads.cancel.mutate({ bucket: first.bucket, upload_id: finished?.uploadId ?? '' })
    expect(await comeBack().finishPending()).toMatchObject([{ error: { code: 'UPLOAD_CANCELED' } }])
    expect(await kept.list()).toEqual([])
  })

  it('those with missing bytes are told, and can be given up', async () => {
    const { uploadId } = await dieAfter(9)
    const client = comeBack()
    expect(await client.finishPending()).toEqual([])
    expect(await client.resumable()).toMatchObject([
      { uploadId, filename: 'film.mov', sizeBytes: BYTES.length, bucket: client.bucket },
    ])
    await client.forget(uploadId)
    expect(await client.resumable()).toEqual([])
    const upload = await client.trpc.uploads.get.query({ bucket: client.bucket, upload_id: uploadId })
    expect(upload.status).toBe('CANCELED')
  })

  it('an upload that is on its way right now is neither', async () => {
    const client = comeBack()
    let seen: unknown
    api.before = async name => {
      if (name === 'PUT') seen = [await client.resumable(), await client.finishPending()]
    }
    await send(client)
    expect(seen).toEqual([[], []])
  })
})
