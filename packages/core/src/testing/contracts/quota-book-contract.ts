import { expect, test } from 'vitest'
import { quotaId } from '../../domain/quota.ts'
import type { QuotaBook, QuotaRef } from '../../ports/quota-book.ts'
import { newUpload, seedBucket, seedCompleted, seedPlace, seedUpload } from '../builders.ts'
import { testIds } from '../ids.ts'
import type { MakeDatabaseHarness } from './database-harness.ts'
import { counters, databaseSuite, quotaRefOf, SCOPES, type Scene, tenantOf } from './database-suite.ts'
import { quotaEventsContract } from './quota-book/events.ts'
import { ownerLimitsContract } from './quota-book/owner-limits.ts'

/** What every `QuotaBook` does. */
export function quotaBookContract(name: string, makeHarness: MakeDatabaseHarness): void {
  databaseSuite(`${name} keeps the QuotaBook contract`, makeHarness, tests)
  databaseSuite(`${name} keeps the QuotaBook contract: list`, makeHarness, listContract)
  databaseSuite(`${name} keeps the QuotaBook contract: limits of owners`, makeHarness, ownerLimitsContract)
  databaseSuite(`${name} keeps the QuotaBook contract: events`, makeHarness, quotaEventsContract)
}

function tests(scene: () => Scene): void {
  test.each(SCOPES)('a new %s has no limits and zero counters', async scope => {
    const { ports, place } = scene()
    const ref = quotaRefOf(scope, place)
    expect(await ports.quotas.get(place, ref)).toEqual({
      id: quotaId(scope, ref.id, ref.owner),
      scope,
      scopeId: ref.id,
      owner: ref.owner,
      limitBytes: null,
      limitObjects: null,
      ownerLimitBytes: null,
      ownerLimitObjects: null,
      ...counters(),
    })
  })

  test('looking at an owner that never uploaded leaves no row behind', async () => {
    const { ports, place, books } = scene()
    await ports.quotas.get(place, quotaRefOf('owner', place))
    expect((await books()).quotas.map(({ id }) => id)).not.toContain(quotaId('owner', place.bucketId, 'ada'))
  })

  test.each(SCOPES)('what is used and reserved shows in its %s', async scope => {
    const { ports, place } = scene()
    await seedCompleted(ports, { ...place, owner: 'ada', fileSizeBytes: 5_000_000_000_000 })
    await seedUpload(ports, { ...place, owner: 'ada', fileSizeBytes: 30 })
    expect(await ports.quotas.get(place, quotaRefOf(scope, place))).toMatchObject({
      usedBytes: 5_000_000_000_000,
      usedObjects: 1,
      reservedBytes: 30,
      reservedObjects: 1,
    })
  })

  test.each(SCOPES)('sets the limits of its %s: a number, none, or as it was', async scope => {
    const { ports, place } = scene()
    const ref = quotaRefOf(scope, place)
    const set = (limits: object) => ports.quotas.set(place, { ...ref, ...limits })
    expect(await set({ limitBytes: 8_000_000_000_000, limitObjects: 7 })).toMatchObject({
      scope,
      limitBytes: 8_000_000_000_000,
      limitObjects: 7,
    })
    expect(await set({ limitBytes: 0 })).toMatchObject({ limitBytes: 0, limitObjects: 7 })
    expect(await set({ limitObjects: null })).toMatchObject({ limitBytes: 0, limitObjects: null })
    expect(await set({})).toMatchObject({ limitBytes: 0, limitObjects: null })
    expect(await ports.quotas.get(place, ref)).toMatchObject({ limitBytes: 0, limitObjects: null })
  })

  test('a lower limit takes nothing away and stops the next reservation', async () => {
    const { ports, place } = scene()
    const ref = quotaRefOf('bucket', place)
    await seedCompleted(ports, { ...place, fileSizeBytes: 700 })
    const open = await seedUpload(ports, { ...place, fileSizeBytes: 30 })
    const set = await ports.quotas.set(place, { ...ref, limitBytes: 1, limitObjects: 1 })
    expect(set).toMatchObject({ limitBytes: 1, usedBytes: 700, usedObjects: 1, reservedBytes: 30 })
    expect(await ports.uploads.findById(open.uploadId)).toEqual(open)
    expect(await ports.uploads.reserve(newUpload(place))).toMatchObject({ outcome: 'quota_exceeded' })
  })

  test('an owner limited before the first upload is limited from it on', async () => {
    const { ports, place } = scene()
    await ports.quotas.set(place, { ...quotaRefOf('owner', place), limitBytes: 10 })
    const reserve = (fileSizeBytes: number | null) =>
      ports.uploads.reserve(newUpload({ ...place, owner: 'ada', fileSizeBytes }))
    expect(await reserve(11)).toMatchObject({ outcome: 'quota_exceeded', refusal: { scope: 'owner' } })
    expect(await reserve(10)).toMatchObject({ outcome: 'reserved' })
    for (let count = 0; count < 20; count += 1) await reserve(null)
    expect(await reserve(null)).toMatchObject({ outcome: 'too_many_unsized', scope: 'owner', limit: 20 })
  })

  test('one owner name in two buckets is two owners', async () => {
    const { ports, place } = scene()
    const other = await seedBucket(ports, tenantOf(place))
    await ports.quotas.set(place, { ...quotaRefOf('owner', place), limitBytes: 10 })
    expect(await ports.quotas.get(place, quotaRefOf('owner', other))).toMatchObject({ limitBytes: null })
  })

  test('there is no such scope: unknown ids, other tenants, owners where none belongs', async () => {
    const { ports, place } = scene()
    const stranger = await seedPlace(ports)
    const unknown: QuotaRef[] = [
      ...SCOPES.map(scope => quotaRefOf(scope, stranger)),
      ...SCOPES.map(scope => ({ ...quotaRefOf(scope, place), id: 'bkt_0000000000000000' })),
      { scope: 'owner', id: place.bucketId, owner: null },
      { scope: 'bucket', id: place.bucketId, owner: 'ada' },
      { scope: 'bucket', id: place.organizationId, owner: null },
      { scope: 'organization', id: place.bucketId, owner: null },
    ]
    for (const ref of unknown) {
      expect(await ports.quotas.get(place, ref)).toBeNull()
      expect(await ports.quotas.set(place, { ...ref, limitBytes: 1 })).toBeNull()
    }
    for (const scope of SCOPES)
      expect(await ports.quotas.get(stranger, quotaRefOf(scope, stranger))).toMatchObject({
        limitBytes: null,
      })
  })

  test('another namespace of the organization shares its quota and no other', async () => {
    const { ports, place, stage } = scene()
    await seedUpload(ports, { ...place, owner: 'ada' })
    const namespaceId = testIds.next('namespace')
    const { organizationId } = place
    await stage.addNamespace({ namespaceId, organizationId, name: 'second' })
    const neighbor = { organizationId, namespaceId }
    for (const scope of SCOPES) {
      const ref = quotaRefOf(scope, place)
      const isShared = scope === 'organization'
      expect((await ports.quotas.get(neighbor, ref)) !== null).toBe(isShared)
      expect((await ports.quotas.set(neighbor, { ...ref, limitBytes: 9 })) !== null).toBe(isShared)
      expect(await ports.quotas.get(place, ref)).toMatchObject({ limitBytes: isShared ? 9 : null })
    }
  })

  test('limits set together are both kept', async () => {
    const { ports, place } = scene()
    const ref = quotaRefOf('owner', place)
    await Promise.all([
      ports.quotas.set(place, { ...ref, limitBytes: 5 }),
      ports.quotas.set(place, { ...ref, limitObjects: 6 }),
      seedUpload(ports, { ...place, owner: 'ada', fileSizeBytes: 1 }),
    ])
    expect(await ports.quotas.get(place, ref)).toMatchObject({
      limitBytes: 5,
      limitObjects: 6,
      reservedBytes: 1,
    })
  })
}

function listContract(scene: () => Scene): void {
  const list = async (page: Partial<Parameters<QuotaBook['list']>[1]> = {}) => {
    const { ports, place } = scene()
    return ports.quotas.list(place, { scope: null, bucketId: null, limit: 100, offset: 0, ...page })
  }

  test('holds every scope with its name, widest first, then by used bytes', async () => {
    const { ports, place } = scene()
    const second = await seedBucket(ports, { ...tenantOf(place), name: 'second' })
    await seedCompleted(ports, { ...place, owner: 'ada', fileSizeBytes: 10 })
    await seedCompleted(ports, { ...second, owner: 'bob', fileSizeBytes: 5_000_000_000_000 })
    const { quotas, total } = await list()
    expect(total).toBe(6)
    const first = (await ports.buckets.find(place, place.bucketId))?.name
    expect(quotas.map(({ scope, name, owner, usedBytes }) => [scope, name, owner, usedBytes])).toEqual([
      ['organization', place.organizationId.replace('org_', 'org '), null, 5_000_000_000_010],
      ['namespace', 'default', null, 5_000_000_000_010],
      ['bucket', 'second', null, 5_000_000_000_000],
      ['bucket', first, null, 10],
      ['owner', 'second', 'bob', 5_000_000_000_000],
      ['owner', first, 'ada', 10],
    ])
    for (const { name: _, ...quota } of quotas)
      expect(await ports.quotas.get(place, { ...quota, id: quota.scopeId })).toEqual(quota)
  })

  test('comes in pages and by scope, with the number of all', async () => {
    const { ports, place } = scene()
    for (const owner of ['ada', 'bob', 'cyd']) await seedUpload(ports, { ...place, owner })
    const all = await list()
    expect(await list({ limit: 2, offset: 3 })).toEqual({ quotas: all.quotas.slice(3, 5), total: 6 })
    expect(await list({ offset: 6 })).toEqual({ quotas: [], total: 6 })
    const owners = await list({ scope: 'owner', limit: 2 })
    expect(owners.quotas.map(({ owner }) => owner)).toEqual(['ada', 'bob'])
    expect(owners.total).toBe(3)
  })

  test('of one bucket are its own quota and its owners’, those who use most first', async () => {
    const { ports, place } = scene()
    const other = await seedBucket(ports, tenantOf(place))
    for (const [at, owner, fileSizeBytes] of [
      [place, 'ada', 1],
      [other, 'eve', 9],
      [place, 'bob', 3],
    ] as const)
      await seedCompleted(ports, { ...at, owner, fileSizeBytes })
    const of = async (page: object) =>
      (await list({ bucketId: place.bucketId, ...page })).quotas.map(({ owner }) => owner)
    expect(await of({})).toEqual([null, 'bob', 'ada'])
    expect(await of({ scope: 'owner', limit: 1 })).toEqual(['bob'])
  })

  test('has nothing of another namespace', async () => {
    const { ports, place, stage } = scene()
    await seedPlace(ports)
    const namespaceId = testIds.next('namespace')
    await stage.addNamespace({ namespaceId, organizationId: place.organizationId, name: 'second' })
    expect((await list()).quotas.map(({ scopeId }) => scopeId)).toEqual([
      place.organizationId,
      place.namespaceId,
      place.bucketId,
    ])
  })
}
