import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { UploadOptions, UploadState } from '../src/node.ts'
import { startTestApi, type TestApi } from './support/test-api.ts'
import { connectClient, rejection, type TestClient } from './support/test-client.ts'

let api: TestApi
let client: TestClient
let abort: AbortController
let states: UploadState[]
beforeEach(async () => {
  api = await startTestApi()
  client = connectClient(api)
  abort = new AbortController()
  states = []
})
afterEach(() => api[Symbol.asyncDispose]())

const BYTES = new Uint8Array(16 * 1024 * 1024)

const send = (options: Partial<UploadOptions> = {}) =>
  client.upload(BYTES, {
    bucket: client.bucket,
    signal: abort.signal,
    onState: state => states.push(state),
    ...options,
  })

const statuses = () => [...api.services.db.tables.uploads.values()].map(({ status }) => status)

describe('aborting', () => {
  it('in the middle of the PUT stops it and cancels the upload on the server', async () => {
    const reason = new Error('closed the dialog')
    api.failPuts('stall')
    const error = await rejection(
      send({ onProgress: ({ sentBytes }) => sentBytes > 0 && abort.abort(reason) }),
    )
    expect(error).toMatchObject({ code: 'ABORTED', retry: 'never', cause: reason })
    expect(states.at(-1)).toEqual({ phase: 'canceled', uploadId: expect.stringMatching(/^upl_/) })
    expect(statuses()).toEqual(['CANCELED'])
    expect(api.services.store.keys()).toEqual([])
    const { reserved_bytes } = await client.trpc.quotas.get.query({ scope: 'organization' })
    expect(reserved_bytes).toBe(0)
  })

  it('before it began sends nothing at all', async () => {
    abort.abort()
    expect(await rejection(send())).toMatchObject({ code: 'ABORTED' })
    expect(api.calls).toEqual([])
    expect(states).toEqual([{ phase: 'canceled', uploadId: null }])
  })

  it('while it hashes sends nothing at all', async () => {
    const error = await rejection(send({ onProgress: ({ hashedBytes }) => hashedBytes > 0 && abort.abort() }))
    expect(error).toMatchObject({ code: 'ABORTED' })
    expect(api.calls).toEqual([])
  })

  it('while the upload is created waits for its id, so that nothing stays reserved', async () => {
    api.before = name => (name === 'create' ? abort.abort() : undefined)
    expect(await rejection(send())).toMatchObject({ code: 'ABORTED' })
    expect(api.calls).toEqual(['create', 'cancel'])
    expect(statuses()).toEqual(['CANCELED'])
  })

  it('between two PUTs does not wait for the second', async () => {
    api.failPuts('drop', 'drop')
    client.clock.onWait = () => abort.abort()
    expect(await rejection(send())).toMatchObject({ code: 'ABORTED' })
    expect(api.calls).toEqual(['create', 'PUT', 'cancel'])
  })

  it('while the confirm hangs ends at once', async () => {
    api.failCalls('confirm', 'hang')
    api.before = name => {
      if (name === 'confirm') setTimeout(() => abort.abort(), 20)
    }
    expect(await rejection(send({ checksum: 'none' }))).toMatchObject({ code: 'ABORTED' })
  })

  it('is told apart from a network that fails at the same place', async () => {
    api.failPuts(...Array(12).fill('drop_half'))
    expect(await rejection(send())).toMatchObject({ code: 'NETWORK' })
    expect(states.at(-1)?.phase).toBe('failed')
    expect(api.calls).not.toContain('cancel')
  })

  it('says aborted even where the cancel does not get through', async () => {
    api.failCalls('cancel', 'drop')
    api.failPuts('stall')
    expect(
      await rejection(send({ onProgress: ({ sentBytes }) => sentBytes > 0 && abort.abort() })),
    ).toMatchObject({
      code: 'ABORTED',
    })
    expect(statuses()).toEqual(['PENDING'])
  })

  it('after the end changes nothing', async () => {
    const result = await send()
    abort.abort()
    expect(result.status).toBe('COMPLETED')
    expect(statuses()).toEqual(['COMPLETED'])
  })
})
