import { expect, it } from 'vitest'
import { memoryRun } from './support/memory-run.ts'

it('an object of 300 MB passes in, over and out while memory stays flat', { timeout: 300_000 }, async () => {
  const run = await memoryRun(300 * 1024 * 1024)
  expect(run.isSame).toBe(true)
  expect(run.putGrowthMiB).toBeLessThan(100)
  expect(run.copyGrowthMiB).toBeLessThan(100)
  expect(run.getGrowthMiB).toBeLessThan(100)
})
