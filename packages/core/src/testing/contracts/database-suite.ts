import { afterEach, beforeEach, describe, expect } from 'vitest'
import type { Tenant } from '../../domain/actor.ts'
import type { QuotaScope } from '../../domain/quota.ts'
import type { QuotaRef } from '../../ports/quota-book.ts'
import { actualCounters, type Books, NOTHING_BOOKED } from '../books.ts'
import { type Place, seedPlace } from '../builders.ts'
import type { DatabaseHarness, MakeDatabaseHarness } from './database-harness.ts'

/** A database with one tenant and one bucket in it. */
export interface Scene extends DatabaseHarness {
  place: Place
}

/** Whatever a test did, afterwards counters, ledger and reality have to say the same. */
export function databaseSuite(
  name: string,
  makeHarness: MakeDatabaseHarness,
  tests: (scene: () => Scene) => void,
): void {
  describe(name, () => {
    let scene: Scene
    beforeEach(async () => {
      const harness = await makeHarness()
      scene = { ...harness, place: await seedPlace(harness.ports) }
    })
    afterEach(async () => {
      expectBalanced(await scene.books())
      await scene.close()
    })
    tests(() => scene)
  })
}

export function expectBalanced(books: Books): void {
  const ledger = new Map(books.ledgerSums.map(({ id, ...sum }) => [id, sum]))
  const actual = actualCounters(books)
  const known = books.quotas.map(({ id }) => id).sort()
  // A deleted bucket has no quota any more; what its ledger says adds up to nothing.
  const booked = [...ledger].filter(([, sums]) => Object.values(sums).some(sum => sum !== 0))
  expect(known).toEqual(expect.arrayContaining([...booked.map(([id]) => id), ...actual.keys()]))
  const accounts = books.quotas.map(({ id, ...counters }) => ({ id, counters }))
  expect(accounts).toEqual(accounts.map(({ id }) => ({ id, counters: ledger.get(id) ?? NOTHING_BOOKED })))
  expect(accounts).toEqual(accounts.map(({ id }) => ({ id, counters: actual.get(id) ?? NOTHING_BOOKED })))
}

/** All four, narrowest last. */
export const SCOPES: QuotaScope[] = ['organization', 'namespace', 'bucket', 'owner']

export function quotaRefOf(scope: QuotaScope, place: Place, owner = 'ada'): QuotaRef {
  const id = {
    organization: place.organizationId,
    namespace: place.namespaceId,
    bucket: place.bucketId,
    owner: place.bucketId,
  }[scope]
  return { scope, id, owner: scope === 'owner' ? owner : null }
}

export const tenantOf = ({ organizationId, namespaceId }: Place): Tenant => ({ organizationId, namespaceId })

/** The bucket's counters: used and reserved. */
export async function countersOf({ ports, place }: Scene, scope: QuotaScope = 'bucket', owner = 'ada') {
  const quota = await ports.quotas.get(place, quotaRefOf(scope, place, owner))
  if (quota === null) throw new RangeError(`countersOf: no ${scope}`)
  const { usedBytes, usedObjects, reservedBytes, reservedObjects } = quota
  return { usedBytes, usedObjects, reservedBytes, reservedObjects }
}

export const counters = (part: Partial<typeof NOTHING_BOOKED> = {}) => ({ ...NOTHING_BOOKED, ...part })

export async function keyStatesOf({ books }: Scene, uploadId: string): Promise<Record<string, string>> {
  const { keys } = await books()
  return Object.fromEntries(
    keys.filter(key => key.uploadId === uploadId).map(({ key, state }) => [key, state]),
  )
}
