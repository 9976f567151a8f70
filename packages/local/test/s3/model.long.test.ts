import { expect, it } from 'vitest'
import { runSequences } from './support/model/run-sequences.ts'

it('the store and a plain model of a bucket answer long random sequences alike', {
  timeout: 600_000,
}, async () => {
  expect(await runSequences({ runs: 300, maxLength: 120 })).toBeGreaterThan(5000)
})
