/** POST /v1/buckets/{bucket}/uploads/list with filters, sort and search: CONTRACT 4.2. Paging alone is in lists.wire. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { onlyPage } from './support/expected-pages.ts'
import {
  FILES,
  INJECTION,
  listUploads,
  NAMES,
  namesOf,
  PATH,
  seedFiles,
  where,
} from './support/listed-uploads.ts'
import { type Api, startApi } from './support/start-api.ts'
import { BYTES, getUpload, sha256Hex } from './support/uploads.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
  await seedFiles(api)
})
afterAll(() => api[Symbol.asyncDispose]())

interface Row {
  upload_id: string
  filename: string
  status: string
  metadata: Record<string, unknown> | null
}

const list = (json: object, query = '') => listUploads(api, json, query)

/** In the order of FILES, whatever the order of the list. */
async function found(filters: object): Promise<string[]> {
  const answer = await list({ filters })
  expect(answer.status).toBe(200)
  const names = namesOf(answer)
  expect(answer.body.stats.total_uploads).toBe(names.length)
  return NAMES.filter(name => names.includes(name))
}

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
