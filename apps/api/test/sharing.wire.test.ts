import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { invalid, refusal } from './support/expected-errors.ts'
import { type Answer, type Api, startApi } from './support/start-api.ts'
import { put, sha256Hex } from './support/uploads.ts'

/** Duplicates and unique keys, over HTTP and a real store. Every test has a bucket of its own. */
let api: Api
let path: string
beforeAll(async () => {
  api = await startApi()
  await api.runtime.ensureProbed()
})
beforeEach(async () => {
  path = await makeBucket()
})
afterAll(() => api[Symbol.asyncDispose]())

const BYTES = new TextEncoder().encode('bytes that several want')
const SHA256 = sha256Hex(BYTES)

async function makeBucket(fields: object = {}): Promise<string> {
  const properties = { sku: { type: 'string' }, size: { type: 'integer' }, tags: { type: 'array' } }
  const json = { bucket_name: randomUUID(), bucket_schema: { properties }, ...fields }
  const { status, text, body } = await api.call('POST', '/v1/buckets', { json })
  if (status !== 200) throw new Error(text)
  return `/v1/buckets/${body.bucket_id}`
}

const create = (fields: object = {}): Promise<Answer> =>
  api.call('POST', `${path}/uploads`, {
    json: { filename: 'note.txt', content_type: 'text/plain', file_size_bytes: BYTES.length, ...fields },
  })
const confirm = (id: string): Promise<Answer> =>
  api.call('POST', `${path}/uploads/${id}/confirm`, { json: {} })
const get = async (id: string) => (await api.call('GET', `${path}/uploads/${id}`)).body

async function complete(fields: object = {}): Promise<Answer['body']> {
  const { body: upload } = await create(fields)
  if ((await put(upload, BYTES)).status !== 200) throw new Error('PUT refused')
  const { body } = await confirm(upload.upload_id)
  return { ...upload, ...body }
}

const usage = async () => {
  const { object_count, total_size_bytes } = (await api.call('GET', path)).body
  return { object_count, total_size_bytes }
}
const removeObject = (id: string) => api.call('DELETE', `${path}/objects/${id}`)
const contentOf = async (id: string) => {
  const { headers } = await api.call('GET', `/v1/objects/${id}/content`)
  const answer = await fetch(headers.get('location') ?? '')
  return { status: answer.status, text: await answer.text(), name: answer.headers.get('content-disposition') }
}

/** Not declared at create, or it would be found there. The store verifies a copy, or what the signed header says. */
describe('a duplicate found at confirm', () => {
  it('has an object of its own over the same bytes, stored and charged once', async () => {
    const first = await complete({ filename: 'first.txt' })
    const second = await complete({ filename: 'second.txt' })
    expect(second).toMatchObject({ status: 'COMPLETED', message: expect.stringContaining(first.upload_id) })
    expect((await confirm(second.upload_id)).body.object_id).toBe(second.object_id)
    expect(second.object_id).not.toBe(first.object_id)
    const { s3_key, etag } = await get(first.upload_id)
    expect(await get(second.upload_id)).toMatchObject({
      is_duplicate: true,
      duplicate_of_upload_id: first.upload_id,
      ...{ s3_key, etag },
    })
    expect(await usage()).toEqual({ object_count: 2, total_size_bytes: BYTES.length })

    expect((await removeObject(first.object_id)).status).toBe(204)
    expect(await contentOf(second.object_id)).toMatchObject({
      status: 200,
      text: 'bytes that several want',
      name: expect.stringContaining('second.txt'),
    })
    expect((await removeObject(second.object_id)).status).toBe(204)
    expect(await usage()).toEqual({ object_count: 0, total_size_bytes: 0 })
  })

  it('is one too where both were declared before either was there', async () => {
    const fields = { file_hash: SHA256, sends_headers: true }
    const opened = [await create(fields), await create(fields)].map(({ body }) => body)
    expect(opened.map(({ guard }) => guard)).toEqual(['CONDITIONAL', 'CONDITIONAL'])
    for (const upload of opened) {
      await put(upload, BYTES)
      expect((await confirm(upload.upload_id)).body).toMatchObject({ status: 'COMPLETED', file_hash: SHA256 })
    }
    expect(await get(opened[1].upload_id)).toMatchObject({ duplicate_of_upload_id: opened[0].upload_id })
    expect(await usage()).toEqual({ object_count: 2, total_size_bytes: BYTES.length })
  })

  it('of which many settle at once keeps every object readable while others go', async () => {
    const first = await complete()
    const opened = await Promise.all(Array.from({ length: 8 }, () => create()))
    await Promise.all(opened.map(({ body }) => put(body, BYTES)))
    const [removed, ...confirmed] = await Promise.all([
      removeObject(first.object_id),
      ...opened.map(({ body }) => confirm(body.upload_id)),
    ])
    expect([removed.status, ...confirmed.map(({ status }) => status)]).toEqual([204, ...Array(8).fill(200)])
    for (const { body } of confirmed) expect(await contentOf(body.object_id)).toMatchObject({ status: 200 })
    expect((await usage()).object_count).toBe(8)
    await Promise.all(confirmed.map(({ body }) => removeObject(body.object_id)))
    expect(await usage()).toEqual({ object_count: 0, total_size_bytes: 0 })
  }, 60_000)
})

describe('a duplicate found at create', () => {
  it('is answered with the upload that brought the bytes, and makes no row', async () => {
    const original = await complete()
    const rows = await api.database.sql('SELECT id FROM upload')
    const { status, body } = await create({ file_hash: SHA256, filename: 'again.txt' })
    expect([status, body]).toMatchObject([
      200,
      {
        upload_id: original.upload_id,
        duplicate_of_upload_id: original.upload_id,
        is_duplicate: true,
        presigned_url: null,
        upload_headers: null,
        status: 'COMPLETED',
        object_id: original.object_id,
        filename: 'note.txt',
        message: expect.any(String),
      },
    ])
    expect(await api.database.sql('SELECT id FROM upload')).toEqual(rows)
    expect(await usage()).toEqual({ object_count: 1, total_size_bytes: BYTES.length })
  })

  it.each([
    ['skip_duplicates is false', { skip_duplicates: false }],
    ['the owner is another', { owner: 'ada' }],
    ['no object is wanted', { create_object_on_confirm: false }],
    ['the size is another', { file_size_bytes: BYTES.length + 1 }],
  ])('is none where %s', async (_, fields) => {
    await complete()
    expect((await create({ file_hash: SHA256, ...fields })).body).toMatchObject({
      status: 'PENDING',
      is_duplicate: false,
      presigned_url: expect.any(String),
    })
  })

  it('is none for a hash that was only declared, and that stands for other bytes', async () => {
    const { body } = await create({ file_hash: SHA256, skip_duplicates: false })
    await put(body, new TextEncoder().encode('bytes that nobody wants'))
    expect((await confirm(body.upload_id)).body.error.details.code).toBe('CHECKSUM_MISMATCH')
    expect((await create({ file_hash: SHA256 })).body.is_duplicate).toBe(false)
  })
})

describe('a bucket with a unique key', () => {
  const unique = { unique_key: { fields: ['size', 'sku'], default_policy: 'upsert' } }
  const keyed = (sku: string, more: object = {}) => ({ object_metadata: { sku, size: 7, ...more } })

  it('skips a create whose key an object has, and stores that it did', async () => {
    path = await makeBucket(unique)
    const { object_id } = await complete(keyed('a'))
    const { status, body } = await create(keyed('a', { more: 1 }))
    expect([status, body]).toMatchObject([
      200,
      { status: 'SKIPPED', skipped_unique_key: true, existing_object_id: object_id, presigned_url: null },
    ])
    expect(await get(body.upload_id)).toEqual(body)
    const confirmed = await confirm(body.upload_id)
    expect([confirmed.status, confirmed.body]).toMatchObject([200, { status: 'SKIPPED', object_id }])
    expect((await api.call('DELETE', `${path}/uploads/${body.upload_id}`)).status).toBe(204)
    expect(
      (await api.call('POST', `${path}/uploads/${body.upload_id}/renew`)).body.error.details,
    ).toMatchObject({
      code: 'UPLOAD_SETTLED',
    })
    expect((await create(keyed('b'))).body.status).toBe('PENDING')
  })

  it('skips before it looks for room: no bytes of a skipped upload are stored', async () => {
    path = await makeBucket(unique)
    const { body: open } = await create({ ...keyed('a'), file_size_bytes: null })
    await put(open, BYTES)
    const { object_id } = await complete(keyed('a'))
    const quota = `/v1/quotas/bucket?id=${path.split('/').at(-1)}`
    await api.call('PUT', quota, { json: { limit_bytes: 1, limit_objects: 1 } })
    expect((await create(keyed('b'))).status).toBe(403)
    const skipped = { status: 'SKIPPED', existing_object_id: object_id }
    expect((await create(keyed('a'))).body).toMatchObject(skipped)
    expect((await confirm(open.upload_id)).body).toMatchObject({ status: 'SKIPPED', object_id })
    expect(await get(open.upload_id)).toMatchObject(skipped)
  })

  it('of ten that settle at once takes one, and the others are SKIPPED naming it', async () => {
    path = await makeBucket(unique)
    const opened = await Promise.all(Array.from({ length: 10 }, () => create(keyed('race'))))
    await Promise.all(opened.map(({ body }) => put(body, BYTES)))
    const answers = await Promise.all(opened.map(({ body }) => confirm(body.upload_id)))
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200))
    expect(new Set(answers.map(({ body }) => body.object_id)).size).toBe(1)
    const statuses = answers.map(({ body }) => body.status).sort()
    expect(statuses).toEqual(['COMPLETED', ...Array(9).fill('SKIPPED')])
    expect(await usage()).toEqual({ object_count: 1, total_size_bytes: BYTES.length })
    await removeObject(answers[0]?.body.object_id)
    expect((await create(keyed('race'))).body.status).toBe('PENDING')
  }, 60_000)

  it('keeps bytes shared under another key, as an object of their own', async () => {
    path = await makeBucket(unique)
    const [one, two] = [await complete(keyed('a')), await complete({ ...keyed('b'), file_hash: SHA256 })]
    expect(two.object_id).not.toBe(one.object_id)
    expect(await usage()).toEqual({ object_count: 2, total_size_bytes: BYTES.length })
  })

  it.each([
    ['nothing', undefined, ['body', 'object_metadata', 'size']],
    ['half of it', { size: 1 }, ['body', 'object_metadata', 'sku']],
    ['a list', { size: 1, sku: [] }, ['body', 'object_metadata', 'sku']],
  ])('refuses a create that brings %s of it', async (_, object_metadata, loc) => {
    path = await makeBucket(unique)
    const { status, body } = await create({ object_metadata })
    expect([status, body.detail.map((issue: { loc: unknown }) => issue.loc)]).toEqual([
      422,
      expect.arrayContaining([loc]),
    ])
    expect((await create({ object_metadata, create_object_on_confirm: false })).status).toBe(200)
  })

  it('that only updates takes no uploads that make objects', async () => {
    path = await makeBucket({ unique_key: { fields: ['sku'], default_policy: 'update' } })
    const { status, body } = await create(keyed('a'))
    const details = {
      code: 'UNIQUE_KEY_POLICY',
      retry: 'never',
      resource: 'bucket',
      id: path.split('/').at(-1),
      field: 'create_object_on_confirm',
    }
    expect([status, body]).toEqual([409, refusal([409, 'ConflictError'], details)])
  })

  it.each([
    ['tags', 'a list'],
    ['none', 'not there'],
  ])('is not made where %s is %s', async field => {
    const json = {
      bucket_name: randomUUID(),
      bucket_schema: { properties: { sku: { type: 'string' }, tags: { type: 'array' } } },
      unique_key: { fields: ['sku', field] },
    }
    const { status, body } = await api.call('POST', '/v1/buckets', { json })
    expect([status, body]).toEqual([422, invalid(['body', 'unique_key', 'fields', 1])])
  })
})
