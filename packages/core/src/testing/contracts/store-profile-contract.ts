import { expect, test } from 'vitest'
import type { StoreCapabilities } from '../../domain/guard.ts'
import { CAPABLE } from '../store/capabilities.ts'
import type { MakeDatabaseHarness } from './database-harness.ts'
import { databaseSuite, type Scene } from './database-suite.ts'

const S3: StoreCapabilities = {
  ...CAPABLE,
  copyComputesSha256: false,
  conditionalDelete: false,
  pagesParts: false,
}

const DAY = 86_400

/** What every `StoreProfile` does. */
export function storeProfileContract(name: string, makeHarness: MakeDatabaseHarness): void {
  databaseSuite(`${name} keeps the StoreProfile contract`, makeHarness, tests)
}

function tests(scene: () => Scene): void {
  const profile = () => scene().ports.storeProfile

  test('a store that was never probed has none', async () => {
    expect(await profile().current()).toBeNull()
    await profile().invalidate()
    expect(await profile().current()).toBeNull()
  })

  test('what the probe saw is what everybody reads, and the last probe counts', async () => {
    await profile().save(S3)
    expect(await profile().current()).toEqual(S3)
    const other = { ...S3, conditionalPut: false, versioned: true }
    await profile().save(other)
    expect(await profile().current()).toEqual(other)
  })

  test('outlives the day to the next probe, but not a week without one', async () => {
    await profile().save(S3)
    await scene().stage.elapse(DAY + 60)
    expect(await profile().current()).toEqual(S3)
    await scene().stage.elapse(6 * DAY)
    expect(await profile().current()).toBeNull()
    await profile().save(S3)
    expect(await profile().current()).toEqual(S3)
  })

  test('is forgotten when traffic contradicts it, until the next probe', async () => {
    await profile().save(S3)
    await profile().invalidate()
    expect(await profile().current()).toBeNull()
    await profile().save(S3)
    expect(await profile().current()).toEqual(S3)
  })
}
