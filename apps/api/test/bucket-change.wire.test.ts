import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { invalid, refusal } from './support/expected-errors.ts'
import { type Api, startApi } from './support/start-api.ts'
import { storedState } from './support/stored-state.ts'
import { confirm, createUpload, put } from './support/uploads.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api[Symbol.asyncDispose]())

const SCHEMA = { properties: { title: { type: 'string' }, file: { type: 'text' } } }
let count = 0

async function newBucket(fields: object = {}) {
  const json = { bucket_name: `bucket ${count++}`, bucket_schema: SCHEMA, ...fields }
  const { status, body, text } = await api.call('POST', '/v1/buckets', { json })
  if (status !== 200) throw new Error(text)
  return { ...body, path: `/v1/buckets/${encodeURIComponent(body.bucket_name)}` }
}

describe.each(['PATCH', 'PUT'])('%s /v1/buckets/{bucket}', method => {
  it('changes what is sent, by id or by name, and nothing else', async () => {
    const { path, ...bucket } = await newBucket({ description: 'old', metadata: { a: 1 } })
    const changes = {
      description: 'new',
      metadata: { b: 2 },
      rules: { max_file_bytes: 9 },
      unconfirmed: 'expire',
      confirm_grace: 5,
    }
    const changed = await api.call(method, path, { json: { ...changes, bucket_name: null, unknown: 1 } })
    expect([changed.status, changed.body]).toEqual([
      200,
      {
        ...bucket,
        ...changes,
        rules: { max_file_bytes: 9, content_types: [], require_size: false },
        storage_stats: { total_size_bytes: 0, avg_size_bytes: 0, max_size_bytes: 0, min_size_bytes: 0 },
        stats_updated_at: expect.any(String),
        updated_at: expect.any(String),
      },
    ])
    const renamed = await api.call(method, `/v1/buckets/${bucket.bucket_id}`, {
      json: { bucket_name: `renamed ${count++}` },
    })
    expect(renamed.body).toMatchObject({ ...changes, rules: { max_file_bytes: 9 } })
    expect((await api.call('GET', path)).status).toBe(404)
    const same = await api.call(method, `/v1/buckets/${bucket.bucket_id}`)
    expect([same.status, same.body.bucket_name]).toEqual([200, renamed.body.bucket_name])
  })

  it('refuses a name that is taken, and a schema without the fields of the unique key', async () => {
    const { path } = await newBucket({ unique_key: { fields: ['title'] } })
    const before = await storedState(api)
    const taken = await api.call(method, path, { json: { bucket_name: 'uploads' } })
    const details = {
      code: 'BUCKET_NAME_TAKEN',
      retry: 'never',
      field: 'bucket_name',
      bucket_name: 'uploads',
    }
    expect([taken.status, taken.body]).toEqual([409, refusal([409, 'ConflictError'], details)])
    const json = { bucket_schema: { properties: { title: { type: 'array' } } } }
    const broken = await api.call(method, path, { json })
    expect([broken.status, broken.body]).toEqual([
      422,
      invalid(['body', 'bucket_schema', 'properties', 'title'], expect.stringContaining('unique key')),
    ])
    const odd = await api.call(method, path, { json: { status: 'IN_PROGRESS' } })
    expect([odd.status, odd.body.detail[0].loc]).toEqual([422, ['body', 'status']])
    expect(await storedState(api)).toEqual(before)
  })

  it('is the same 404 for an unknown bucket and a stranger’s', async () => {
    const { bucket_id: theirs } = await newBucket()
    const ask = (id: string) =>
      api.call(method, `/v1/buckets/${id}`, { json: { description: 'x' }, key: api.stranger.apiKey })
    const [foreign, unknown] = [await ask(theirs), await ask('bkt_0000000000000000')]
    expect(foreign.status).toBe(404)
    expect(foreign.text.replaceAll(theirs, 'X')).toBe(unknown.text.replaceAll('bkt_0000000000000000', 'X'))
    expect((await api.call(method, `/v1/buckets/${theirs}`, { key: null, json: {} })).status).toBe(401)
  })
})

describe('a bucket that is locked or inactive', () => {
  it.each([
    [{ is_locked: true }, 'BUCKET_LOCKED'],
    [{ status: 'ARCHIVED' }, 'BUCKET_INACTIVE'],
    [{ status: 'SUSPENDED' }, 'BUCKET_INACTIVE'],
  ])('%j takes nothing new, and completes what was begun', async (state, code) => {
    const { path, bucket_id } = await newBucket()
    const begun = await createUpload(api, { bucket_id }, {})
    const json = { filename: 'file.txt', content_type: 'text/plain' }
    const open = await api.call('POST', `${path}/uploads`, { json })
    await put(open.body)
    expect((await api.call('PATCH', path, { json: state })).body).toMatchObject(state)

    for (const [where, body] of [
      ['uploads', json],
      ['uploads/batch', { uploads: [json] }],
      ['objects', { title: 'x' }],
    ] as const) {
      const refused = await api.call('POST', `${path}/${where}`, { json: body })
      const details = { code, retry: 'never', resource: 'bucket', id: bucket_id }
      expect([refused.status, refused.body]).toEqual([409, refusal([409, 'ConflictError'], details)])
    }
    const confirmed = await api.call('POST', `${path}/uploads/${open.body.upload_id}/confirm`)
    expect([confirmed.status, confirmed.body.status]).toEqual([200, 'COMPLETED'])
    await api.call('DELETE', `/v1/buckets/uploads/uploads/${begun.upload_id}`)
    const remove = () => api.call('DELETE', `${path}/objects/${confirmed.body.object_id}`)
    if ('is_locked' in state) {
      const kept = await remove()
      expect([kept.status, kept.body.error.details.code]).toEqual([409, code])
    }
    const reopened = await api.call('PUT', path, { json: { is_locked: false, status: 'ACTIVE' } })
    expect(reopened.body).toMatchObject({ is_locked: false, status: 'ACTIVE' })
    expect((await api.call('POST', `${path}/uploads`, { json })).status).toBe(200)
    expect((await remove()).status).toBe(204)
  })
})

it('statistics are exact at once', async () => {
  const { path } = await newBucket({ bucket_schema: { properties: {} } })
  for (const text of ['a', 'four', '']) {
    const upload = await api.call('POST', `${path}/uploads`, {
      json: { filename: 'a.txt', content_type: 'text/plain', skip_duplicates: false },
    })
    await put(upload.body, new TextEncoder().encode(text))
    await api.call('POST', `${path}/uploads/${upload.body.upload_id}/confirm`)
  }
  const { body } = await api.call('GET', path)
  expect(body).toMatchObject({
    object_count: 3,
    total_size_bytes: 5,
    storage_stats: { total_size_bytes: 5, avg_size_bytes: 1, max_size_bytes: 4, min_size_bytes: 0 },
    batch_stats: { total: 0, active: 0, completed: 0, failed: 0 },
  })
  const listed = await api.call('POST', '/v1/buckets/list', {
    json: { filters: { bucket_id: body.bucket_id } },
  })
  expect(listed.body.results).toEqual([{ ...body, stats_updated_at: expect.any(String) }])
})

it('a schema that was changed counts again at confirm, and the upload stays open', async () => {
  const { path } = await newBucket()
  const json = { filename: 'file.txt', content_type: 'text/plain' }
  const { body: upload } = await api.call('POST', `${path}/uploads`, { json })
  await put(upload)
  const required = { properties: { ...SCHEMA.properties, title: { type: 'string', required: true } } }
  await api.call('PATCH', path, { json: { bucket_schema: required } })
  const refused = await api.call('POST', `${path}/uploads/${upload.upload_id}/confirm`)
  expect([refused.status, refused.body]).toEqual([
    409,
    refusal([409, 'ConflictError'], {
      code: 'SCHEMA_CHANGED',
      retry: 'never',
      upload_id: upload.upload_id,
      issues: [{ path: ['object_metadata', 'title'], message: expect.any(String), type: 'missing' }],
    }),
  ])
  await api.call('PATCH', path, { json: { bucket_schema: SCHEMA } })
  const confirmed = await api.call('POST', `${path}/uploads/${upload.upload_id}/confirm`)
  expect([confirmed.status, confirmed.body.status]).toEqual([200, 'COMPLETED'])
  expect((await confirm(api, 'upl_none')).status).toBe(404)
})
