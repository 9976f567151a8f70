/** POST /v1/buckets/{bucket}/objects/list with filters, sort, search and select: CONTRACT 4.2 and 7. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { invalid } from './support/expected-errors.ts'
import { onlyPage } from './support/expected-pages.ts'
import { type Api, startApi } from './support/start-api.ts'
import { BYTES, completeUpload } from './support/uploads.ts'

const PATH = '/v1/buckets/uploads/objects/list'
let api: Api
/** By file name. */
const ids: Record<string, string> = {}
beforeAll(async () => {
  api = await startApi()
  for (const [filename, object_metadata] of [
    ['a.txt', { title: 'First', year: 2024, tags: ['x', 'y'], status: 'mine' }],
    ['b.txt', { title: 'Second', year: 1999, nested: { year: 1 } }],
    ['c.txt', {}],
  ] as const) {
    const { confirmed } = await completeUpload(api, { filename, object_metadata })
    ids[filename] = confirmed.object_id
  }
})
afterAll(() => api[Symbol.asyncDispose]())

const list = (json: object, query = '') => api.call('POST', PATH + query, { json })
const namesOf = (answer: { body: { results: { blobs: { details: { filename: string } }[] }[] } }) =>
  answer.body.results.map(({ blobs }) => blobs[0]?.details.filename)

describe('the list of objects', () => {
  it('answers the whole of the contract', async () => {
    const answer = await list({ filters: { title: 'First' } }, '?include_total=true')
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        results: [(await api.call('GET', `/v1/buckets/uploads/objects/${ids['a.txt']}`)).body],
        pagination: onlyPage(1, 20),
        stats: {
          total_objects: 1,
          total_blobs: 1,
          avg_blobs_per_object: 1,
          objects_by_status: { COMPLETED: 1 },
        },
        stats_estimated: false,
      },
    ])
  })

  it.each<[object, string[]]>([
    [{ year: 2024 }, ['a.txt']],
    [{ 'metadata.year': 2024 }, ['a.txt']],
    [{ 'nested.year': 1 }, ['b.txt']],
    [{ tags: 'y' }, ['a.txt']],
    [{ nosuch: null }, ['a.txt', 'b.txt', 'c.txt']],
    // Our own field wins over a member of the metadata that is called the same; that one has its full path.
    [{ status: 'COMPLETED' }, ['a.txt', 'b.txt', 'c.txt']],
    [{ 'metadata.status': 'mine' }, ['a.txt']],
    [{ AND: [{ field: 'year', operator: 'lt', value: 2000 }] }, ['b.txt']],
    [{ NOT: [{ AND: [{ field: 'title', operator: 'exists', value: true }] }] }, ['c.txt']],
    [{ 'blobs.details.filename': 'c.txt' }, ['c.txt']],
    [{ AND: [{ field: 'blobs.details.size_bytes', operator: 'gt', value: BYTES.length }] }, []],
    [{ AND: [{ field: 'blobs.details.filename', operator: 'ne', value: 'a.txt' }] }, ['b.txt', 'c.txt']],
  ])('finds by %j', async (filters, names) => {
    const answer = await list({ filters, sort: { field: 'filename' } })
    expect(namesOf(answer)).toEqual(names)
    expect(answer.body.stats.total_objects).toBe(names.length)
  })

  it('searches the name of the first file and the metadata, and sorts by metadata page by page', async () => {
    expect(namesOf(await list({ search: 'SECOND' }))).toEqual(['b.txt'])
    expect(namesOf(await list({ search: 'c.t' }))).toEqual(['c.txt'])
    const sort = { field: 'year', direction: 'desc' }
    const first = await list({ sort }, '?limit=2')
    const rest = await list({ sort }, `?limit=2&cursor=${first.body.pagination.next_cursor}`)
    expect([...namesOf(first), ...namesOf(rest)]).toEqual(['a.txt', 'b.txt', 'c.txt'])
  })

  it('returns what is selected, ids always', async () => {
    const select = ['title', 'nested.year', 'blobs.details.filename', 'nosuch']
    const answer = await list({ select, sort: { field: 'created_at' } })
    const bucket_id = api.tenant.bucketId
    const blobs = (filename: string) => [
      { property: filename.slice(0, 1), type: 'text', details: { filename } },
    ]
    expect(answer.body.results).toEqual([
      { object_id: ids['a.txt'], bucket_id, title: 'First', blobs: blobs('a.txt') },
      { object_id: ids['b.txt'], bucket_id, title: 'Second', nested: { year: 1 }, blobs: blobs('b.txt') },
      { object_id: ids['c.txt'], bucket_id, blobs: blobs('c.txt') },
    ])
    const only = await list({ select: ['metadata.title', 'metadata.status'], filters: { title: 'First' } })
    const [object_id, taken] = [ids['a.txt'], { status: 'mine' }]
    expect(only.body.results).toEqual([{ object_id, bucket_id, title: 'First', metadata: taken }])
    const metadata = await list({ select: ['metadata'], filters: { 'nested.year': 1 } })
    expect(metadata.body.results[0]).toMatchObject({ title: 'Second', nested: { year: 1 } })
    expect(metadata.body.results[0]).not.toHaveProperty('status')
    const whole = await list({ select: [], filters: { title: 'First' } })
    expect(whole.body.results[0]).toMatchObject({ status: 'COMPLETED', title: 'First' })
  })

  it.each<[object, (string | number)[]]>([
    [{ filters: { 'blobs.nosuch': 1 } }, ['body', 'filters', 'blobs.nosuch']],
    [{ filters: { 'a..b': 1 } }, ['body', 'filters', 'a..b']],
    [{ filters: { status: 'nosuch' } }, ['body', 'filters', 'status']],
    [{ sort: { field: 'blobs.property' } }, ['body', 'sort', 'field']],
    [{ select: 'title' }, ['body', 'select']],
    [{ select: ['title', 7] }, ['body', 'select', '1']],
    [{ select: Array(101).fill('a') }, ['body', 'select']],
  ])('refuses %j', async (json, loc) => {
    const answer = await list(json)
    expect([answer.status, answer.body]).toEqual([422, invalid(loc)])
  })

  it('never shows another tenant’s objects', async () => {
    const filters = { NOT: [{ object_id: 'x' }] }
    const key = api.stranger.apiKey
    const theirs = await api.call('POST', PATH, { json: { filters }, key })
    expect([theirs.status, theirs.body.results, theirs.body.stats.total_objects]).toEqual([200, [], 0])
    const bucket = await api.call('POST', `/v1/buckets/${api.tenant.bucketId}/objects/list`, {
      json: {},
      key,
    })
    expect(bucket.status).toBe(404)
  })
})
