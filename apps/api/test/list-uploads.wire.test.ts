/** POST /v1/buckets/{bucket}/uploads/list with filters, sort and search: CONTRACT 4.2. Paging alone is in lists.wire. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { invalid } from './support/expected-errors.ts'
import { onlyPage } from './support/expected-pages.ts'
import { type Api, startApi } from './support/start-api.ts'
import { BYTES, completeUpload, createUpload, getUpload, sha256Hex } from './support/uploads.ts'

const PATH = '/v1/buckets/uploads/uploads/list'
const INJECTION = "x' OR '1'='1'; DROP TABLE upload; --"

/** Oldest first; `done` are confirmed. */
const FILES: { filename: string; done?: true; [field: string]: unknown }[] = [
  { filename: 'Alpha.txt', done: true, metadata: { campaign: 'spring', rank: 2, tags: ['a', 'b'] } },
  {
    filename: 'beta.png',
    content_type: 'image/png',
    metadata: { campaign: 'spring', rank: 10, deep: { x: null } },
  },
  { filename: 'gamma.txt', done: true, owner: 'ada', metadata: { campaign: 'Autumn', rank: '2', tags: 'a' } },
  { filename: '100%_δ.txt', owner: 'bob', file_size_bytes: 5_000_000 },
  { filename: 'injected.txt', metadata: { campaign: INJECTION }, file_hash: 'a'.repeat(64) },
]
const NAMES = FILES.map(({ filename }) => filename)

let api: Api
beforeAll(async () => {
  api = await startApi()
  for (const { done, ...fields } of FILES)
    await (done ? completeUpload(api, fields) : createUpload(api, fields))
  const stranger = { key: api.stranger.apiKey }
  await createUpload(api, { filename: 'stranger.txt', metadata: { campaign: 'spring', rank: 2 } }, stranger)
})
afterAll(() => api[Symbol.asyncDispose]())

interface Row {
  upload_id: string
  filename: string
  status: string
  metadata: Record<string, unknown> | null
}

const list = (json: object, query = '') => api.call('POST', PATH + query, { json })
const namesOf = (answer: { body: { results: { filename: string }[] } }) =>
  answer.body.results.map(({ filename }) => filename)
/** In the order of FILES, whatever the order of the list. */
async function found(filters: object): Promise<string[]> {
  const answer = await list({ filters })
  expect(answer.status).toBe(200)
  const names = namesOf(answer)
  expect(answer.body.stats.total_uploads).toBe(names.length)
  return NAMES.filter(name => names.includes(name))
}
const where = (field: string, operator: string, value?: unknown) => ({
  AND: [{ case_sensitive: false, field, operator, value }],
  case_sensitive: false,
})

describe('the list of uploads finds', () => {
  const [alpha, beta, gamma, delta, injected] = NAMES
  it.each<[string, object, (string | undefined)[]]>([
    ['shorthand', { status: 'COMPLETED', case_sensitive: false }, [alpha, gamma]],
    ['two of them', { 'metadata.campaign': 'spring', 'metadata.rank': 2 }, [alpha]],
    ['a condition as generated clients write it', where('status', 'eq', 'PENDING'), [beta, delta, injected]],
    ['eq by default', { AND: [{ field: 'filename', value: 'beta.png' }] }, [beta]],
    ['an element of a list', { 'metadata.tags': 'a' }, [alpha, gamma]],
    ['ne', where('metadata.campaign', 'ne', 'spring'), [gamma, delta, injected]],
    ['gt of numbers alone', where('metadata.rank', 'gt', 1), [alpha, beta]],
    ['lt by number, not by text', where('metadata.rank', 'lt', 10), [alpha]],
    ['gte of a column', where('file_size_bytes', 'gte', 1000), [delta]],
    ['lte of a column', where('file_size_bytes', 'lte', BYTES.length), [alpha, gamma]],
    ['in', where('owner', 'in', ['ada', 'bob', 'eve']), [gamma, delta]],
    ['in with null', where('owner', 'in', ['ada', null]), [alpha, beta, gamma, injected]],
    ['nin', where('metadata.campaign', 'nin', ['spring', 'Autumn']), [delta, injected]],
    ['contains', where('filename', 'contains', 'ALPHA'), [alpha]],
    ['contains of a list', where('metadata.tags', 'contains', 'b'), [alpha]],
    ['starts_with, literally', where('filename', 'starts_with', '100%_'), [delta]],
    ['ends_with', where('filename', 'ends_with', '.TXT'), [alpha, gamma, delta, injected]],
    ['regex', where('filename', 'regex', String.raw`^(alpha|beta)\.\w{3}$`), [alpha, beta]],
    ['text, all words', where('metadata.campaign', 'text', 'table DROP'), [injected]],
    ['exists', where('metadata.deep.x', 'exists', true), [beta]],
    ['exists false', where('metadata.tags', 'exists', false), [beta, delta, injected]],
    ['is_null', where('metadata.deep.x', 'is_null', false), []],
    ['null as a value', { metadata: null }, [delta]],
    ['OR', { OR: [{ owner: 'ada' }, where('metadata.rank', 'eq', 10)] }, [beta, gamma]],
    ['NOT, none of them', { NOT: [{ owner: 'ada' }, { status: 'PENDING' }] }, [alpha]],
    ['all at once', { status: 'PENDING', OR: [{ owner: 'bob' }], NOT: [{ 'metadata.rank': 10 }] }, [delta]],
    ['case told apart', { ...where('metadata.campaign', 'contains', 'AUT'), case_sensitive: true }, []],
    ['a hash that was declared', { file_hash: 'a'.repeat(64) }, [injected]],
    ['a hash that was observed or not', where('file_hash', 'ne', sha256Hex(BYTES)).AND[0] ?? {}, NAMES],
    ['SQL as data', { 'metadata.campaign': INJECTION }, [injected]],
    ['SQL as a path', where("metadata.x' OR '1'='1", 'exists', false), NAMES],
    [
      'times with an offset without a colon',
      where('created_at', 'gt', '2024-01-01T00:00:00.000000+0000'),
      NAMES,
    ],
    ['times to come', where('created_at', 'gte', '2999-12-31'), []],
  ])('%s', async (_, filters, expected) => {
    // A bare condition at the root is no operator; it goes below AND.
    expect(await found('field' in filters ? { AND: [filters] } : filters)).toEqual(expected)
  })

  it('what is asked for with the whole answer of the contract', async () => {
    const answer = await list(
      { filters: { owner: 'bob' }, sort: { field: 'created_at' }, search: 'δ', limit: 20, offset: 0 },
      '?include_total=true',
    )
    const id = answer.body.results[0].upload_id

    expect([answer.status, answer.body]).toEqual([
      200,
      {
        results: [(await getUpload(api, id)).body],
        pagination: onlyPage(1, 20),
        stats: {
          total_uploads: 1,
          total_size_bytes: 5_000_000,
          uploads_by_status: { PENDING: 1 },
          avg_file_size_bytes: 5_000_000,
          unique_buckets: 1,
        },
        stats_estimated: false,
      },
    ])
  })

  it('where an upload lies, before and after it was confirmed', async () => {
    for (const filename of ['beta.png', 'Alpha.txt']) {
      const shown = await list({ filters: { filename } })
      const { s3_key, upload_id } = shown.body.results[0]
      expect(await found({ s3_key })).toEqual([filename])
      expect(await found(where('s3_key', 'contains', upload_id))).toEqual(
        s3_key.includes(upload_id) ? [filename] : [],
      )
    }
  })

  it('a part of a name or of a metadata value, literally', async () => {
    expect(namesOf(await list({ search: 'AUTUMN' }))).toEqual(['gamma.txt'])
    expect(namesOf(await list({ search: '%_' }))).toEqual(['100%_δ.txt'])
    expect(namesOf(await list({ search: '.png' }))).toEqual(['beta.png'])
    expect(namesOf(await list({ search: 'drop table' }))).toEqual(['injected.txt'])
    expect(namesOf(await list({ search: '' }))).toHaveLength(FILES.length)
  })

  it.each<[string, (row: Row) => unknown, unknown[]]>([
    ['created_at', row => row.filename, NAMES],
    ['filename', row => row.filename, ['100%_δ.txt', 'Alpha.txt', 'beta.png', 'gamma.txt', 'injected.txt']],
    // What is missing first, then numbers, then texts.
    ['metadata.rank', row => row.metadata?.rank, [undefined, undefined, 2, 10, '2']],
    ['status', row => row.status, ['COMPLETED', 'COMPLETED', 'PENDING', 'PENDING', 'PENDING']],
  ])('all in the order of %s, and the other way round, page by page', async (field, pick, expected) => {
    for (const direction of ['asc', 'desc']) {
      const rows: Row[] = []
      let cursor: string | null = ''
      do {
        const query: string = `?limit=2${cursor ? `&cursor=${cursor}` : ''}`
        const { body } = await list({ sort: { field, direction } }, query)
        rows.push(...body.results)
        cursor = body.pagination.next_cursor
      } while (cursor !== null && rows.length < 20)
      expect(rows.map(pick)).toEqual(direction === 'asc' ? expected : expected.toReversed())
      expect(new Set(rows.map(row => row.upload_id)).size).toBe(FILES.length)
    }
  })

  it('all for an empty body, with URLs where they are asked for', async () => {
    const empty = await api.call('POST', PATH, { headers: { 'content-type': 'application/json' } })
    expect(namesOf(empty)).toEqual(NAMES.toReversed())
    const signed = await list({ filters: { filename: 'Alpha.txt' }, return_presigned_urls: true })
    const bytes = await fetch(signed.body.results[0].presigned_url)
    expect(new Uint8Array(await bytes.arrayBuffer())).toEqual(BYTES)
  })
})

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
