import { rmSync } from 'node:fs'
import { expect, it } from 'vitest'
import { runTorture } from '../src/run-torture.ts'

/** Without these it would show nothing. */
const HAVE_TO_HAPPEN = [
  ...['api', 'worker', 'store', 'postgres'].map(part => `kill -9 of ${part}`),
  ...['clean restarts of postgres', 'spells of a failing store'],
  ...['one upload', 'with a token', 'in batches', 'unique names', 'albums'].map(kind => `kind: ${kind}`),
  ...['bytes in a request', 'near the limit', 'strangers'].map(kind => `kind: ${kind}`),
  ...['settled by client', 'settled by sweep', 'ended FAILED', 'keys gone', 'keys live'],
  ...['files acknowledged', 'files read back'],
]

it('accounts for every byte after two minutes of kills, restarts and a failing store', async () => {
  const seed = Date.now() % 1_000_000
  // Every other run, on average, on a store that keeps all versions.
  const isVersioned = seed % 2 === 0
  const result = await runTorture({ minutes: 2, seed, clients: 16, isVersioned, say: () => undefined })
  expect(
    result.violations,
    `--seed ${seed}${isVersioned ? ' --versioned' : ''}, logs in ${result.dir}`,
  ).toEqual([])
  const figures = Object.fromEntries(result.figures)
  for (const name of HAVE_TO_HAPPEN) expect(figures[name] ?? 0, name).toBeGreaterThan(0)
  rmSync(result.dir, { recursive: true, force: true })
}, 1_800_000)
