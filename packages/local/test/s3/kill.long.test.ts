import { expect, it } from 'vitest'
import { killRounds } from './support/kill-rounds.ts'

it('a hundred kills in the middle of writes lose and break nothing', { timeout: 600_000 }, async () => {
  const { objects, unfinished } = await killRounds(100)
  expect(objects).toBeGreaterThan(0)
  expect(unfinished).toBeGreaterThan(50)
})
