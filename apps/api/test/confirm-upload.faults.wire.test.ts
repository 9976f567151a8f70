import type { IncomingMessage } from 'node:http'
import { SHORT_LIMITS } from '@landfall/runtime/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { refusal } from './support/expected-errors.ts'
import { type Api, startApi } from './support/start-api.ts'
import { quotaOf, storedState } from './support/stored-state.ts'
import { BYTES, confirm, createUpload, getUpload, put } from './support/uploads.ts'

let api: Api
beforeEach(async () => {
  api = await startApi({ runtime: SHORT_LIMITS })
})
afterEach(() => api[Symbol.asyncDispose]())

const storageUnavailable = refusal(
  [503, 'ServiceUnavailableError'],
  { code: 'STORAGE_UNAVAILABLE', retry: 'same_request' },
  expect.any(String),
)
const storageMisconfigured = refusal(
  [503, 'ServiceUnavailableError'],
  { code: 'STORAGE_MISCONFIGURED', retry: 'never' },
  expect.any(String),
)
const databaseUnavailable = refusal(
  [503, 'ServiceUnavailableError'],
  { code: 'DATABASE_UNAVAILABLE', retry: 'same_request' },
  expect.any(String),
)

async function storedUpload(fields: object = {}) {
  const upload = await createUpload(api, { file_size_bytes: BYTES.length, ...fields })
  expect((await put(upload)).status).toBe(200)
  return upload
}

const isHead = (request: IncomingMessage) => request.method === 'HEAD'
const isCopy = (request: IncomingMessage) => request.headers['x-amz-copy-source'] !== undefined

describe('a store that fails during a confirm', () => {
  it.each([
    ['is stopped', async () => api.store.stop(), async () => api.store.start()],
    ['refuses connections', async () => api.faultyStore.fail('refuse'), async () => api.faultyStore.heal()],
    ['does not answer', async () => api.faultyStore.fail('hang'), async () => api.faultyStore.heal()],
    ['answers 500', async () => api.faultyStore.fail('error'), async () => api.faultyStore.heal()],
  ])(
    'and %s is 503 with Retry-After; afterwards the same request succeeds',
    async (_how, breakIt, mendIt) => {
      const { upload_id: id } = await storedUpload()
      const before = await storedState(api)
      await breakIt()
      const answer = await confirm(api, id)

      expect([answer.status, answer.headers.get('retry-after'), answer.body]).toEqual([
        503,
        '2',
        storageUnavailable,
      ])
      expect(await storedState(api)).toEqual(before)
      await mendIt()
      expect((await confirm(api, id)).body.status).toBe('COMPLETED')
    },
  )

  it('and denies us is 503 that nobody should repeat, and turns /readyz red', async () => {
    const { upload_id: id } = await storedUpload()
    const before = await storedState(api)
    api.faultyStore.fail('deny')
    const answer = await confirm(api, id)
    const ready = await api.call('GET', '/readyz', { key: null })

    expect([answer.status, answer.headers.get('retry-after'), answer.body]).toEqual([
      503,
      null,
      storageMisconfigured,
    ])
    expect(await storedState(api)).toEqual(before)
    expect([ready.status, ready.body.storage.code]).toEqual([503, 'STORAGE_MISCONFIGURED'])
    api.faultyStore.heal()
    expect((await confirm(api, id)).body.status).toBe('COMPLETED')
    expect((await api.call('GET', '/readyz', { key: null })).status).toBe(200)
  })

  it('while it copies leaves a seal that is doomed, and the next confirm settles', async () => {
    const { upload_id: id } = await storedUpload()
    api.faultyStore.fail('error', isCopy)
    const answer = await confirm(api, id)

    expect([answer.status, answer.body]).toEqual([503, storageUnavailable])
    expect((await getUpload(api, id)).body).toMatchObject({ status: 'PENDING', object_id: null })
    api.faultyStore.heal()
    expect((await confirm(api, id)).body.status).toBe('COMPLETED')
    expect(await openSeals(id)).toEqual([])
  })

  it('and copied, though its answer was lost: one object, one charge, no seal without an end', async () => {
    const before = await quotaOf(api, 'bucket')
    const { upload_id: id } = await storedUpload()
    api.faultyStore.fail('lose_answer', isCopy)
    expect((await confirm(api, id)).status).toBe(503)
    api.faultyStore.heal()
    expect((await confirm(api, id)).body.status).toBe('COMPLETED')

    expect(await quotaOf(api, 'bucket')).toEqual({
      ...before,
      used_bytes: before.used_bytes + BYTES.length,
      used_objects: before.used_objects + 1,
    })
    expect(await openSeals(id)).toEqual([])
  })

  it('in the HEAD of the copy alone', async () => {
    const { upload_id: id } = await storedUpload()
    api.faultyStore.fail('hang', request => isHead(request) && (request.url ?? '').includes('/sealed/'))
    expect((await confirm(api, id)).body).toEqual(storageUnavailable)
    api.faultyStore.heal()
    expect((await confirm(api, id)).body.status).toBe('COMPLETED')
    expect(await openSeals(id)).toEqual([])
  })

  it('hurts no other operation: creating needs no store', async () => {
    await api.store.stop()

    expect((await createUpload(api)).presigned_url).toContain('X-Amz-Signature')
  })
})

/** Seals that are neither served nor on their way out. A doomed one is removed by the worker. */
function openSeals(uploadId: string) {
  return api.database.sql(
    `SELECT key FROM stored_key WHERE upload_id = $1 AND role = 'seal' AND state NOT IN ('live', 'doomed', 'gone')`,
    [uploadId],
  )
}

describe('a PUT whose answer was lost', () => {
  it('is confirmed with size alone', async () => {
    const upload = await createUpload(api, { file_size_bytes: BYTES.length })
    api.faultyStore.fail('lose_answer', request => request.method === 'PUT')
    await expect(put(upload)).rejects.toThrow()
    api.faultyStore.heal()

    expect((await confirm(api, upload.upload_id, { file_size_bytes: BYTES.length })).body.status).toBe(
      'COMPLETED',
    )
  })
})

describe('a confirm whose answer was lost', () => {
  it('answers the same when it is repeated', async () => {
    const { upload_id: id } = await storedUpload()
    // The request arrives and is worked on to its end; its caller is gone by then.
    const aborter = new AbortController()
    api.faultyStore.before = async request => {
      if (isCopy(request)) aborter.abort()
    }
    const lost = fetch(`${api.url}/v1/buckets/uploads/uploads/${id}/confirm`, {
      method: 'POST',
      headers: { authorization: `Bearer ${api.tenant.apiKey}` },
      signal: aborter.signal,
    })
    await expect(lost).rejects.toThrow()
    const repeated = await confirm(api, id)
    const again = await confirm(api, id)

    expect(repeated.body.status).toBe('COMPLETED')
    expect(again.text).toBe(repeated.text)
    const objects = await api.database.sql('SELECT id FROM object WHERE upload_id = $1', [id])
    expect(objects).toEqual([{ id: repeated.body.object_id }])
  })
})

describe('a database that fails', () => {
  it.each([
    ['is down', () => api.databaseGate.shut()],
    ['does not answer', () => api.databaseGate.hang()],
  ])(
    'and %s is 503 with Retry-After on every operation; afterwards the same requests succeed',
    async (_how, breakIt) => {
      const { upload_id: id } = await storedUpload()
      const before = await storedState(api)
      breakIt()
      const answers = await Promise.all([
        confirm(api, id),
        getUpload(api, id),
        api.call('GET', '/v1/buckets/uploads'),
        api.call('POST', '/v1/buckets/uploads/uploads', { json: { filename: 'a', content_type: '' } }),
      ])

      for (const answer of answers) {
        expect([answer.status, answer.headers.get('retry-after'), answer.body]).toEqual([
          503,
          '2',
          databaseUnavailable,
        ])
      }
      expect(await storedState(api)).toEqual(before)
      await api.databaseGate.open()
      expect((await confirm(api, id)).body.status).toBe('COMPLETED')
    },
  )

  it('between the copy and the commit: 503, and the next confirm settles once', async () => {
    const before = await quotaOf(api, 'bucket')
    const { upload_id: id } = await storedUpload()
    api.faultyStore.before = async request => {
      if (isHead(request) && (request.url ?? '').includes('/sealed/')) api.databaseGate.shut()
    }
    const answer = await confirm(api, id)
    api.faultyStore.before = null
    await api.databaseGate.open()

    expect([answer.status, answer.body]).toEqual([503, databaseUnavailable])
    expect((await confirm(api, id)).body.status).toBe('COMPLETED')
    expect(await quotaOf(api, 'bucket')).toEqual({
      ...before,
      used_bytes: before.used_bytes + BYTES.length,
      used_objects: before.used_objects + 1,
    })
  })

  it('says so in /readyz and over tRPC', async () => {
    api.databaseGate.shut()
    const ready = await api.call('GET', '/readyz', { key: null })
    const overTrpc = await api.call(
      'GET',
      `/trpc/buckets.get?input=${encodeURIComponent('{"bucket":"uploads"}')}`,
    )

    expect([ready.status, ready.body]).toEqual([
      503,
      {
        status: 'DEGRADED',
        database: { ok: false, code: 'DATABASE_UNAVAILABLE', reason: expect.any(String) },
        storage: { ok: true },
      },
    ])
    expect([overTrpc.status, overTrpc.headers.get('retry-after'), overTrpc.body.error.data.error]).toEqual([
      503,
      '2',
      databaseUnavailable.error,
    ])
    expect((await api.call('GET', '/healthz', { key: null })).status).toBe(200)
    await api.databaseGate.open()
    expect((await api.call('GET', '/readyz', { key: null })).status).toBe(200)
  })
})
