import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { invalid } from './support/expected-errors.ts'
import { onlyPage, UNCOUNTED } from './support/expected-pages.ts'
import { type Answer, type Api, startApi } from './support/start-api.ts'
import { BYTES, completeUpload, createUpload } from './support/uploads.ts'

let api: Api
const ids: string[] = []
beforeAll(async () => {
  api = await startApi()
  for (let count = 0; count < 3; count++) {
    const { upload } = await completeUpload(api)
    ids.unshift(upload.upload_id)
  }
  for (let count = 0; count < 4; count++) ids.unshift((await createUpload(api)).upload_id)
})
afterAll(() => api[Symbol.asyncDispose]())

const UPLOADS = '/v1/buckets/uploads/uploads/list'
const OBJECTS = '/v1/buckets/uploads/objects/list'
const idsOf = (answer: { body: { results: { upload_id: string }[] } }) =>
  answer.body.results.map(upload => upload.upload_id)

describe('the list of uploads', () => {
  it('is newest first, with stats over all of them, not over the page', async () => {
    const answer = await api.call('POST', `${UPLOADS}?limit=2`, { json: {} })

    expect(idsOf(answer)).toEqual(ids.slice(0, 2))
    expect(answer.body.pagination).toEqual({ ...UNCOUNTED, next_cursor: expect.any(String) })
    expect(answer.body.stats).toEqual({
      total_uploads: 7,
      total_size_bytes: 3 * BYTES.length,
      uploads_by_status: { PENDING: 4, COMPLETED: 3 },
      avg_file_size_bytes: expect.any(Number),
      unique_buckets: 1,
    })
  })

  it('is walked by cursor to its end, each upload once', async () => {
    const seen: string[] = []
    let cursor: string | null = ''
    do {
      const query: string = `?limit=3${cursor ? `&cursor=${cursor}` : ''}`
      const answer = await api.call('POST', UPLOADS + query, { json: {} })
      seen.push(...idsOf(answer))
      cursor = answer.body.pagination.next_cursor
    } while (cursor !== null)

    expect(seen).toEqual(ids)
  })

  it('takes no cursor of another list, whatever the two have in common', async () => {
    const cursorOf = async (path: string) =>
      (await api.call('POST', `${path}?limit=1`)).body.pagination.next_cursor as string
    await api.call('POST', '/v1/buckets', { json: { bucket_name: 'b', bucket_schema: { properties: {} } } })
    const lists = [UPLOADS, OBJECTS, '/v1/buckets/list', '/v1/tasks/list']
    for (const from of lists.slice(0, 3)) {
      const cursor = await cursorOf(from)
      for (const to of lists) {
        const answer = await api.call('POST', `${to}?cursor=${cursor}`)
        expect([from, to, answer.status]).toEqual([from, to, to === from ? 200 : 422])
        if (to !== from) expect(answer.body).toEqual(invalid(['query', 'cursor']))
      }
    }
  })

  it.each([
    [UPLOADS, { return_presigned_urls: null, sort: { field: 'created_at', direction: 'desc' } }],
    [OBJECTS, { select: null }],
    ['/v1/buckets/list', { case_sensitive: null }],
    ['/v1/tasks/list', { status: null, task_type: null }],
  ])('takes null for what may be absent: %s', async (path, more) => {
    const json = { filters: null, sort: null, search: null, limit: null, offset: null, ...more }
    const [bare, nulls] = [await api.call('POST', path), await api.call('POST', path, { json })]
    const idsIn = ({ body }: Answer) => body.results.map((row: object) => Object.values(row)[0])
    expect([nulls.status, idsIn(nulls)]).toEqual([200, idsIn(bare)])
  })

  it('is paged by offset, and counted where that is asked for', async () => {
    const answer = await api.call('POST', `${UPLOADS}?include_total=true&offset=3&limit=3`, { json: {} })

    expect(idsOf(answer)).toEqual(ids.slice(3, 6))
    expect(answer.body.pagination).toEqual({
      total: 7,
      page: 2,
      page_size: 3,
      total_pages: 3,
      next_page: null,
      previous_page: null,
      next_cursor: expect.any(String),
    })
  })

  it('takes limit and offset from the body too; the query wins', async () => {
    const json = { limit: 2, offset: 1, return_presigned_urls: false }

    expect(idsOf(await api.call('POST', UPLOADS, { json }))).toEqual(ids.slice(1, 3))
    expect(idsOf(await api.call('POST', `${UPLOADS}?limit=1&offset=0`, { json }))).toEqual(ids.slice(0, 1))
  })

  it('gives URLs where they are asked for, to completed uploads alone', async () => {
    const answer = await api.call('POST', UPLOADS, { json: { return_presigned_urls: true } })
    const urls = answer.body.results.map((item: { status: string; presigned_url: string | null }) => [
      item.status,
      item.presigned_url !== null,
    ])

    expect(urls).toEqual([...Array(4).fill(['PENDING', false]), ...Array(3).fill(['COMPLETED', true])])
  })

  it('filters by status, as shorthand; what generated clients send for no filter is none', async () => {
    const filtered = await api.call('POST', UPLOADS, {
      json: { filters: { status: 'COMPLETED', case_sensitive: false } },
    })
    expect(idsOf(filtered)).toEqual(ids.slice(4))
    expect(filtered.body.stats).toMatchObject({ total_uploads: 3, uploads_by_status: { COMPLETED: 3 } })

    for (const filters of [null, {}, { case_sensitive: false }, { AND: [], case_sensitive: false }]) {
      const all = await api.call('POST', UPLOADS, { json: { filters, sort: null, search: null } })
      expect(idsOf(all)).toEqual(ids)
    }
  })

  it.each([
    ['?limit=0', {}, ['query', 'limit']],
    ['?limit=1001', {}, ['query', 'limit']],
    ['?offset=10001', {}, ['query', 'offset']],
    ['?limit=ten', {}, ['query', 'limit']],
    ['?cursor=not-ours', {}, ['query', 'cursor']],
    ['', { limit: 0 }, ['body', 'limit']],
    ['', { offset: -1 }, ['body', 'offset']],
    ['', { filters: { status: 'pending' } }, ['body', 'filters', 'status']],
    ['', { filters: { status: 7 } }, ['body', 'filters', 'status']],
  ])('refuses %s %j by its place', async (query, json, loc) => {
    const answer = await api.call('POST', UPLOADS + query, { json })

    expect([answer.status, answer.body]).toEqual([422, invalid(loc, expect.any(String), expect.any(String))])
  })
})

describe('the list of objects', () => {
  it('is newest first, walked by cursor, and counted where that is asked for', async () => {
    const first = await api.call('POST', `${OBJECTS}?limit=2&include_total=true`, { json: {} })
    const rest = await api.call('POST', `${OBJECTS}?limit=2&cursor=${first.body.pagination.next_cursor}`)
    const uploadsOf = (answer: { body: { results: { blobs: { upload_id: string }[] }[] } }) =>
      answer.body.results.map(object => object.blobs[0]?.upload_id)

    expect([...uploadsOf(first), ...uploadsOf(rest)]).toEqual(ids.slice(4))
    expect(first.body.pagination).toMatchObject({ total: 3, page: 1, page_size: 2, total_pages: 2 })
    expect(rest.body.pagination).toEqual(UNCOUNTED)
    expect(rest.body.stats).toEqual({
      total_objects: 3,
      total_blobs: 3,
      avg_blobs_per_object: 1,
      objects_by_status: { COMPLETED: 3 },
    })
  })
})

describe('buckets', () => {
  const create = (json: object) => api.call('POST', '/v1/buckets', { json })
  const schema = { properties: { title: { type: 'string' } }, extra: 1 }

  it('are made, got by id and by name, and listed', async () => {
    const made = await create({
      bucket_name: 'films',
      description: 'd',
      bucket_schema: schema,
      metadata: { a: 1 },
    })
    expect([made.status, made.body]).toEqual([
      200,
      {
        bucket_id: expect.stringMatching(/^bkt_[a-z0-9]{16}$/),
        bucket_name: 'films',
        description: 'd',
        bucket_schema: schema,
        unique_key: null,
        metadata: { a: 1 },
        object_count: 0,
        total_size_bytes: 0,
        created_at: expect.any(String),
        updated_at: expect.any(String),
        last_upload_at: null,
        status: 'ACTIVE',
        is_locked: false,
        batch_stats: { total: 0, active: 0, completed: 0, failed: 0 },
        storage_stats: { total_size_bytes: 0, avg_size_bytes: 0, max_size_bytes: 0, min_size_bytes: 0 },
        stats_updated_at: expect.any(String),
        rules: { max_file_bytes: null, content_types: [], require_size: false },
        unconfirmed: 'settle',
        confirm_grace: 120,
      },
    ])
    const counted = { ...made.body, stats_updated_at: expect.any(String) }
    expect((await api.call('GET', '/v1/buckets/films')).body).toEqual(counted)
    expect((await api.call('GET', `/v1/buckets/${made.body.bucket_id}`)).body).toEqual(counted)

    const listed = await api.call('POST', '/v1/buckets/list', { json: { limit: 1, search: 'films' } })
    expect(listed.body).toEqual({
      results: [counted],
      total_count: 1,
      pagination: onlyPage(1, 1),
      stats: { total_objects: 0, total_size_bytes: 0, avg_objects_per_bucket: 0, avg_size_per_bucket: 0 },
    })
  })

  it('have statistics', async () => {
    const { body } = await api.call('GET', '/v1/buckets/uploads')

    expect(body).toMatchObject({
      object_count: 3,
      total_size_bytes: 3 * BYTES.length,
      last_upload_at: expect.any(String),
    })
  })

  it('have names that are taken once', async () => {
    await create({ bucket_name: 'twice', bucket_schema: schema })
    const answer = await create({ bucket_name: 'twice', bucket_schema: schema })

    expect([answer.status, answer.body.error.details]).toEqual([
      409,
      {
        code: 'BUCKET_NAME_TAKEN',
        retry: 'never',
        retryable: false,
        field: 'bucket_name',
        bucket_name: 'twice',
      },
    ])
  })

  it('of one name made at once are one', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => create({ bucket_name: 'raced', bucket_schema: schema })),
    )

    expect(answers.map(answer => answer.status).sort()).toEqual([200, ...Array(9).fill(409)])
  })

  it.each([
    [{ bucket_schema: schema }, 'bucket_name'],
    [{ bucket_name: 'x' }, 'bucket_schema'],
    [{ bucket_name: 'bkt_x', bucket_schema: schema }, 'bucket_name'],
    [{ bucket_name: 'x\u0000', bucket_schema: schema }, 'bucket_name'],
    [{ bucket_name: ' \u3000', bucket_schema: schema }, 'bucket_name'],
    [{ bucket_name: 'n'.repeat(256), bucket_schema: schema }, 'bucket_name'],
    [{ bucket_name: 'x', bucket_schema: schema, rules: { max_file_bytes: 0 } }, 'rules'],
  ])('that do not fit the schema are refused: %j', async (json, field) => {
    const answer = await create(json)

    expect([answer.status, answer.body.detail[0].loc.slice(0, 2)]).toEqual([422, ['body', field]])
  })
})
