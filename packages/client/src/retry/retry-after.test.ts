import { expect, it } from 'vitest'
import { parseRetryAfter } from './retry-after.ts'

const NOW = Date.parse('2026-11-22T12:00:00Z')

it.each([
  ['0', 0],
  ['2', 2000],
  [' 120 ', 120_000],
  ['Sun, 22 Nov 2026 12:00:30 GMT', 30_000],
  ['Sun, 22 Nov 2026 11:00:00 GMT', 0],
  ['soon', null],
  ['', null],
  [null, null],
])('reads Retry-After %j as %j ms', (header, expected) => {
  expect(parseRetryAfter(header, NOW)).toBe(expected)
})
