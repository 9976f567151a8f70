import { runTask } from '@landfall/core/services'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { UploadState } from '../src/node.ts'
import { apiRefusal } from './support/faults.ts'
import { startTestApi, type TestApi } from './support/test-api.ts'
import { connectClient, rejection, type TestClient } from './support/test-client.ts'

let api: TestApi
let client: TestClient
beforeEach(async () => {
  api = await startTestApi()
  client = connectClient(api)
})
afterEach(() => api[Symbol.asyncDispose]())

const BYTES = Buffer.from('some bytes')
const send = () => client.upload(BYTES, { bucket: client.bucket })

describe('the client repeats a call', () => {
  it.each(['create', 'confirm'])('whose connection broke: %s', async name => {
    api.failCalls(name, 'drop', 'drop')
    expect((await send()).status).toBe('COMPLETED')
    expect(api.calls.filter(call => call === name)).toHaveLength(3)
  })

  it('whose answer was lost, and gets the first result: one object, one charge', async () => {
    api.failCalls('confirm', 'lose_answer', 'lose_answer')
    const result = await send()
    expect(result.attempts.confirms).toBe(3)
    expect(api.services.db.tables.objects.size).toBe(1)
    const { used_bytes, used_objects } = await client.trpc.quotas.get.query({ scope: 'organization' })
    expect({ used_bytes, used_objects }).toEqual({ used_bytes: BYTES.length, used_objects: 1 })
  })

  it('create with the same idempotency key', async () => {
    api.failCalls('create', 'drop')
    await send()
    const keys = api.requests
      .filter(({ name }) => name === 'create')
      .map(request => request.headers['idempotency-key'])
    expect(keys).toHaveLength(2)
    expect(new Set(keys).size).toBe(1)
  })

  it('that is never answered, after its time', async () => {
    const hurried = connectClient(api, { requestTimeoutMs: 1_000 })
    api.failCalls('confirm', 'hang')
    const result = await hurried.upload(BYTES, { bucket: client.bucket })
    expect(result.attempts.confirms).toBe(2)
  })

  it('that the real server says is retryable, after what Retry-After asks for', async () => {
    api.services.db.faults.failNext('uploads.finish')
    await send()
    expect(api.calls).toEqual(['create', 'PUT', 'confirm', 'confirm'])
    expect(client.clock.waits).toEqual([2000])
  })

  it('with exponential waits and jitter, a bounded number of times', async () => {
    for (let calls = 0; calls < 9; calls += 1) api.services.store.faults.failNext('head')
    const error = await rejection(send())
    expect(error).toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
      retryable: true,
      status: 503,
      retryAfterMs: 2000,
    })
    expect(api.calls.filter(call => call === 'confirm')).toHaveLength(9)
    const [first = 0, , third = 0, , fifth = 0] = client.clock.waits
    // `Retry-After: 2` is a floor; from the third on our own wait is the longer one.
    expect(first).toBe(2000)
    expect(third).toBeGreaterThanOrEqual(2000)
    expect(fifth).toBeGreaterThanOrEqual(4000)
    expect(Math.max(...client.clock.waits)).toBeLessThanOrEqual(20_000)
  })

  it('that a gateway answered in the place of the API', async () => {
    api.failCalls('confirm', { status: 502, body: '<html>Bad Gateway</html>' }, { status: 504 })
    expect((await send()).attempts.confirms).toBe(3)
  })
})

describe('the client does not repeat a call', () => {
  it.each([
    [503, 'STORAGE_MISCONFIGURED'],
    [500, 'INTERNAL'],
    [429, 'SOME_CODE_OF_A_LATER_RELEASE'],
  ])('for its status: %d with retry never', async (status, code) => {
    api.failCalls('confirm', apiRefusal(status, { code, retry: 'never' }))
    expect(await rejection(send())).toMatchObject({ code, status, retry: 'never', retryable: false })
    expect(api.calls).toEqual(['create', 'PUT', 'confirm'])
  })

  it('that was refused: quota, permission, unknown bucket, wrong key', async () => {
    const { place, db } = api.services
    await client.trpc.quotas.set.mutate({
      scope: 'bucket',
      id: place.bucketId,
      limit_bytes: 3,
      limit_objects: null,
    })
    expect(await rejection(send())).toMatchObject({ code: 'QUOTA_EXCEEDED', status: 403 })
    const unknown = await rejection(client.upload(BYTES, { bucket: 'nowhere' }))
    expect(unknown).toMatchObject({ code: 'NOT_FOUND', status: 404 })
    const stranger = connectClient(api, { apiKey: 'sk_wrong' })
    expect(await rejection(stranger.upload(BYTES, { bucket: client.bucket }))).toMatchObject({
      code: 'UNAUTHORIZED',
      message: expect.stringContaining('Authorization: Bearer'),
    })
    expect(db.tables.uploads.size).toBe(0)
    expect(client.clock.waits).toEqual([])
  })

  it('that waits for longer than two minutes: the caller should know', async () => {
    const details = { code: 'RATE_LIMITED', retry: 'same_request' }
    api.failCalls('create', apiRefusal(429, details, { 'retry-after': '121' }))
    expect(await rejection(send())).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 121_000 })
    expect(api.calls).toEqual(['create'])
  })

  it('to something that is not Landfall', async () => {
    api.failCalls('create', { status: 200, body: '<html>a web page</html>' })
    expect(await rejection(send())).toMatchObject({
      code: 'UNEXPECTED_RESPONSE',
      message: expect.stringContaining('Is `url` right?'),
    })
    api.failCalls('create', { status: 200, body: '{"hello":"world"}' })
    expect(await rejection(send())).toMatchObject({ code: 'UNEXPECTED_RESPONSE' })
  })
})

describe('nobody there', () => {
  it('is NETWORK and names the address', async () => {
    const lost = connectClient(api, { url: 'http://127.0.0.1:9' })
    expect(await rejection(lost.upload(BYTES, { bucket: 'b' }))).toMatchObject({
      code: 'NETWORK',
      message: expect.stringContaining('http://127.0.0.1:9'),
      details: { target: 'api' },
    })
    expect(lost.clock.waits).toHaveLength(8)
  })

  it('to fetch a token from is TOKEN_UNAVAILABLE, after it was asked for again', async () => {
    let asked = 0
    const token = () => {
      asked += 1
      throw new Error('no route')
    }
    const { upload } = connectClient(api, { apiKey: undefined, token } as object)
    expect(await rejection(upload(BYTES, { bucket: 'b' }))).toMatchObject({
      code: 'TOKEN_UNAVAILABLE',
      cause: { message: 'no route' },
    })
    expect(asked).toBe(9)
  })
})

describe('a confirm in a task', () => {
  beforeEach(() => {
    // Without a profile of the store the guard is SEALED, and every seal is above this size.
    api.services.deps.settings.syncSealBytes = 0
    api.services.db.tables.profile = null
  })

  it('is polled with growing waits until it is done, and then answered in full', async () => {
    client.clock.onWait = async () => {
      const [task] = api.services.db.tables.queue
      if (task && client.clock.waits.length === 7) await runTask(api.services.deps, task)
    }
    const states: UploadState[] = []
    const result = await client.upload(BYTES, {
      bucket: client.bucket,
      onState: state => states.push(state),
    })
    expect(client.clock.waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
    expect(result).toMatchObject({
      status: 'COMPLETED',
      receipt: { guard: 'SEALED' },
      attempts: { confirms: 2 },
    })
    expect(result.objectId).not.toBeNull()
    expect(states.map(({ phase }) => phase)).toEqual([
      'hashing',
      'creating',
      'sending',
      'verifying',
      'completed',
    ])
  })

  it('that finds other bytes fails with what it saw, and the bytes are sent again', async () => {
    const { store, deps, db } = api.services
    const copy = store.copy
    let copies = 0
    store.copy = async request => {
      copies += 1
      if (copies > 1) return copy(request)
      store.write(request.targetKey, 'damaged while it was copied')
      return 'copied'
    }
    client.clock.onWait = async () => {
      const [task] = db.tables.queue
      if (task) await runTask(deps, task)
    }
    const result = await send()
    expect(result.attempts).toEqual({ puts: 2, renewals: 1, confirms: 3 })
  })

  it('survives polls that get no answer', async () => {
    api.failCalls('get', 'drop', { status: 502 })
    client.clock.onWait = async () => {
      const [task] = api.services.db.tables.queue
      if (task) await runTask(api.services.deps, task)
    }
    expect((await send()).status).toBe('COMPLETED')
    expect(api.calls.filter(call => call === 'get')).toHaveLength(3)
  })
})
