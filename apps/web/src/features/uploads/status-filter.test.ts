import { expect, it } from 'vitest'
import { readStatus } from './status-filter.ts'

it('reads the filters that there are', () => {
  expect(readStatus('open')).toBe('open')
  expect(readStatus('canceled')).toBe('canceled')
})

// The second row is what every object answers to.
it.each([
  [null, '', 'OPEN', 'sunk'],
  ['constructor', 'toString', '__proto__', 'valueOf'],
])('shows everything for anything else: %s, %s, %s, %s', (...texts) => {
  expect(texts.map(readStatus)).toEqual([null, null, null, null])
})
