import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestInstallation, type TestInstallation } from '../../src/testing/index.ts'
import { play } from './play.ts'

let installation: TestInstallation
beforeAll(async () => {
  installation = await startTestInstallation()
})
afterAll(() => installation[Symbol.asyncDispose]())

it('answers and books exactly as the model does, whatever is done in whatever order', async () => {
  const { steps } = await play(installation, { runs: 20, maxCommands: 25 })
  expect(steps).toBeGreaterThan(100)
}, 120_000)
