import { expect, it } from 'vitest'
import { growthWhileSending } from './support/measure-memory.ts'

it('does not grow with a stream of 2 GB', async () => {
  const totalBytes = 2 * 1024 ** 3
  const { grownBytes, arrivedBytes } = await growthWhileSending(totalBytes)
  expect(arrivedBytes).toBe(totalBytes)
  expect(grownBytes).toBeLessThan(100 * 1024 * 1024)
})
