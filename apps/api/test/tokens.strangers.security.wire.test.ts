/** What is not a token's own: to whoever holds the token it is not there. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Api, type Call, startApi } from './support/start-api.ts'
import { storedState } from './support/stored-state.ts'
import { codeOf, FILE, mint, UPLOADS } from './support/tokens.ts'
import { BYTES, completeUpload, createUpload, put, sha256Hex } from './support/uploads.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
  await api.runtime.ensureProbed()
})
afterAll(() => api[Symbol.asyncDispose]())

const create = (key: string, fields: object = {}, call: Call = {}) =>
  api.call('POST', UPLOADS, { key, json: { ...FILE, ...fields }, ...call })

describe('to a token, what is not its own is not there', () => {
  /** Each with the id of something that exists, and of something that does not: the same answer. */
  async function expectUnknown(ask: (id: string, key: string) => Promise<Answer>, theirs: string) {
    const { token } = await mint(api, { owner: 'ada', max_files: 5, allow_content: true })
    const missing = theirs.replace(/[a-z0-9]{16}$/, '0'.repeat(16))
    const before = await storedState(api)
    const foreign = await ask(theirs, token)
    const unknown = await ask(missing, token)
    expect(foreign.status).toBe(404)
    expect(foreign.text.replaceAll(theirs, '{id}')).toBe(unknown.text.replaceAll(missing, '{id}'))
    expect(await storedState(api)).toEqual(before)
  }

  const operations: [string, (id: string, key: string) => Promise<Answer>][] = [
    ['get', (id, key) => api.call('GET', `${UPLOADS}/${id}`, { key })],
    ['get with a URL', (id, key) => api.call('GET', `${UPLOADS}/${id}?return_presigned_urls=true`, { key })],
    ['renew', (id, key) => api.call('POST', `${UPLOADS}/${id}/renew`, { key, json: {} })],
    ['confirm', (id, key) => api.call('POST', `${UPLOADS}/${id}/confirm`, { key, json: {} })],
    [
      'confirm later',
      (id, key) => api.call('POST', `${UPLOADS}/${id}/confirm?async=true`, { key, json: {} }),
    ],
    ['cancel', (id, key) => api.call('DELETE', `${UPLOADS}/${id}`, { key })],
    [
      'sign parts',
      (id, key) => api.call('POST', `${UPLOADS}/${id}/parts/sign`, { key, json: { part_numbers: [1] } }),
    ],
    ['list parts', (id, key) => api.call('GET', `${UPLOADS}/${id}/parts`, { key })],
    ['wait', (id, key) => api.call('GET', `${UPLOADS}/${id}/wait?timeout_seconds=0`, { key })],
    [
      'timeline',
      (id, key) =>
        api.call(
          'GET',
          `/trpc/uploads.timeline?input=${encodeURIComponent(JSON.stringify({ upload_id: id }))}`,
          { key },
        ),
    ],
  ]

  it.each(operations)('an upload, to %s', async (_name, ask) => {
    const { token: bob } = await mint(api, { owner: 'bob' })
    const theirs = (await create(bob)).body
    await put(theirs)
    await expectUnknown(ask, theirs.upload_id)
    // Of the same owner, but not made with a token.
    await expectUnknown(ask, (await createUpload(api, { owner: 'ada' })).upload_id)
  })

  it('the parts of an upload that another token made', async () => {
    const [bob, ada] = [await mint(api, { owner: 'bob' }), await mint(api)]
    const { upload_id: id } = (await create(bob.token, { multipart: {} })).body
    const sign = (key: string, upload: string) =>
      api.call('POST', `${UPLOADS}/${upload}/parts/sign`, { key, json: { part_numbers: [1] } })
    const list = (key: string, upload: string) => api.call('GET', `${UPLOADS}/${upload}/parts`, { key })
    for (const ask of [sign, list]) {
      expect((await ask(bob.token, id)).status).toBe(200)
      await expectUnknown((upload, key) => ask(key, upload), id)
      expect((await ask(ada.token, id)).status).toBe(404)
    }
  })

  it('an upload of another token without an owner', async () => {
    const [one, two] = [await mint(api), await mint(api)]
    const { upload_id: id } = (await create(one.token)).body
    expect((await api.call('GET', `${UPLOADS}/${id}`, { key: two.token })).status).toBe(404)
    expect((await api.call('GET', `${UPLOADS}/${id}`, { key: one.token })).status).toBe(200)
  })

  it('another bucket, by id or by name', async () => {
    const { body: other } = await api.call('POST', '/v1/buckets', {
      json: { bucket_name: 'elsewhere', bucket_schema: { properties: {} } },
    })
    const ask = (id: string, key: string) =>
      api.call('POST', `/v1/buckets/${id}/uploads`, { key, json: FILE })
    await expectUnknown(ask, other.bucket_id)
    const { token } = await mint(api)
    const [named, none] = [await ask('elsewhere', token), await ask('elsewhere-not', token)]
    expect(named.text.replaceAll('elsewhere', '')).toBe(none.text.replaceAll('elsewhere-not', ''))
  })

  it('an object, unless it came of its own upload', async () => {
    const { confirmed } = await completeUpload(api, { owner: 'ada' })
    await expectUnknown(
      (id, key) => api.call('GET', `/v1/objects/${id}/content`, { key }),
      confirmed.object_id,
    )
  })

  it('a task, unless it confirms its own upload', async () => {
    const mine = await mint(api, { owner: 'ada' })
    const task = async (uploadId: string, key: string) =>
      (await api.call('POST', `${UPLOADS}/${uploadId}/confirm?async=true`, { key, json: {} })).body.task_id
    const theirs = await task((await createUpload(api)).upload_id, api.tenant.apiKey)
    await expectUnknown((id, key) => api.call('GET', `/v1/tasks/${id}`, { key }), theirs)
    const own = await task((await create(mine.token)).body.upload_id, mine.token)
    expect((await api.call('GET', `/v1/tasks/${own}`, { key: mine.token })).body.task_id).toBe(own)
  })

  it.each([{}, { owner: 'ada' }])('bytes that somebody else has, by naming their hash: %o', async rights => {
    const declared = { file_hash: sha256Hex(BYTES), sends_headers: true, skip_duplicates: true }
    const { upload } = await completeUpload(api, { ...declared, ...rights, skip_duplicates: false })
    const { token: key } = await mint(api, rights)
    const guess = await create(key, declared)
    expect(guess.body.upload_id).not.toBe(upload.upload_id)
    expect(guess.body).toMatchObject({ is_duplicate: false, presigned_url: expect.any(String) })
  })

  it('bytes that somebody else has, by sending them: they are shared within an owner alone', async () => {
    const declared = { file_hash: sha256Hex(BYTES), sends_headers: true, skip_duplicates: true }
    for (const rights of [{}, { owner: 'eve' }]) {
      await completeUpload(api, { ...declared, ...rights, skip_duplicates: false })
      const { token: key } = await mint(api, rights)
      const { body } = await create(key, declared)
      await put(body)
      await api.call('POST', `${UPLOADS}/${body.upload_id}/confirm`, { key, json: {} })
      const { body: done } = await api.call('GET', `${UPLOADS}/${body.upload_id}`, { key })
      expect(done).toMatchObject({ status: 'COMPLETED', is_duplicate: 'owner' in rights })
    }
  })

  it.each([
    ['POST', '/v1/tokens'],
    ['DELETE', '/v1/tokens/tok_0000000000000000'],
    ['POST', `${UPLOADS}/list`],
    ['POST', '/v1/buckets/uploads/objects/list'],
    ['GET', '/v1/buckets/uploads/objects/obj_0000000000000000'],
    ['DELETE', '/v1/buckets/uploads/objects/obj_0000000000000000'],
    ['GET', '/v1/buckets/uploads'],
    ['POST', '/v1/buckets/list'],
    ['POST', '/v1/buckets'],
    ['GET', '/v1/quotas'],
    ['PUT', '/v1/quotas/bucket'],
  ])('%s %s: the answer of a route that does not exist', async (method, path) => {
    const { token: key } = await mint(api)
    const json = method === 'GET' || method === 'DELETE' ? {} : { json: {} }
    const closed = await api.call(method, path, { key, ...json })
    const missing = await api.call(method, `${path}-not/a/route`, { key, ...json })
    expect(closed.status).toBe(404)
    expect(closed.text).toBe(missing.text.replaceAll('-not/a/route', ''))
  })

  it('another namespace', async () => {
    const { token: key } = await mint(api)
    const ask = async (name: string) => codeOf(await create(key, {}, { headers: { 'x-namespace': name } }))
    expect(await ask(api.tenant.namespaceId)).toEqual([200, undefined])
    expect(await ask('other')).toEqual([404, 'NOT_FOUND'])
  })
})
