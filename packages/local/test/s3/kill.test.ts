import { expect, it } from 'vitest'
import { killRounds } from './support/kill-rounds.ts'

it('kill -9 in the middle of writes leaves each object whole with its metadata or not at all', {
  timeout: 60_000,
}, async () => {
  const { objects, unfinished } = await killRounds(6)
  expect(objects).toBeGreaterThan(0)
  // Otherwise no write was interrupted and nothing was shown.
  expect(unfinished).toBeGreaterThan(0)
})
