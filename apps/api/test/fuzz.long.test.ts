import { afterAll, beforeAll, expect, it } from 'vitest'
import { runFuzz } from './support/run-fuzz.ts'
import { type Api, startApi } from './support/start-api.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api[Symbol.asyncDispose]())

it('answers every operation, whatever is sent, as its document says and never with 5xx', async () => {
  const seed = Date.now() % 2 ** 31
  await runFuzz(api, 400, seed)
  expect(api.logLines.filter(line => line.includes('failed unexpectedly'))).toEqual([])
}, 1_800_000)
