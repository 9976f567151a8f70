import { expect, it } from 'vitest'
import { growthWhileSending } from './support/measure-memory.ts'

it('holds a few chunks of a stream, not the stream', async () => {
  const totalBytes = 300 * 1024 * 1024
  const { grownBytes, arrivedBytes } = await growthWhileSending(totalBytes)
  expect(arrivedBytes).toBe(totalBytes)
  expect(grownBytes).toBeLessThan(100 * 1024 * 1024)
  // So many bytes take their time beside other work; what is measured is memory.
}, 120_000)
