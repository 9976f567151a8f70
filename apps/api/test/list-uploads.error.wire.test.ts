/** What a list of uploads refuses, and what no filter shows: CONTRACT 4.2. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { invalid } from './support/expected-errors.ts'
import { FILES, INJECTION, listUploads, namesOf, PATH, seedFiles, where } from './support/listed-uploads.ts'
import { type Api, startApi } from './support/start-api.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
  await seedFiles(api)
})
afterAll(() => api[Symbol.asyncDispose]())

const list = (json: object, query = '') => listUploads(api, json, query)

type Place = [path: (string | number)[], message: string]

describe('the list of uploads refuses', () => {
  const nested = (depth: number): object => (depth === 0 ? { owner: 'a' } : { AND: [nested(depth - 1)] })
  it.each<[string, object, ...Place]>([
    ['an unknown field', { nosuch: 1 }, ['nosuch'], 'unknown field: nosuch'],
    [
      'one in a condition',
      where('presigned_url', 'eq', 'x'),
      ['AND', 0, 'field'],
      'unknown field: presigned_url',
    ],
    ['a path below a text', { 'filename.x': 1 }, ['filename.x'], 'unknown field: filename.x'],
    [
      'a member of an object of ours',
      { __proto__x: 1, constructor: 1 },
      ['__proto__x'],
      'unknown field: __proto__x',
    ],
    [
      'an unknown operator',
      where('owner', 'like', 'x'),
      ['AND', 0, 'operator'],
      'owner has an unknown operator',
    ],
    ['another type', { file_size_bytes: '10' }, ['file_size_bytes'], 'file_size_bytes needs a number'],
    ['an unknown status', { status: 'pending' }, ['status'], 'status has no such value'],
    ['a time that never was', where('created_at', 'gt', '2026-02-30'), ['AND', 0, 'value'], 'needs a time'],
    ['a text operator on a number', where('attempt', 'contains', '1'), ['AND', 0, 'operator'], 'is a number'],
    ['in without a list', where('owner', 'in', 'ada'), ['AND', 0, 'value'], 'needs a list'],
    ['a wrong item', where('attempt', 'in', [1, 'x']), ['AND', 0, 'value', 1], 'needs a number'],
    [
      'a dynamic value',
      where('metadata.a', 'eq', { type: 'dynamic', field: 'x' }),
      ['AND', 0, 'value'],
      'retrievers',
    ],
    [
      'a condition with more',
      { AND: [{ field: 'owner', value: 'a', negate: true }] },
      ['AND', 0, 'negate'],
      'belong',
    ],
    ['nothing below NOT', { NOT: [{ case_sensitive: false }] }, ['NOT', 0], 'has no condition'],
    ['a look-around', where('filename', 'regex', '(?=a)'), ['AND', 0, 'value'], 'look-around'],
    [
      'a back reference',
      where('filename', 'regex', String.raw`(a)\1`),
      ['AND', 0, 'value'],
      'unknown escape',
    ],
    [
      'a huge repetition',
      where('filename', 'regex', '((a{99}){99}){99}'),
      ['AND', 0, 'value'],
      'repeats too much',
    ],
    ['a NUL', { owner: 'a\u0000' }, ['owner'], 'without NUL'],
    ['half a character', { 'metadata.a': '\ud800' }, ['metadata.a'], 'without NUL'],
    [
      'too deep',
      nested(10),
      Array.from({ length: 20 }, (_, at) => (at % 2 ? 0 : 'AND')),
      'nests deeper than 10',
    ],
    [
      'too wide',
      { AND: Array.from({ length: 101 }, () => ({ owner: 'a' })) },
      [],
      'more than 100 conditions',
    ],
    [
      'too many values',
      where('owner', 'in', Array(1001).fill('a')),
      ['AND', 0, 'value'],
      'more than 1000 values',
    ],
    ['too long a text', { owner: 'a'.repeat(1001) }, ['owner'], 'at most 1000 characters'],
  ])('%s', async (_, filters, ...[path, message]) => {
    const answer = await list({ filters })

    expect([answer.status, answer.body.detail[0]]).toEqual([
      422,
      { loc: ['body', 'filters', ...path], msg: expect.stringContaining(message), type: 'custom' },
    ])
  })

  it.each<[object, string, (string | number)[]]>([
    [{ filters: ['status'] }, '', ['body', 'filters']],
    [{ filters: 'status' }, '', ['body', 'filters']],
    [{ filters: { AND: { owner: 'a' } } }, '', ['body', 'filters', 'AND']],
    [{ filters: { case_sensitive: 'no' } }, '', ['body', 'filters', 'case_sensitive']],
    [{ sort: { field: 'nosuch' } }, '', ['body', 'sort', 'field']],
    [{ sort: { field: 'filename', direction: 'up' } }, '', ['body', 'sort', 'direction']],
    [{ sort: 'filename' }, '', ['body', 'sort']],
    [{ search: 'a'.repeat(256) }, '', ['body', 'search']],
    [{ limit: 101 }, '', ['body', 'limit']],
    [{}, '?limit=1001', ['query', 'limit']],
    [{}, '?include_total=perhaps', ['query', 'include_total']],
  ])('%j %s by its place', async (json, query, loc) => {
    const answer = await list(json, query)
    expect([answer.status, answer.body]).toEqual([422, invalid(loc)])
  })

  it('a filter that nests without end', async () => {
    const raw = `{"filters":${'{"AND":['.repeat(5000)}${']}'.repeat(5000)}}`
    const answer = await api.call('POST', PATH, { raw })
    expect([answer.status, answer.body.detail[0].msg]).toEqual([422, 'nests deeper than 10 levels'])
    const value = `{"filters":{"metadata.a":${'['.repeat(5000)}${']'.repeat(5000)}}}`
    const deep = await api.call('POST', PATH, { raw: value })
    expect([deep.status, deep.body]).toEqual([422, invalid(['body', 'filters', 'metadata.a'])])
  })

  it('the cursor of another filter, search, sort or bucket', async () => {
    const other = await api.call('POST', '/v1/buckets', {
      json: { bucket_name: 'other', bucket_schema: { properties: {} } },
    })
    expect(other.status).toBe(200)
    const asked = { filters: { status: 'PENDING' }, sort: { field: 'filename' } }
    const { body } = await list(asked, '?limit=1')
    const cursor = `?limit=1&cursor=${body.pagination.next_cursor}`
    expect((await list(asked, cursor)).status).toBe(200)
    const foreign = [
      await list({ ...asked, filters: { status: 'COMPLETED' } }, cursor),
      await list({ sort: asked.sort }, cursor),
      await list({ ...asked, sort: { field: 'filename', direction: 'desc' } }, cursor),
      await list({ ...asked, search: 'a' }, cursor),
      await api.call('POST', `${PATH.replace('uploads', 'other')}${cursor}`, { json: asked }),
    ]
    for (const answer of foreign)
      expect([answer.status, answer.body]).toEqual([
        422,
        invalid(
          ['query', 'cursor'],
          'is not one that this list answered, with this filter and sort',
          'value_error',
        ),
      ])
  })
})

describe('the list of uploads is safe', () => {
  it.each([
    { NOT: [{ upload_id: 'x' }] },
    { OR: [{ 'metadata.campaign': 'spring' }, { bucket_id: 'BUCKET' }] },
    where('upload_id', 'regex', '.*'),
    { OR: [where('bucket_id', 'ne', 'x'), where('bucket_id', 'exists', true)] },
  ])('no filter shows another tenant’s rows: %j', async written => {
    const filters = JSON.parse(JSON.stringify(written).replace('BUCKET', api.stranger.bucketId))
    const own = await list({ filters }, '?limit=1000')
    expect(namesOf(own)).not.toContain('stranger.txt')
    expect(own.body.results.length).toBeGreaterThan(0)
    const theirs = await api.call('POST', PATH, { json: { filters }, key: api.stranger.apiKey })
    expect([namesOf(theirs), theirs.body.stats.total_uploads]).toEqual([['stranger.txt'], 1])
  })

  it('another tenant’s bucket is unknown, whatever the filter', async () => {
    const path = `/v1/buckets/${api.stranger.bucketId}/uploads/list`
    const answer = await api.call('POST', path, { json: { filters: { status: 'PENDING' } } })
    expect([answer.status, answer.body.error.type]).toEqual([404, 'NotFoundError'])
  })

  it('without a key no filter is read', async () => {
    const answer = await api.call('POST', PATH, { json: { filters: { nosuch: 1 } }, key: null })
    expect(answer.status).toBe(401)
  })

  it('whatever is looked for, all rows are there afterwards', async () => {
    for (const field of ['filename', 'owner', 'metadata.campaign', `metadata.${INJECTION}`])
      for (const operator of ['eq', 'contains', 'starts_with', 'gt', 'text'])
        expect((await list({ filters: where(field, operator, INJECTION) })).status).toBe(200)
    expect(await api.database.sql('SELECT count(*)::int AS uploads FROM upload')).toEqual([
      { uploads: FILES.length + 1 },
    ])
  })
})
