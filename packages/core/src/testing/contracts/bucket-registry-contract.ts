import { expect, test } from 'vitest'
import { newBucket, newCompletion, seedBucket, seedPlace, seedUpload } from '../builders.ts'
import { testIds } from '../ids.ts'
import { bucketUpdateContract } from './bucket-registry-update.ts'
import type { MakeDatabaseHarness } from './database-harness.ts'
import { databaseSuite, type Scene, tenantOf } from './database-suite.ts'

/** What every `BucketRegistry` does. */
export function bucketRegistryContract(name: string, makeHarness: MakeDatabaseHarness): void {
  databaseSuite(`${name} keeps the BucketRegistry contract: create and find`, makeHarness, findContract)
  databaseSuite(`${name} keeps the BucketRegistry contract: list`, makeHarness, listContract)
  databaseSuite(`${name} keeps the BucketRegistry contract: update`, makeHarness, bucketUpdateContract)
}

function findContract(scene: () => Scene): void {
  test('a new bucket is ACTIVE, empty and as it was asked for', async () => {
    const { ports } = scene()
    const { organizationId, namespaceId } = await seedPlace(ports, { maxFileBytes: 5_000_000_000 })
    const bucket = newBucket({
      organizationId,
      namespaceId,
      name: 'Bücher (2026)',
      description: 'all of them',
      schema: { properties: { title: { type: 'string' } } },
      uniqueKey: { fields: ['isbn'], default_policy: 'upsert' },
      metadata: { team: ['a', null] },
      rules: { maxFileBytes: 6_000_000_000, contentTypes: ['image/*'], requireSize: true },
      unconfirmed: 'expire',
      confirmGraceSeconds: 30,
    })
    const created = await ports.buckets.create(bucket)
    expect(created).toEqual({
      outcome: 'created',
      bucket: {
        ...bucket,
        status: 'ACTIVE',
        isLocked: false,
        objectCount: 0,
        totalSizeBytes: 0,
        createdAt: expect.any(Date),
        updatedAt: expect.any(Date),
        lastUploadAt: null,
        organizationMaxFileBytes: 5_000_000_000,
      },
    })
    const found = await ports.buckets.find({ organizationId, namespaceId }, bucket.bucketId)
    expect(created).toMatchObject({ bucket: found })
  })

  test('is found by its id or its name, in its own namespace', async () => {
    const { ports, place, stage } = scene()
    const { bucketId } = await seedBucket(ports, { ...tenantOf(place), name: 'photos' })
    for (const ref of [bucketId, 'photos'])
      expect(await ports.buckets.find(place, ref)).toMatchObject({ bucketId, name: 'photos' })
    expect(await ports.buckets.find(place, 'Photos')).toBeNull()
    const namespaceId = testIds.next('namespace')
    await stage.addNamespace({ namespaceId, organizationId: place.organizationId, name: 'second' })
    for (const tenant of [await seedPlace(ports), { ...place, namespaceId }])
      for (const ref of [bucketId, 'photos']) expect(await ports.buckets.find(tenant, ref)).toBeNull()
  })

  test('where one bucket is named like the id of another, the id wins', async () => {
    const { ports, place } = scene()
    const { bucketId } = await seedBucket(ports, { ...tenantOf(place), name: 'first' })
    await seedBucket(ports, { ...tenantOf(place), name: bucketId })
    expect(await ports.buckets.find(place, bucketId)).toMatchObject({ name: 'first' })
  })

  test('a name is taken once per namespace', async () => {
    const { ports, place } = scene()
    await seedBucket(ports, { ...tenantOf(place), name: 'photos' })
    expect(await ports.buckets.create(newBucket({ ...tenantOf(place), name: 'photos' }))).toEqual({
      outcome: 'name_taken',
    })
    const other = await seedPlace(ports)
    expect(await ports.buckets.create(newBucket({ ...tenantOf(other), name: 'photos' }))).toMatchObject({
      outcome: 'created',
    })
  })

  test('of ten concurrent creates with one name one wins', async () => {
    const { ports, place } = scene()
    const buckets = Array.from({ length: 10 }, () => newBucket({ ...tenantOf(place), name: 'photos' }))
    const results = await Promise.all(buckets.map(bucket => ports.buckets.create(bucket)))
    expect(results.filter(({ outcome }) => outcome === 'created')).toHaveLength(1)
    expect((await ports.buckets.list(place, { limit: 100, offset: 0, search: 'photos' })).total).toBe(1)
  })

  test('its quota row is there from the start and gives its statistics', async () => {
    const { ports, place } = scene()
    const second = await seedBucket(ports, tenantOf(place))
    expect(
      await ports.quotas.get(place, { scope: 'bucket', id: second.bucketId, owner: null }),
    ).not.toBeNull()
    for (const sizeBytes of [100, 23])
      await ports.uploads.finish(
        newCompletion(await seedUpload(ports, { ...second, fileSizeBytes: sizeBytes })),
      )
    await seedUpload(ports, { ...second, fileSizeBytes: 4000 })
    const found = await ports.buckets.find(place, second.bucketId)
    expect(found).toMatchObject({ objectCount: 2, totalSizeBytes: 123, lastUploadAt: expect.any(Date) })
    expect(await ports.buckets.find(place, place.bucketId)).toMatchObject({
      objectCount: 0,
      totalSizeBytes: 0,
    })
  })
}

function listContract(scene: () => Scene): void {
  const seedNames = async (names: string[]) => {
    const { ports, place, stage } = scene()
    for (const name of names) {
      await stage.elapse(1)
      await seedBucket(ports, { ...tenantOf(place), name })
    }
  }
  const list = async (page: { limit?: number; offset?: number; search?: string }) => {
    const { ports, place } = scene()
    const { buckets, total } = await ports.buckets.list(place, { limit: 100, offset: 0, ...page })
    return { names: buckets.map(({ name }) => name), total }
  }

  test('newest first, a page at a time, with the number of all', async () => {
    await seedNames(['one', 'two', 'three'])
    const { place, ports } = scene()
    const first = await ports.buckets.find(place, place.bucketId)
    expect(await list({})).toEqual({ names: ['three', 'two', 'one', first?.name], total: 4 })
    expect(await list({ limit: 2, offset: 1 })).toEqual({ names: ['two', 'one'], total: 4 })
    expect(await list({ offset: 4 })).toEqual({ names: [], total: 4 })
  })

  test('searches names, whatever the case, literally', async () => {
    await seedNames(['Photos', 'photos_2025', 'photosX2025', '100%', 'back\\slash'])
    expect(await list({ search: 'PHOTO' })).toMatchObject({ total: 3 })
    expect(await list({ search: 's_2' })).toEqual({ names: ['photos_2025'], total: 1 })
    expect(await list({ search: '%' })).toEqual({ names: ['100%'], total: 1 })
    expect(await list({ search: '\\' })).toEqual({ names: ['back\\slash'], total: 1 })
    expect(await list({ search: 'photo', limit: 1, offset: 2 })).toEqual({ names: ['Photos'], total: 3 })
    expect(await list({ search: 'nothing' })).toEqual({ names: [], total: 0 })
  })

  test('each bucket as find shows it, and no stranger’s', async () => {
    const { ports, place } = scene()
    await seedPlace(ports)
    const { buckets, total } = await ports.buckets.list(place, { limit: 10, offset: 0 })
    expect(total).toBe(1)
    expect(buckets).toEqual([await ports.buckets.find(place, place.bucketId)])
  })
}
