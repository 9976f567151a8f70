import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Api, startApi } from './support/start-api.ts'
import { storedState } from './support/stored-state.ts'
import { completeUpload, createUpload, put } from './support/uploads.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api[Symbol.asyncDispose]())

/** What is somebody else's answers as what does not exist: the same bytes, apart from the id that was asked for. */
async function expectUnknown(
  ask: (id: string, key: string) => Promise<Answer>,
  { theirs, missing }: { theirs: string; missing: string },
) {
  const before = await storedState(api)
  const foreign = await ask(theirs, api.stranger.apiKey)
  const unknown = await ask(missing, api.stranger.apiKey)

  expect(foreign.status).toBe(404)
  expect(foreign.text.replaceAll(theirs, '{id}')).toBe(unknown.text.replaceAll(missing, '{id}'))
  const names = (answer: Answer) =>
    [...answer.headers.keys()].filter(name => name !== 'content-length').sort()
  expect(names(foreign)).toEqual(names(unknown))
  expect(await storedState(api)).toEqual(before)
}

const MISSING = {
  upload: 'upl_0000000000000000',
  object: 'obj_0000000000000000',
  bucket: 'bkt_0000000000000000',
  task: 'task_0000000000000000',
}

describe('somebody else’s upload', () => {
  const operations: [string, (id: string, key: string) => Promise<Answer>][] = [
    ['get', (id, key) => api.call('GET', `/v1/buckets/uploads/uploads/${id}`, { key })],
    [
      'get with a URL',
      (id, key) => api.call('GET', `/v1/buckets/uploads/uploads/${id}?return_presigned_urls=true`, { key }),
    ],
    [
      'confirm',
      (id, key) => api.call('POST', `/v1/buckets/uploads/uploads/${id}/confirm`, { key, json: {} }),
    ],
    [
      'confirm later',
      (id, key) =>
        api.call('POST', `/v1/buckets/uploads/uploads/${id}/confirm?async=true`, { key, json: {} }),
    ],
    ['renew', (id, key) => api.call('POST', `/v1/buckets/uploads/uploads/${id}/renew`, { key, json: {} })],
    ['cancel', (id, key) => api.call('DELETE', `/v1/buckets/uploads/uploads/${id}`, { key })],
  ]

  it.each(operations)('is unknown to %s, open or settled', async (_name, ask) => {
    const open = await createUpload(api)
    await put(open)
    const { upload: settled } = await completeUpload(api)

    await expectUnknown(ask, { theirs: open.upload_id, missing: MISSING.upload })
    await expectUnknown(ask, { theirs: settled.upload_id, missing: MISSING.upload })
  })

  it('is not found through its own bucket either', async () => {
    const { upload_id: theirs } = await createUpload(api)
    const ask = (id: string, key: string) =>
      api.call('GET', `/v1/buckets/${api.tenant.bucketId}/uploads/${id}`, { key })

    await expectUnknown(ask, { theirs, missing: MISSING.upload })
  })

  it('of our own is unknown in another bucket of ours', async () => {
    const { upload_id: id } = await createUpload(api)
    await api.call('POST', '/v1/buckets', {
      json: { bucket_name: 'other', bucket_schema: { properties: {} } },
    })
    const answer = await api.call('GET', `/v1/buckets/other/uploads/${id}`)

    expect([answer.status, answer.body.error.details.id]).toEqual([404, id])
  })
})

describe('somebody else’s bucket', () => {
  const operations: [string, (id: string, key: string) => Promise<Answer>][] = [
    ['get', (id, key) => api.call('GET', `/v1/buckets/${id}`, { key })],
    [
      'create an upload',
      (id, key) =>
        api.call('POST', `/v1/buckets/${id}/uploads`, {
          key,
          json: { filename: 'a.txt', content_type: 'text/plain' },
        }),
    ],
    ['list uploads', (id, key) => api.call('POST', `/v1/buckets/${id}/uploads/list`, { key, json: {} })],
    ['list objects', (id, key) => api.call('POST', `/v1/buckets/${id}/objects/list`, { key, json: {} })],
    ['get its quota', (id, key) => api.call('GET', `/v1/quotas/bucket?id=${id}`, { key })],
    [
      'set its quota',
      (id, key) => api.call('PUT', `/v1/quotas/bucket?id=${id}`, { key, json: { limit_bytes: 0 } }),
    ],
    [
      'set an owner’s quota in it',
      (id, key) => api.call('PUT', `/v1/quotas/owner?id=${id}&owner=me`, { key, json: { limit_bytes: 0 } }),
    ],
  ]

  it.each(operations)('is unknown to %s', async (_name, ask) => {
    await expectUnknown(ask, { theirs: api.tenant.bucketId, missing: MISSING.bucket })
  })
})

describe('somebody else’s organization or namespace', () => {
  it.each(['organization', 'namespace'] as const)('is unknown to its quota: %s', async scope => {
    const theirs = scope === 'organization' ? api.tenant.organizationId : api.tenant.namespaceId
    const missing = scope === 'organization' ? 'org_0000000000000000' : 'ns_0000000000000000'

    await expectUnknown((id, key) => api.call('GET', `/v1/quotas/${scope}?id=${id}`, { key }), {
      theirs,
      missing,
    })
    await expectUnknown(
      (id, key) => api.call('PUT', `/v1/quotas/${scope}?id=${id}`, { key, json: { limit_objects: 0 } }),
      { theirs, missing },
    )
  })
})

describe('somebody else’s object', () => {
  const operations: [string, (id: string, key: string) => Promise<Answer>][] = [
    ['get', (id, key) => api.call('GET', `/v1/buckets/uploads/objects/${id}`, { key })],
    ['get its content', (id, key) => api.call('GET', `/v1/objects/${id}/content`, { key })],
    ['delete', (id, key) => api.call('DELETE', `/v1/buckets/uploads/objects/${id}`, { key })],
  ]

  it.each(operations)('is unknown to %s', async (_name, ask) => {
    const { confirmed } = await completeUpload(api)

    await expectUnknown(ask, { theirs: confirmed.object_id, missing: MISSING.object })
  })
})

describe('somebody else’s task', () => {
  it('is unknown', async () => {
    const { upload_id: id } = await createUpload(api)
    const { body } = await api.call('POST', `/v1/buckets/uploads/uploads/${id}/confirm?async=true`, {
      json: {},
    })
    expect((await api.call('GET', `/v1/tasks/${body.task_id}`)).status).toBe(200)

    await expectUnknown((task, key) => api.call('GET', `/v1/tasks/${task}`, { key }), {
      theirs: body.task_id,
      missing: MISSING.task,
    })
  })
})

describe('a stranger’s lists', () => {
  it('hold nothing of ours', async () => {
    await completeUpload(api)
    const key = api.stranger.apiKey
    const answers = [
      await api.call('POST', '/v1/buckets/uploads/uploads/list', { key, json: {} }),
      await api.call('POST', '/v1/buckets/uploads/objects/list', { key, json: {} }),
    ]

    expect(answers.map(answer => answer.body.results)).toEqual([[], []])
    const buckets = await api.call('POST', '/v1/buckets/list', { key, json: {} })
    expect(buckets.body.results.map((bucket: { bucket_id: string }) => bucket.bucket_id)).toEqual([
      api.stranger.bucketId,
    ])
  })

  it('refuse a cursor that came from our list, as one of any other list', async () => {
    await createUpload(api)
    await createUpload(api)
    const ours = await api.call('POST', '/v1/buckets/uploads/uploads/list?limit=1', { json: {} })
    const cursor = ours.body.pagination.next_cursor
    const theirs = await api.call('POST', `/v1/buckets/uploads/uploads/list?cursor=${cursor}`, {
      key: api.stranger.apiKey,
      json: {},
    })

    expect([theirs.status, theirs.body.detail?.[0].loc.at(-1)]).toEqual([422, 'cursor'])
  })
})

describe('the operator’s key', () => {
  it('alone makes organizations', async () => {
    const make = (key: string) =>
      api.call('POST', '/trpc/admin.createOrganization', { key, json: { name: 'third' } })
    const byTenant = await make(api.tenant.apiKey)

    expect([byTenant.status, byTenant.body.error.data.error.details.code]).toEqual([403, 'FORBIDDEN'])
    expect((await make(api.env.LANDFALL_ADMIN_KEY ?? '')).status).toBe(200)
  })
})
