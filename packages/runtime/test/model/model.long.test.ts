import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestInstallation, type TestInstallation } from '../../src/testing/index.ts'
import { play } from './play.ts'

let installation: TestInstallation
beforeAll(async () => {
  installation = await startTestInstallation()
})
afterAll(() => installation[Symbol.asyncDispose]())

it('answers and books exactly as the model does, for as long as there is patience', async () => {
  const { steps } = await play(installation, { runs: 400, maxCommands: 60 })
  expect(steps).toBeGreaterThan(2_000)
}, 3_600_000)
