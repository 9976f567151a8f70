import { expect, it } from 'vitest'
import { runSeeds } from './run-seed.ts'

const SEEDS = { from: 1_000, count: 100_000 }

it(`the books balance and a retry converges in ${SEEDS.count} runs more`, async () => {
  expect(await runSeeds(SEEDS)).toBeGreaterThan(SEEDS.count)
}, 3_600_000)
