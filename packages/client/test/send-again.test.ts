import { afterEach, beforeEach, expect, it } from 'vitest'
import type { UploadState } from '../src/node.ts'
import { startTestApi, type TestApi } from './support/test-api.ts'
import { connectClient, rejection, type TestClient } from './support/test-client.ts'

let api: TestApi
let client: TestClient
beforeEach(async () => {
  api = await startTestApi()
  client = connectClient(api)
})
afterEach(() => api[Symbol.asyncDispose]())

/** An upload that was announced and never sent. */
async function announced() {
  const { upload_id } = await client.trpc.uploads.create.mutate({
    bucket: client.bucket,
    filename: 'report.txt',
    content_type: 'text/plain',
    file_size_bytes: 3,
  })
  return upload_id
}

const sendAgain = (uploadId: string, text: string, signal?: AbortSignal) =>
  client.sendAgain(uploadId, Buffer.from(text), { bucket: client.bucket, signal })

it('sends an open upload as its next attempt, with the size and digest of what is sent now', async () => {
  const uploadId = await announced()
  const states: UploadState['phase'][] = []
  const result = await client.sendAgain(uploadId, Buffer.from('other bytes'), {
    bucket: client.bucket,
    onState: ({ phase }) => states.push(phase),
  })
  expect(result).toMatchObject({
    uploadId,
    status: 'COMPLETED',
    fileSizeBytes: 11,
    receipt: { size: 'matched', checksum: 'matched' },
    attempts: { puts: 1, renewals: 1, confirms: 1 },
  })
  expect(states).toEqual(['hashing', 'creating', 'sending', 'verifying', 'completed'])
  const upload = await client.trpc.uploads.get.query({ bucket: client.bucket, upload_id: uploadId })
  expect(upload).toMatchObject({ attempt: 2, filename: 'report.txt', content_type: 'text/plain' })
  expect(api.services.store.read(upload.s3_key)).toBe('other bytes')
})

it('of an upload that was settled meanwhile, tells whether it was with these bytes', async () => {
  const uploadId = await announced()
  await sendAgain(uploadId, 'the bytes')
  expect(await sendAgain(uploadId, 'the bytes')).toMatchObject({ uploadId, status: 'COMPLETED' })
  expect(await rejection(sendAgain(uploadId, 'not those'))).toMatchObject({ code: 'CHECKSUM_MISMATCH' })
})

it('says that a canceled upload takes nothing any more', async () => {
  const uploadId = await announced()
  await client.trpc.uploads.cancel.mutate({ bucket: client.bucket, upload_id: uploadId })
  expect(await rejection(sendAgain(uploadId, 'abc'))).toMatchObject({ code: 'UPLOAD_CANCELED' })
})

it('cancels the upload when it is aborted, as any upload', async () => {
  const uploadId = await announced()
  const abort = new AbortController()
  api.before = name => {
    if (name === 'PUT') abort.abort()
  }
  expect(await rejection(sendAgain(uploadId, 'abc', abort.signal))).toMatchObject({ code: 'ABORTED' })
  const upload = await client.trpc.uploads.get.query({ bucket: client.bucket, upload_id: uploadId })
  expect(upload.status).toBe('CANCELED')
})
