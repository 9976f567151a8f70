import { expect, it } from 'vitest'
import { multipartMemoryRun } from './support/multipart-memory-run.ts'

it('an object of 5 GB passes in five parts with flat memory', { timeout: 1_800_000 }, async () => {
  const run = await multipartMemoryRun(1000 * 1024 ** 2, 5)
  expect(run.isSame).toBe(true)
  expect(run.partsGrowthMiB).toBeLessThan(100)
  expect(run.completeGrowthMiB).toBeLessThan(100)
  expect(run.getGrowthMiB).toBeLessThan(100)
})
