import { expect, it } from 'vitest'
import { versionRounds } from './support/version-rounds.ts'

it('kill -9 leaves every key with the versions that were answered, in their order', {
  timeout: 300_000,
}, async () => {
  const { changes } = await versionRounds(4)
  expect(changes).toBeGreaterThan(20)
})
