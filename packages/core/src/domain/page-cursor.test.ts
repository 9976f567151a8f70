import { describe, expect, test } from 'vitest'
import { cursorOf, decodeCursor, NEWEST_FIRST, type SortOrder } from './page-cursor.ts'

const row = {
  id: 'upl_0000000000000001',
  createdAt: new Date('2026-11-22T12:00:00.123Z'),
  fileSizeBytes: 5_000_000_000_000 as number | null,
  filename: 'Bücher | 1 of 2 🎈.pdf',
}
const bySize: SortOrder = { field: 'file_size_bytes', direction: 'asc' }
const byName: SortOrder = { field: 'filename', direction: 'desc' }

describe('a cursor', () => {
  test.each([
    [NEWEST_FIRST, row, '2026-11-22T12:00:00.123Z'],
    [bySize, row, '5000000000000'],
    [bySize, { ...row, fileSizeBytes: 0 }, '0'],
    [bySize, { ...row, fileSizeBytes: null }, '-1'],
    [byName, row, row.filename],
    [byName, { ...row, filename: '' }, ''],
  ])('by %o comes back, through a URL unescaped', (order, keys, value) => {
    const text = cursorOf(order, keys)
    expect(text).toMatch(/^[A-Za-z0-9_-]+$/)
    expect(decodeCursor(text, order)).toEqual({ value, id: row.id })
  })

  test('belongs to one field and one direction', () => {
    const text = cursorOf(bySize, row)
    expect(decodeCursor(text, { ...bySize, direction: 'desc' })).toBeNull()
    expect(decodeCursor(text, { ...bySize, field: 'filename' })).toBeNull()
    expect(decodeCursor(text, NEWEST_FIRST)).toBeNull()
  })

  test('of the longest name fits what a list takes', async () => {
    const { MAX_CURSOR_CHARACTERS } = await import('../wire/limits.ts')
    expect(cursorOf(byName, { ...row, filename: '🎈'.repeat(255) }).length).toBeLessThan(
      MAX_CURSOR_CHARACTERS,
    )
  })
})

const encode = (text: string) => Buffer.from(text).toString('base64url')

test.each([
  ['nothing', NEWEST_FIRST, ''],
  ['no base64url', NEWEST_FIRST, 'not a cursor!'],
  ['an impossible length', NEWEST_FIRST, 'abcde'],
  ['padding', NEWEST_FIRST, `${encode('created_at desc upl_1 2026-11-22T12:00:00.000Z')}=`],
  ['a part of one', NEWEST_FIRST, encode('created_at desc upl_1')],
  ['another time', NEWEST_FIRST, encode('created_at desc upl_1 yesterday')],
  ['a day that never was', NEWEST_FIRST, encode('created_at desc upl_1 2026-02-31T12:00:00.000Z')],
  ['the year 0', NEWEST_FIRST, encode('created_at desc upl_1 0000-01-01T00:00:00.000Z')],
  ['a zone of 99 hours', NEWEST_FIRST, encode('created_at desc upl_1 2026-11-22T12:00:00.000+99:99')],
  ['a line more', NEWEST_FIRST, encode('created_at desc upl_1 2026-11-22T12:00:00.000Z\n')],
  ['another id', NEWEST_FIRST, encode('created_at desc 1;DROP 2026-11-22T12:00:00.000Z')],
  ['a size with a fraction', bySize, encode('file_size_bytes asc upl_1 1.5')],
  ['a size beyond counting', bySize, encode('file_size_bytes asc upl_1 9999999999999999')],
  ['a name with a NUL', byName, encode('filename desc upl_1 a\u0000b')],
  [
    'half a character',
    byName,
    Buffer.from([...Buffer.from('filename desc upl_1 '), 0xc3]).toString('base64url'),
  ],
])('%s is no cursor', (_, order, text) => {
  expect(decodeCursor(text, order)).toBeNull()
})
