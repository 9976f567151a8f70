import { expect, test } from 'vitest'
import { CAPABLE } from '../testing/store/capabilities.ts'
import { chooseGuard, type StoreCapabilities } from './guard.ts'

const NOTHING_SEEN: StoreCapabilities = {
  ...CAPABLE,
  conditionalPut: false,
  refusesUnsignedHeaders: false,
  versioned: true,
}

test.each([
  { conditionalPut: true, refusesUnsignedHeaders: true, sendsHeaders: true, guard: 'CONDITIONAL' },
  { conditionalPut: true, refusesUnsignedHeaders: true, sendsHeaders: false, guard: 'SEALED' },
  { conditionalPut: true, refusesUnsignedHeaders: false, sendsHeaders: true, guard: 'SEALED' },
  { conditionalPut: false, refusesUnsignedHeaders: true, sendsHeaders: true, guard: 'SEALED' },
  { conditionalPut: false, refusesUnsignedHeaders: false, sendsHeaders: false, guard: 'SEALED' },
])(
  '$guard: obeys $conditionalPut, refuses unsigned $refusesUnsignedHeaders, client sends $sendsHeaders',
  row => {
    const { sendsHeaders, guard, ...seen } = row
    expect(chooseGuard({ ...NOTHING_SEEN, ...seen }, sendsHeaders)).toBe(guard)
  },
)

test('a store that nobody looked at is sealed', () => {
  expect(chooseGuard(null, true)).toBe('SEALED')
  expect(chooseGuard(null, false)).toBe('SEALED')
})
