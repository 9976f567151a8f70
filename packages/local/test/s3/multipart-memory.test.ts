import { expect, it } from 'vitest'
import { multipartMemoryRun } from './support/multipart-memory-run.ts'

it('an object of 150 MB passes in three parts while memory stays flat', { timeout: 120_000 }, async () => {
  const run = await multipartMemoryRun(50 * 1024 ** 2, 3)
  expect(run.isSame).toBe(true)
  expect(run.partsGrowthMiB).toBeLessThan(100)
  expect(run.completeGrowthMiB).toBeLessThan(100)
  expect(run.getGrowthMiB).toBeLessThan(100)
})
