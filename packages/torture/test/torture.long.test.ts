import { rmSync } from 'node:fs'
import { expect, it } from 'vitest'
import { runTorture } from '../src/run-torture.ts'

it('accounts for every byte after two minutes of kills, restarts and a failing store', async () => {
  const seed = Date.now() % 1_000_000
  const result = await runTorture({ minutes: 2, seed, clients: 16, say: () => undefined })
  expect(result.violations, `--seed ${seed}, logs in ${result.dir}`).toEqual([])
  expect(Object.fromEntries(result.figures)).toMatchObject({
    'kill -9 of api': expect.any(Number),
    'kill -9 of worker': expect.any(Number),
    'files acknowledged': expect.any(Number),
    'objects read back': expect.any(Number),
  })
  rmSync(result.dir, { recursive: true, force: true })
}, 900_000)
