import { describe, expect, test } from 'vitest'
import { findField, UPLOAD_CATALOG } from './filter/fields.ts'
import {
  cursorOf,
  decodeCursor,
  digestOf,
  type ListScope,
  NEWEST_FIRST,
  type SortOrder,
} from './page-cursor.ts'

const row = {
  id: 'upl_0000000000000001',
  createdAt: new Date('2026-11-22T12:00:00.123Z'),
  fileSizeBytes: 5_000_000_000_000 as number | null,
  filename: 'Bücher | 1 of 2 🎈.pdf',
  values: { metadata: { rank: 7, name: 'é🎈', long: '\u0001'.repeat(500) } },
}
const bySize: SortOrder = { field: 'file_size_bytes', direction: 'asc' }
const byName: SortOrder = { field: 'filename', direction: 'desc' }
const byField = (name: string): SortOrder => {
  const field = findField(UPLOAD_CATALOG, name)
  if (field === null) throw new RangeError(name)
  return { field, direction: 'asc' }
}

describe('a cursor', () => {
  test.each([
    [NEWEST_FIRST, row, '2026-11-22T12:00:00.123Z'],
    [bySize, row, '5000000000000'],
    [bySize, { ...row, fileSizeBytes: 0 }, '0'],
    [bySize, { ...row, fileSizeBytes: null }, '-1'],
    [byName, row, row.filename],
    [byName, { ...row, filename: '' }, ''],
    [byField('metadata.rank'), row, '[1,7,""]'],
    [byField('metadata.name'), row, '[2,0,"é🎈"]'],
    [byField('metadata.none'), row, '[0,0,""]'],
  ])('by %o comes back, through a URL unescaped', (order, keys, value) => {
    const text = cursorOf({ sort: order }, keys)
    expect(text).toMatch(/^[A-Za-z0-9_-]+$/)
    expect(decodeCursor(text, { sort: order })).toEqual({ value, id: row.id })
  })

  const scope: ListScope = {
    sort: bySize,
    bucketId: 'bkt_1',
    owner: 'ada',
    search: 'x',
    statuses: ['FAILED'],
  }
  const filter = { kind: 'null', field: byField('owner').field as never } as const
  test.each<[string, ListScope]>([
    ['direction', { sort: { ...bySize, direction: 'desc' } }],
    ['field', { sort: { ...bySize, field: 'filename' } }],
    ['sort', { sort: undefined }],
    ['bucket', { bucketId: null }],
    ['owner', { owner: 'bob' }],
    ['search', { search: undefined }],
    ['status', { statuses: ['FAILED', 'PENDING'] }],
    ['type', { types: ['x'] }],
    ['filter', { filter }],
  ])('belongs to one %s', (_, change) => {
    const text = cursorOf(scope, row)
    expect(decodeCursor(text, { ...scope })).not.toBeNull()
    expect(decodeCursor(text, { ...scope, ...change })).toBeNull()
  })

  test('without a sort is that of the default, by its name as well', () => {
    expect(decodeCursor(cursorOf({}, row), { sort: NEWEST_FIRST })).not.toBeNull()
  })

  test('of the longest name fits what a list takes', async () => {
    const { MAX_CURSOR_CHARACTERS } = await import('../wire/limits.ts')
    const longest = { ...row, filename: '🎈'.repeat(255) }
    for (const sort of [byName, byField('metadata.long')])
      expect(cursorOf({ sort }, longest).length).toBeLessThan(MAX_CURSOR_CHARACTERS)
  })
})

const byRank = byField('metadata.rank')
/** What stands behind the list's digest. */
const encode = (rest: string, order: SortOrder = NEWEST_FIRST) =>
  Buffer.from(`${digestOf({ sort: order })} ${rest}`).toString('base64url')

test.each([
  ['nothing', NEWEST_FIRST, ''],
  ['no base64url', NEWEST_FIRST, 'not a cursor!'],
  ['an impossible length', NEWEST_FIRST, 'abcde'],
  ['padding', NEWEST_FIRST, `${encode('upl_1 2026-11-22T12:00:00.000Z')}=`],
  ['a part of one', NEWEST_FIRST, encode('upl_1')],
  ['another time', NEWEST_FIRST, encode('upl_1 yesterday')],
  ['a day that never was', NEWEST_FIRST, encode('upl_1 2026-02-31T12:00:00.000Z')],
  ['the year 0', NEWEST_FIRST, encode('upl_1 0000-01-01T00:00:00.000Z')],
  ['a zone of 99 hours', NEWEST_FIRST, encode('upl_1 2026-11-22T12:00:00.000+99:99')],
  ['a line more', NEWEST_FIRST, encode('upl_1 2026-11-22T12:00:00.000Z\n')],
  ['another id', NEWEST_FIRST, encode('1;DROP 2026-11-22T12:00:00.000Z')],
  ['a size with a fraction', bySize, encode('upl_1 1.5', bySize)],
  ['a size beyond counting', bySize, encode('upl_1 9999999999999999', bySize)],
  [
    'a list of something else',
    NEWEST_FIRST,
    Buffer.from('1z1 upl_1 2026-11-22T12:00:00.000Z').toString('base64url'),
  ],
  ['a key of another rank', byRank, encode('upl_1 [7,0,""]', byRank)],
  ['a key that is no JSON', byRank, encode('upl_1 [1,0', byRank)],
  ['a key with a NUL', byRank, encode('upl_1 [2,0,"\\u0000"]', byRank)],
  ['a key of infinite size', byRank, encode('upl_1 [1,1e999,""]', byRank)],
  ['a name with a NUL', byName, encode('upl_1 a\u0000b', byName)],
  [
    'half a character',
    byName,
    Buffer.from([...Buffer.from(`${digestOf({ sort: byName })} upl_1 `), 0xc3]).toString('base64url'),
  ],
])('%s is no cursor', (_, order, text) => {
  expect(decodeCursor(text, { sort: order })).toBeNull()
})
