import { expect, it } from 'vitest'
import { memoryRun } from './support/memory-run.ts'

it('an object of 2 GB passes in, over and out while memory stays flat', { timeout: 300_000 }, async () => {
  const run = await memoryRun(2 * 1024 ** 3)
  expect(run.isSame).toBe(true)
  expect(run.putGrowthMiB).toBeLessThan(100)
  expect(run.copyGrowthMiB).toBeLessThan(100)
  expect(run.getGrowthMiB).toBeLessThan(100)
})
