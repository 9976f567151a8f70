import { expect, it } from 'vitest'
import { runSeeds } from './run-seed.ts'

const { LANDFALL_SEED } = process.env
const SEEDS =
  LANDFALL_SEED === undefined ? { from: 1, count: 500 } : { from: Number(LANDFALL_SEED), count: 1 }

it(`the books balance and a retry converges, whatever is late, lost, doubled or killed (${SEEDS.count} seeds)`, async () => {
  expect(await runSeeds(SEEDS)).toBeGreaterThan(SEEDS.count)
}, 120_000)

it('the same seed is the same run, and another seed another', async () => {
  const tracesFrom = async (from: number) => {
    const traces: (readonly string[])[] = []
    await runSeeds({ from, count: 5 }, trace => traces.push(trace))
    return traces
  }
  const traces = await tracesFrom(7)
  expect(await tracesFrom(7)).toEqual(traces)
  expect(new Set(traces.map(String)).size).toBe(5)
})
