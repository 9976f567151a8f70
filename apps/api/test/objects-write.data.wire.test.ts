import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { invalid } from './support/expected-errors.ts'
import { base64, createObject, createStock, OBJECTS } from './support/objects.ts'
import { type Api, startApi } from './support/start-api.ts'
import { quotaOf, storedState } from './support/stored-state.ts'
import { completeUpload } from './support/uploads.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
  await createStock(api)
})
afterAll(() => api[Symbol.asyncDispose]())

const create = (json: object) => createObject(api, json)

describe('bytes in the request', () => {
  it('go through upload, quota and settle, and go with their object', async () => {
    const before = await quotaOf(api, 'bucket')
    const blobs = [
      {
        property: 'a',
        type: 'text',
        data: { base64: base64('inline'), mime_type: 'text/plain', filename: 'i.txt' },
      },
      { property: 'b', type: 'image', data: `data:image/gif;base64,${base64('GIF')}` },
    ]
    const { status, body } = await create({ blobs })
    expect([status, body.blobs.map(({ details }: { details: object }) => details)]).toMatchObject([
      200,
      [
        { filename: 'i.txt', size_bytes: 6, mime_type: 'text/plain' },
        { filename: 'b', size_bytes: 3, mime_type: 'image/gif' },
      ],
    ])
    const content = await api.call('GET', `/v1/objects/${body.object_id}/content`)
    expect(await (await fetch(content.headers.get('location') ?? '')).text()).toBe('inline')
    const { body: upload } = await api.call('GET', `/v1/buckets/uploads/uploads/${body.blobs[0].upload_id}`)
    expect(upload).toMatchObject({
      status: 'COMPLETED',
      guard: 'SERVER',
      receipt: { guard: 'SERVER', size: 'matched' },
    })
    expect(await quotaOf(api, 'bucket')).toMatchObject({
      used_bytes: before.used_bytes + 9,
      used_objects: before.used_objects + 1,
    })
    expect((await api.call('DELETE', `${OBJECTS}/${body.object_id}`)).status).toBe(204)
    expect(await quotaOf(api, 'bucket')).toEqual(before)
  })

  it.each(['https://example.com/a.png', 's3://b/k', { url: 'https://example.com/a.png' }])(
    'an address is UNSUPPORTED_SOURCE: %j',
    async data => {
      const { status, body } = await create({ blobs: [{ property: 'p', type: 'image', data }] })
      expect([status, body]).toEqual([
        422,
        invalid(['body', 'blobs', 0, 'data'], expect.any(String), 'UNSUPPORTED_SOURCE'),
      ])
    },
  )

  it('take 5 MiB and no byte more', async () => {
    const data = (bytes: number) => ({
      base64: Buffer.alloc(bytes).toString('base64'),
      mime_type: 'text/plain',
    })
    const ask = (bytes: number) => create({ blobs: [{ property: 'p', type: 'text', data: data(bytes) }] })
    const limit = 5 * 1024 ** 2
    expect((await ask(limit)).status).toBe(200)
    const over = await ask(limit + 1)
    expect([over.status, over.body.error.details]).toMatchObject([
      413,
      { code: 'FILE_TOO_LARGE', limit_bytes: limit, asked_bytes: limit + 1 },
    ])
    const far = await create({ x: 'y'.repeat(9_000_000) })
    expect([far.status, far.body.error.details.code]).toEqual([413, 'BODY_TOO_LARGE'])
  })

  it('a full quota refuses them and leaves nothing', async () => {
    await api.call('PUT', '/v1/quotas/bucket?id=stock', { json: { limit_bytes: 3 } })
    const before = await storedState(api)
    const json = {
      sku: 'q',
      blobs: [{ property: 'doc', type: 'text', data: `data:text/plain;base64,${base64('four')}` }],
    }
    const refused = await api.call('POST', '/v1/buckets/stock/objects?policy=insert', { json })
    expect([refused.status, refused.body.error.type]).toEqual([403, 'QuotaExceededError'])
    expect(await storedState(api)).toEqual(before)
    await api.call('PUT', '/v1/quotas/bucket?id=stock', { json: { limit_bytes: null } })
  })
})

describe('files of an object that has an owner', () => {
  const ofOwner = async (owner: string | null) =>
    (await completeUpload(api, { create_object_on_confirm: false, owner })).upload.upload_id
  const replace = (id: string, blob: object) =>
    api.call('PUT', `${OBJECTS}/${id}`, { json: { blobs: [{ property: 'f', type: 'text', ...blob }] } })

  it('take bytes of the request as that owner’s, and an upload of another owner is named as such', async () => {
    const [ada, bob, nobody] = [await ofOwner('ada'), await ofOwner('bob'), await ofOwner(null)]
    const made = await create({ blobs: [{ property: 'f', type: 'text', upload_id: ada }] })
    const id = made.body.object_id

    const inline = await replace(id, { data: `data:text/plain;base64,${base64('new')}` })
    expect([inline.status, inline.body.blobs[0].details.size_bytes]).toEqual([200, 3])
    const stored = await api.call('GET', `/v1/buckets/uploads/uploads/${inline.body.blobs[0].upload_id}`)
    expect(stored.body.owner).toBe('ada')

    const before = await storedState(api)
    for (const upload_id of [bob, nobody]) {
      const foreign = await replace(id, { upload_id })
      expect([foreign.status, foreign.body]).toEqual([422, invalid(['body', 'blobs'])])
    }
    expect(await storedState(api)).toEqual(before)
    expect((await replace(id, { upload_id: ada })).status).toBe(200)
  })
})
