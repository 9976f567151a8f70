import { expect, it } from 'vitest'
import { killRounds } from './support/kill-rounds.ts'

it('forty kills in the middle of writes lose and break nothing', { timeout: 600_000 }, async () => {
  const { objects, unfinished } = await killRounds(40)
  expect(objects).toBeGreaterThan(0)
  expect(unfinished).toBeGreaterThan(20)
})
