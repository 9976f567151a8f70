import { expect, test } from 'vitest'
import { duel } from '../src/lib/duel.ts'
import { spreadOf } from '../src/lib/spread.ts'
import { rowText } from '../src/lib/table.ts'

test.each([
  [[3], { median: 3, min: 3, max: 3 }],
  [[9, 1, 4], { median: 4, min: 1, max: 9 }],
  [[8, 2, 4, 1], { median: 3, min: 1, max: 8 }],
])('the middle and the edges of %j', (sample, spread) => {
  expect(spreadOf(sample)).toEqual(spread)
})

test('each contender is first in every other round, the round before does not count, and ratios are per round', async () => {
  const turns: string[] = []
  const contender = (name: string, rates: number[]) => async () => {
    turns.push(name)
    return rates.shift() ?? Number.NaN
  }
  const result = await duel(
    { ours: contender('ours', [99, 10, 30, 80]), plain: contender('plain', [1, 20, 30, 100]) },
    3,
  )
  expect(turns.join(' ')).toBe('ours plain ours plain plain ours ours plain')
  expect(result).toEqual({
    ours: { median: 30, min: 10, max: 80 },
    plain: { median: 30, min: 20, max: 100 },
    ratio: { median: 0.8, min: 0.5, max: 1 },
  })
  expect(rowText({ name: 'PUT', unit: '/s', duel: result })).toBe(
    '| PUT | 30 /s | 30 /s | **0.80** (0.50 to 1.00) |',
  )
})
