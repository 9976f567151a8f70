/**
 * The operations of the contract as its generated Python clients send them (CONTRACT 1, 4.2): always with defaults, with
 * `case_sensitive` on every level, non-ASCII escaped, a JSON type on empty bodies. What such a client would refuse of an answer
 * fails in `check-answer.ts`; here is that each answer is the one that was asked for.
 */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Api, startApi } from './support/start-api.ts'
import { taskEnds, useWorker } from './support/tasks.ts'
import { BYTES, put } from './support/uploads.ts'
import { vendorRefuses } from './support/vendor-models.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api[Symbol.asyncDispose]())

const ascii = (json: object) =>
  JSON.stringify(json).replaceAll(
    /[^\x20-\x7e]/g,
    char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** Tasks go without a namespace; what may have a body and has none still says that it is JSON. */
async function send(method: string, path: string, json?: object): Promise<Answer['body']> {
  const hasBody = method !== 'GET' && method !== 'DELETE'
  const headers = {
    ...{ accept: 'application/json', 'user-agent': 'OpenAPI-Generator/0.81.1/python' },
    ...(path.startsWith('/v1/tasks') ? {} : { 'x-namespace': 'default' }),
    ...(hasBody ? { 'content-type': 'application/json' } : {}),
  }
  const raw = json === undefined ? '' : ascii(json)
  const answer = await api.call(method, path, hasBody ? { headers, raw } : { headers })
  expect([method, path, answer.status < 300 ? '' : answer.text]).toEqual([method, path, ''])
  return answer.body
}

const UPLOAD = {
  ...{ content_type: 'text/plain', presigned_url_expiration: 3600, create_object_on_confirm: true },
  skip_duplicates: true,
}
const PAGE = { return_presigned_urls: false, limit: 20, offset: 0 }
const eq = (field: string, value: unknown) => ({
  AND: [{ case_sensitive: false, field, operator: 'eq', value }],
  case_sensitive: false,
})

async function makeBucket(fields: object = {}) {
  const field = (type: string) => ({ type, default: null, items: null, properties: null, required: false })
  const bucket_schema = { properties: { file: field('text'), title: field('string'), sku: field('string') } }
  const bucket_name = `Größe / ${randomUUID()}`
  const bucket = await send('POST', '/v1/buckets', { bucket_name, bucket_schema, ...fields })
  return { bucket, path: `/v1/buckets/${encodeURIComponent(bucket_name)}` }
}

const store = async (path: string, fields: object = {}) => {
  const upload = await send('POST', `${path}/uploads`, { ...UPLOAD, filename: 'file.txt', ...fields })
  if (upload.presigned_url !== null)
    await put({ ...upload, upload_headers: { 'content-type': 'text/plain' } })
  return upload
}

// Tasks are polled, on a machine that may be busy.
describe('a generated client of the contract', { timeout: 90_000 }, () => {
  it('goes through all operations of uploads', async () => {
    const { bucket, path } = await makeBucket()
    const metadata = { campaign: 'größe 🎈', nested: { none: null } }
    const one = await store(path, { metadata, object_metadata: { title: 'ü' } })
    expect(one).toMatchObject({ bucket_id: bucket.bucket_id, status: 'PENDING', metadata })
    const done = await send('POST', `${path}/uploads/${one.upload_id}/confirm`, {})
    expect(done).toMatchObject({ status: 'COMPLETED', object_id: expect.any(String) })
    const got = await send('GET', `${path}/uploads/${one.upload_id}?return_presigned_urls=true`)
    expect(vendorRefuses('UploadResponse', got)).toEqual([])
    expect(await (await fetch(got.presigned_url)).text()).toBe(new TextDecoder().decode(BYTES))

    const batch = await send('POST', `${path}/uploads/batch`, {
      uploads: ['a.txt', 'b.txt'].map(filename => ({ ...UPLOAD, filename, blob_property: 'file' })),
      shared_metadata: { by: 'batch' },
    })
    expect(batch.uploads.map(({ filename }: { filename: string }) => filename)).toEqual(['a.txt', 'b.txt'])
    const [a, b] = batch.uploads
    await put({ ...a, upload_headers: { 'content-type': 'text/plain' } })
    await using _worker = await useWorker(api)
    const confirmations = [
      { upload_id: a.upload_id, etag: null, file_size_bytes: null },
      { upload_id: b.upload_id },
    ]
    const confirming = await send('POST', `${path}/uploads/confirm/batch`, { confirmations })
    expect(confirming.task).toMatchObject({ task_id: confirming.task_id })
    expect(await taskEnds(api, confirming.task_id)).toMatchObject({ status: 'COMPLETED_WITH_ERRORS' })
    const deferred = await store(path, { skip_duplicates: false })
    const later = await send('POST', `${path}/uploads/${deferred.upload_id}/confirm?async=true`, {})
    expect(await taskEnds(api, later.task_id)).toMatchObject({ status: 'COMPLETED' })

    const pending = await send('POST', `${path}/uploads/list`, { ...PAGE, filters: eq('status', 'PENDING') })
    expect(pending.results).toMatchObject([{ upload_id: b.upload_id }])
    expect(pending.stats).toMatchObject({ total_uploads: 1 })
    const counted = await send('POST', `${path}/uploads/list?limit=1&include_total=true`)
    expect(counted.pagination).toMatchObject({ total: 4, page: 1, page_size: 1, total_pages: 4 })
    expect(await send('DELETE', `${path}/uploads/${b.upload_id}?delete_s3_object=true`)).toBeNull()
    expect(await send('GET', `${path}/uploads/${b.upload_id}`)).toMatchObject({ status: 'CANCELED' })
  })

  it('reads what is a duplicate, skipped, refused, of a long name and of a type that is no member', async () => {
    const { path } = await makeBucket({ unique_key: { fields: ['sku'], default_policy: 'insert' } })
    const first = await store(path, { object_metadata: { sku: 'x' } })
    await send('POST', `${path}/uploads/${first.upload_id}/confirm`, {})
    const skipped = await store(path, { object_metadata: { sku: 'x' } })
    expect(skipped).toMatchObject({ status: 'SKIPPED', skipped_unique_key: true, presigned_url: null })
    expect(await send('POST', `${path}/uploads/${skipped.upload_id}/confirm`, {})).toMatchObject({
      status: 'SKIPPED',
    })
    const long = await store(path, {
      filename: `${'🎈'.repeat(251)}.txt`,
      blob_property: 'file',
      object_metadata: { sku: 'y' },
    })
    expect(long.presigned_url.length).toBeLessThan(2084)
    const free = await makeBucket({ bucket_schema: { properties: {} } })
    for (const blob_type of ['DOCUMENT', 'video', 'Json', null]) {
      const upload = await store(free.path, {
        filename: `${blob_type}.txt`,
        blob_type,
        skip_duplicates: false,
      })
      const { object_id } = await send('POST', `${free.path}/uploads/${upload.upload_id}/confirm`, {})
      const object = await send('GET', `${free.path}/objects/${object_id}?return_presigned_urls=true`)
      expect(object.blobs).toMatchObject([{ type: blob_type === 'video' ? 'video' : 'text' }])
    }
    const select = ['blobs.details', 'blobs.properties.presigned_url', 'title']
    const listed = await send('POST', `${free.path}/objects/list`, { select })
    expect(listed.results).toHaveLength(4)
  })

  it('goes through all operations of buckets and tasks', async () => {
    const { bucket, path } = await makeBucket()
    expect(await send('GET', path)).toMatchObject({ bucket_id: bucket.bucket_id, object_count: 0 })
    expect(await send('PATCH', path, { description: 'é' })).toMatchObject({ description: 'é' })
    expect(await send('PUT', path, { metadata: { a: null } })).toMatchObject({ metadata: { a: null } })
    const search = bucket.bucket_name.slice(8)
    const listed = await send('POST', '/v1/buckets/list', {
      search,
      case_sensitive: false,
      limit: 10,
      offset: 0,
    })
    expect(listed).toMatchObject({ total_count: 1, results: [{ bucket_name: bucket.bucket_name }] })
    expect((await send('POST', '/v1/buckets/list')).total_count).toBeGreaterThan(1)
    await using _worker = await useWorker(api)
    const deleting = await send('DELETE', path)
    expect(deleting).toMatchObject({ status: 'PENDING', bucket_id: bucket.bucket_id })
    expect(await taskEnds(api, deleting.task_id)).toMatchObject({ status: 'COMPLETED' })
    expect(await send('GET', `/v1/tasks/${deleting.task_id}`)).toMatchObject({
      task_type: 'api_buckets_delete',
    })
    const tasks = await send('POST', '/v1/tasks/list', {
      task_type: 'api_buckets_delete',
      status: 'COMPLETED',
    })
    expect(tasks.results).toContainEqual(expect.objectContaining({ task_id: deleting.task_id }))
    expect((await send('POST', '/v1/tasks/list?limit=1&include_total=true')).pagination.page_size).toBe(1)
    for (const id of [deleting.task_id, 'task_unknown'])
      expect(await send('DELETE', `/v1/tasks/${id}`)).toMatchObject({ success: true })
  })

  it('goes through all operations of objects', async () => {
    const { path } = await makeBucket()
    const held = await store(path, { create_object_on_confirm: false })
    await send('POST', `${path}/uploads/${held.upload_id}/confirm`, {})
    const defaults = { skip_duplicates: false, canonicalize_source: true, force_remirror: false }
    const blobs = [{ property: 'file', type: 'text', upload_id: held.upload_id, metadata: { page: 1 } }]
    const object = await send('POST', `${path}/objects?auto_process=false`, {
      ...defaults,
      blobs,
      title: 'größe',
    })
    expect(object).toMatchObject({ title: 'größe', blobs: [{ properties: { page: 1 } }] })
    const batch = await send('POST', `${path}/objects/batch`, {
      objects: [
        { ...defaults, title: 'b' },
        { ...defaults, title: 7 },
      ],
    })
    expect(batch).toMatchObject({ total_requested: 2, succeeded_count: 1, failed: [{ object_index: 1 }] })
    const one = `${path}/objects/${object.object_id}`
    const url = (await send('GET', `${one}?return_presigned_urls=true`)).blobs[0].properties.presigned_url
    expect((await fetch(url)).status).toBe(200)
    expect(await send('PATCH', one, { title: 'p', error: { of: 'mine' } })).toMatchObject({ title: 'p' })
    expect(await send('PUT', one, { metadata: { sku: 's' } })).toMatchObject({ title: 'p', sku: 's' })
    const listed = await send('POST', `${path}/objects/list?limit=5`, { filters: eq('metadata.sku', 's') })
    expect(listed.results).toMatchObject([{ object_id: object.object_id }])
    expect((await send('POST', `${path}/objects/list`)).stats).toMatchObject({ total_objects: 2 })
    expect(await send('DELETE', one)).toBeNull()
  })
})

it('what such a client refuses is told', () => {
  const task = { task_id: 't', task_type: 'api_buckets_delete', status: 'COMPLETED', inputs: ['a', {}] }
  expect(vendorRefuses('TaskResponse', { ...task, more: 1 })).toEqual([])
  expect(vendorRefuses('TaskResponse', { ...task, task_id: null })).toEqual([
    'TaskResponse.task_id is missing',
  ])
  expect(vendorRefuses('TaskResponse', { ...task, status: 'completed' })).toHaveLength(1)
  expect(vendorRefuses('TaskResponse', { ...task, inputs: [1] })).toHaveLength(1)
  const times = { created_at: '2026-01-01T00:00:00', size: 1 }
  expect(vendorRefuses('ObjectResponse', { bucket_id: 'b', ...times })).toHaveLength(1)
  expect(vendorRefuses('ObjectResponse', { bucket_id: 'b', blobs: [{ property: 'p' }] })).toHaveLength(1)
  expect(vendorRefuses('PaginationResponse', { total: '1', page: 1.5 })).toHaveLength(2)
})
