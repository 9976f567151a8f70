import { expect, test } from 'vitest'
import { decodeCursor, encodeCursor } from './page-cursor.ts'

test.each([
  { createdAt: '2026-11-22T12:00:00.000Z', id: 'upl_0000000000000001' },
  { createdAt: '2026-11-22T12:00:00.123456Z', id: 'obj_zzzzzzzzzzzzzzzz' },
  { createdAt: '2024-02-29T23:59:59Z', id: 'upl_a' },
])('$createdAt $id comes back, through a URL unescaped', cursor => {
  const text = encodeCursor(cursor)
  expect(text).toMatch(/^[A-Za-z0-9_-]+$/)
  expect(decodeCursor(text)).toEqual(cursor)
})

const encode = (text: string) => Buffer.from(text).toString('base64url')

test.each([
  ['nothing', ''],
  ['no base64url', 'not a cursor!'],
  ['an impossible length', 'abcde'],
  ['padding', `${encode('2026-11-22T12:00:00Z|upl_1')}=`],
  ['a part of one', encode('2026-11-22T12:00:00Z')],
  ['another time', encode('yesterday|upl_1')],
  ['a 31 February', encode('2026-02-31T12:00:00Z|upl_1')],
  ['a 25th hour', encode('2026-11-22T25:00:00Z|upl_1')],
  ['a zone of 99 hours', encode('2026-11-22T12:00:00+99:99|upl_1')],
  ['the year 0', encode('0000-01-01T00:00:00Z|upl_1')],
  ['another id', encode('2026-11-22T12:00:00Z|1; DROP TABLE upload')],
  ['a line more', encode('2026-11-22T12:00:00Z|upl_1\n')],
  ['a very long one', encode(`2026-11-22T12:00:00Z|upl_${'a'.repeat(300)}`)],
])('%s is no cursor', (_, text) => {
  expect(decodeCursor(text)).toBeNull()
})
