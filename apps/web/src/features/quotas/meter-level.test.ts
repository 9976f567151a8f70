import { expect, it } from 'vitest'
import { levelOf, sharesOf } from './meter-level.ts'

it.each([
  { used: 50, reserved: 0, limit: null, level: 'unlimited' },
  { used: 50, reserved: 0, limit: 100, level: 'fine' },
  { used: 80, reserved: 0, limit: 100, level: 'fine' },
  { used: 80, reserved: 1, limit: 100, level: 'tight' },
  { used: 60, reserved: 40, limit: 100, level: 'full' },
  { used: 120, reserved: 0, limit: 100, level: 'full' },
  { used: 0, reserved: 0, limit: 0, level: 'full' },
])('$used used and $reserved reserved of $limit is $level', ({ level, ...amounts }) => {
  expect(levelOf(amounts)).toBe(level)
})

it('puts what is reserved after what is used, and never beyond the end', () => {
  expect(sharesOf({ used: 25, reserved: 25, limit: 100 })).toEqual({ used: 25, reserved: 25 })
  expect(sharesOf({ used: 90, reserved: 50, limit: 100 })).toEqual({ used: 90, reserved: 10 })
  expect(sharesOf({ used: 500, reserved: 50, limit: 100 })).toEqual({ used: 100, reserved: 0 })
})

it('fills a limit of nothing, and leaves no limit empty', () => {
  expect(sharesOf({ used: 0, reserved: 0, limit: 0 })).toEqual({ used: 100, reserved: 0 })
  expect(sharesOf({ used: 5, reserved: 5, limit: null })).toEqual({ used: 0, reserved: 0 })
})
