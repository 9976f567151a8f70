import { ok, strictEqual } from 'node:assert/strict'
import { deleteDoomedKeys } from '@landfall/core/services'
import fc from 'fast-check'
import type { TestInstallation } from '../../src/testing/index.ts'
import { commandsOn } from './commands.ts'
import { createReal } from './create-real.ts'
import { Model } from './model.ts'
import type { Real } from './real.ts'

/** Plays so many lists of steps, each to a model and to an organization of its own. */
export async function play(
  installation: TestInstallation,
  { runs, maxCommands }: { runs: number; maxCommands: number },
): Promise<{ steps: number }> {
  await installation.runtime.ensureProbed()
  const profile = await installation.runtime.services.storeProfile.current()
  const areSealsVerified = profile?.copyComputesSha256 === true
  let steps = 0
  const played = fc.asyncProperty(commandsOn(installation, maxCommands), async commands => {
    const model = new Model(areSealsVerified)
    const real = await createReal(installation)
    await fc.asyncModelRun(() => ({ model, real }), commands)
    await checkStore(installation, { model, real })
    steps += [...commands].length
  })
  const { LANDFALL_SEED } = process.env
  const again = LANDFALL_SEED === undefined ? {} : { seed: Number(LANDFALL_SEED) }
  await fc.assert(played, { numRuns: runs, ...again, interruptAfterTimeLimit: 3_600_000 })
  return { steps }
}

type Key = { key: string; state: string }

/** What is served can be read as it was confirmed, and what is removed by and by leaves just what is live or kept. */
async function checkStore(
  installation: TestInstallation,
  { model, real }: { model: Model; real: Real },
): Promise<void> {
  const { database, runtime } = installation
  await database.sql(
    `UPDATE stored_key SET next_delete_at = now() - interval '1 s', doomed_until = now() - interval '1 s'
      WHERE organization_id = $1 AND state = 'doomed'`,
    [real.organizationId],
  )
  await deleteDoomedKeys(runtime.services)
  const rows = await database.sql<Key>('SELECT key, state FROM stored_key WHERE organization_id = $1', [
    real.organizationId,
  ])
  const left = new Map(rows.map(({ key, state }) => [key, state]))
  for (const key of await real.listStore())
    ok(['live', 'kept', 'open'].includes(left.get(key) ?? ''), `${key} is ${left.get(key)} and still there`)
  for (const [index, { createObject, bytes }] of model.uploads.entries())
    if (createObject && bytes) strictEqual(await real.read(index), bytes.text)
  const lives = [...left.values()].filter(state => state === 'live').length
  strictEqual(lives, model.liveBytes().length, 'live keys')
}
