/** POST /v1/buckets/list: CONTRACT 6. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { invalid } from './support/expected-errors.ts'
import { onlyPage } from './support/expected-pages.ts'
import { type Api, startApi } from './support/start-api.ts'

const PATH = '/v1/buckets/list'
let api: Api
beforeAll(async () => {
  api = await startApi()
  for (const [bucket_name, description, metadata] of [
    ['films', 'moving pictures', { team: 'red' }],
    ['photos', null, { team: 'blue', size: 2 }],
    ['100%', 'odd name', null],
  ]) {
    const json = { bucket_name, description, metadata, bucket_schema: { properties: {} } }
    expect((await api.call('POST', '/v1/buckets', { json })).status).toBe(200)
  }
})
afterAll(() => api[Symbol.asyncDispose]())

const list = (json: object, query = '') => api.call('POST', PATH + query, { json })
const namesOf = (answer: { body: { results: { bucket_name: string }[] } }) =>
  answer.body.results.map(bucket => bucket.bucket_name)

describe('the list of buckets', () => {
  it('is newest first for no body at all, ten at a time, with the total that the contract requires', async () => {
    const answer = await api.call('POST', PATH, { headers: { 'content-type': 'application/json' } })
    expect(namesOf(answer)).toEqual(['100%', 'photos', 'films', 'uploads'])
    expect({ ...answer.body, results: [] }).toEqual({
      results: [],
      total_count: 4,
      pagination: onlyPage(4, 10),
      stats: { total_objects: 0, total_size_bytes: 0, avg_objects_per_bucket: 0, avg_size_per_bucket: 0 },
    })
  })

  it.each<[object, string[]]>([
    [{ filters: { bucket_name: 'films' } }, ['films']],
    [{ filters: { 'metadata.team': 'blue' }, case_sensitive: false }, ['photos']],
    [{ filters: { OR: [{ bucket_name: 'films' }, { description: 'odd name' }] } }, ['100%', 'films']],
    [{ filters: { bucket_id: 'bkt_nosuch' } }, []],
    [{ search: 'PICTURES' }, ['films']],
    [{ search: '%' }, ['100%']],
    [{ search: 'bkt_' }, ['100%', 'photos', 'films', 'uploads']],
    [{ sort: { field: 'bucket_name' } }, ['100%', 'films', 'photos', 'uploads']],
    [{ sort: { bucket_name: 'desc' } }, ['uploads', 'photos', 'films', '100%']],
    [{ sort: { created_at: 1 } }, ['uploads', 'films', 'photos', '100%']],
    [{ sort: {}, filters: { bucket_name: 'films' } }, ['films']],
  ])('takes %j', async (json, names) => {
    const answer = await list(json)
    expect([answer.status, namesOf(answer), answer.body.total_count]).toEqual([200, names, names.length])
  })

  it('is walked by cursor and by offset', async () => {
    const sort = { field: 'bucket_name' }
    const first = await list({ sort, limit: 3 })
    expect(first.body.pagination).toMatchObject({ total: 4, page: 1, page_size: 3, total_pages: 2 })
    const rest = await list({ sort, limit: 3 }, `?cursor=${first.body.pagination.next_cursor}`)
    expect([namesOf(rest), rest.body.total_count]).toEqual([['uploads'], 4])
    expect(namesOf(await list({ sort, limit: 2, offset: 1 }))).toEqual(['films', 'photos'])
  })

  it.each<[object, (string | number)[]]>([
    [{ filters: { nosuch: 1 } }, ['body', 'filters', 'nosuch']],
    [{ filters: ['bucket_name'] }, ['body', 'filters']],
    [{ sort: { field: 'nosuch' } }, ['body', 'sort', 'field']],
    [{ sort: { bucket_name: 'up' } }, ['body', 'sort', 'direction']],
    [{ limit: 1001 }, ['body', 'limit']],
    [{ limit: 0 }, ['body', 'limit']],
    [{ cursor: 'nosuch' }, ['body', 'cursor']],
  ])('refuses %j', async (json, loc) => {
    const answer = await list(json)
    expect([answer.status, answer.body]).toEqual([422, invalid(loc)])
  })

  it('never shows another tenant’s buckets', async () => {
    const filters = { NOT: [{ bucket_name: 'x' }] }
    const theirs = await api.call('POST', PATH, { json: { filters }, key: api.stranger.apiKey })
    expect([namesOf(theirs), theirs.body.total_count]).toEqual([['uploads'], 1])
    const found = await list({ filters: { bucket_id: api.stranger.bucketId } })
    expect([found.body.results, found.body.total_count]).toEqual([[], 0])
  })
})
