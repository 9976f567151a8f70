import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { invalid } from './support/expected-errors.ts'
import { type Api, startApi } from './support/start-api.ts'
import { BYTES, completeUpload, confirm, createUpload, getUpload, put } from './support/uploads.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api[Symbol.asyncDispose]())

const set = (path: string, json: object) => api.call('PUT', `/v1/quotas/${path}`, { json })
const list = async (query: string) => (await api.call('GET', `/v1/quotas${query}`)).body
const setBucket = (json: object) => set('bucket?id=uploads', json)

describe('a confirm over the quota', () => {
  it('is 403 with the numbers, leaves the upload open, and succeeds as it is once the limit is raised', async () => {
    const upload = await createUpload(api)
    await put(upload)
    await setBucket({ limit_bytes: BYTES.length - 1 })
    const refused = await confirm(api, upload.upload_id, { file_size_bytes: BYTES.length })
    expect([refused.status, refused.body.error]).toMatchObject([
      403,
      {
        type: 'QuotaExceededError',
        details: {
          code: 'QUOTA_EXCEEDED',
          scope: 'bucket',
          limit_bytes: BYTES.length - 1,
          used_bytes: 0,
          reserved_bytes: 0,
          asked_bytes: BYTES.length,
        },
      },
    ])
    expect((await getUpload(api, upload.upload_id)).body).toMatchObject({ status: 'PENDING' })
    await setBucket({ limit_bytes: BYTES.length })
    const confirmed = await confirm(api, upload.upload_id, { file_size_bytes: BYTES.length })
    expect([confirmed.status, confirmed.body.status]).toEqual([200, 'COMPLETED'])
    await setBucket({ limit_bytes: null })
  })
})

describe('limits of owners', () => {
  it('are given by their bucket, refuse by the owner’s name, and give way to the owner’s own', async () => {
    expect((await setBucket({ owner_limit_bytes: 30, owner_limit_objects: 2 })).body).toMatchObject({
      limit_bytes: null,
      owner_limit_bytes: 30,
      owner_limit_objects: 2,
    })
    const create = (file_size_bytes: number) =>
      api.call('POST', '/v1/buckets/uploads/uploads', {
        json: { filename: 'a', content_type: '', owner: 'ann', file_size_bytes },
      })
    expect((await create(31)).body.error.details).toMatchObject({
      scope: 'owner',
      owner: 'ann',
      limit_bytes: 30,
    })
    await set('owner?id=uploads&owner=ann', { limit_bytes: 40 })
    const created = await create(31)
    expect(created.status).toBe(200)
    expect((await set('owner?id=uploads&owner=ann', { limit_bytes: null })).body).toMatchObject({
      limit_bytes: 30,
      reserved_bytes: 31,
    })
    await setBucket({ owner_limit_bytes: null, owner_limit_objects: null })
    await api.call('DELETE', `/v1/buckets/uploads/uploads/${created.body.upload_id}`)
  })

  it.each(['organization', 'namespace', 'owner?id=uploads&owner=ann'])('do not go with %s', async path => {
    const { status, body } = await set(path, { owner_limit_bytes: 1 })
    expect([status, body]).toEqual([422, invalid(['body', 'owner_limit_bytes'])])
  })
})

describe('lists', () => {
  it('show the top owners of a bucket, and its own quota', async () => {
    await completeUpload(api, { owner: 'bob' }, new Uint8Array(500))
    await completeUpload(api, { owner: 'cyd' }, new Uint8Array(300))
    const { results } = await list('?bucket=uploads&scope=owner&limit=2')
    expect(results).toMatchObject([
      { scope: 'owner', owner: 'bob', name: 'uploads', used_bytes: 500 },
      { scope: 'owner', owner: 'cyd', used_bytes: 300 },
    ])
    expect((await list('?bucket=uploads&limit=1')).results).toMatchObject([
      { scope: 'bucket', name: 'uploads' },
    ])
    expect((await list('?scope=organization')).total_count).toBe(1)
    const unknown = await api.call('GET', '/v1/quotas?bucket=nowhere')
    expect([unknown.status, unknown.body.error.details]).toMatchObject([404, { resource: 'bucket' }])
  })
})

describe('threshold events', () => {
  it('tell each crossing of 80 and 100 percent once, newest first', async () => {
    const { used_bytes } = (await api.call('GET', '/v1/quotas/bucket?id=uploads')).body
    const before = (await list('/events')).results.length
    await setBucket({ limit_bytes: used_bytes + 100 })
    await completeUpload(api, {}, new Uint8Array(100))
    const { results } = await list('/events?limit=2')
    const limit = used_bytes + 100
    expect(results).toMatchObject([
      {
        scope: 'bucket',
        id: api.tenant.bucketId,
        owner: null,
        measure: 'bytes',
        percent: 100,
        used: limit,
        limit,
      },
      { percent: 80 },
    ])
    expect((await list('/events')).results.length).toBe(before + 2)
    const stranger = await api.call('GET', '/v1/quotas/events', { key: api.stranger.apiKey })
    expect([stranger.status, stranger.body]).toEqual([200, { results: [] }])
    await setBucket({ limit_bytes: null })
  })
})
