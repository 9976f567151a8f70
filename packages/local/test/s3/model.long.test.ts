import { expect, it } from 'vitest'
import { runSequences } from './support/model/run-sequences.ts'

it('the store and a plain model of a bucket answer long random sequences alike', {
  timeout: 600_000,
}, async () => {
  expect(await runSequences({ runs: 150, maxLength: 120, limitMs: 500_000 })).toBeGreaterThan(2000)
})
