import { expect, it } from 'vitest'
import { versionRounds } from './support/version-rounds.ts'

it('thirty kills in the middle of changes lose and reorder no version', { timeout: 600_000 }, async () => {
  const { changes, unfinished } = await versionRounds(30)
  expect(changes).toBeGreaterThan(150)
  expect(unfinished).toBeGreaterThan(0)
})
