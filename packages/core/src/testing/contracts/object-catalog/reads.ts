import { expect, test } from 'vitest'
import type { ObjectRecord } from '../../../domain/object.ts'
import { seedBucket, seedCompleted, seedPlace } from '../../builders.ts'
import type { Scene } from '../database-suite.ts'
import { tenantOf } from '../database-suite.ts'

const idsOf = (objects: ObjectRecord[]) => objects.map(({ objectId }) => objectId)

export function catalogReadsContract(scene: () => Scene): void {
  const seed = async (count: number) => {
    const { ports, place, stage } = scene()
    const ids: string[] = []
    for (let made = 0; made < count; made += 1) {
      ids.unshift((await seedCompleted(ports, place)).objectId ?? '')
      await stage.elapse(1)
    }
    return ids
  }
  const list = (page: { limit?: number; cursor?: string | undefined; offset?: number } = {}) => {
    const { ports, place } = scene()
    return ports.objects.list(place, { bucketId: place.bucketId, limit: 100, ...page })
  }

  test('is found by its id, in its bucket or in any', async () => {
    const { ports, place } = scene()
    const other = await seedBucket(ports, tenantOf(place))
    const [objectId = ''] = await seed(1)
    const inAny = await ports.objects.find(place, { objectId, bucketId: null })
    expect(inAny).toMatchObject({ ...place, objectId, keyPrefix: null, status: 'COMPLETED' })
    expect(await ports.objects.find(place, { objectId, bucketId: place.bucketId })).toEqual(inAny)
    expect(await ports.objects.find(place, { objectId, bucketId: other.bucketId })).toBeNull()
    expect(await ports.objects.find(place, { objectId: 'obj_0000000000000000', bucketId: null })).toBeNull()
  })

  test("a stranger finds, lists and deletes none of another tenant's objects", async () => {
    const { ports, place } = scene()
    const [objectId = ''] = await seed(1)
    const stranger = await seedPlace(ports)
    const neighbor = { organizationId: place.organizationId, namespaceId: stranger.namespaceId }
    for (const tenant of [stranger, neighbor])
      for (const bucketId of [null, place.bucketId]) {
        expect(await ports.objects.find(tenant, { objectId, bucketId })).toBeNull()
        expect(await ports.objects.delete(tenant, { objectId, bucketId })).toBe(false)
      }
    const query = { bucketId: place.bucketId, limit: 10 }
    expect(await ports.objects.list(stranger, query)).toEqual({ objects: [], nextCursor: null })
    expect(await ports.objects.find(place, { objectId, bucketId: null })).not.toBeNull()
  })

  test('lists newest first, each as find shows it, one bucket only', async () => {
    const { ports, place } = scene()
    const ids = await seed(3)
    await seedCompleted(ports, await seedBucket(ports, tenantOf(place)))
    const { objects, nextCursor } = await list()
    expect(idsOf(objects)).toEqual(ids)
    expect(nextCursor).toBeNull()
    expect(objects[0]).toEqual(await ports.objects.find(place, { objectId: ids[0] ?? '', bucketId: null }))
  })

  test('pages by keyset hold every object once, whatever is added or deleted meanwhile', async () => {
    const { ports, place } = scene()
    const ids = await seed(5)
    const first = await list({ limit: 2 })
    await seedCompleted(ports, place)
    await ports.objects.delete(place, { objectId: ids[1] ?? '', bucketId: null })
    const second = await list({ limit: 2, cursor: first.nextCursor ?? undefined })
    const third = await list({ limit: 2, cursor: second.nextCursor ?? undefined })
    expect([first, second, third].map(({ objects }) => idsOf(objects))).toEqual([
      ids.slice(0, 2),
      ids.slice(2, 4),
      ids.slice(4),
    ])
    expect(third.nextCursor).toBeNull()
  })

  test('objects created at the same moment are neither lost nor repeated', async () => {
    const ids = await seed(5)
    await scene().stage.levelTimes()
    const first = await list({ limit: 3 })
    const second = await list({ limit: 3, cursor: first.nextCursor ?? undefined })
    expect([...idsOf(first.objects), ...idsOf(second.objects)].sort()).toEqual(ids.sort())
    expect(second.nextCursor).toBeNull()
  })

  test('pages by offset too, where no cursor is given', async () => {
    const ids = await seed(4)
    expect(idsOf((await list({ limit: 2, offset: 1 })).objects)).toEqual(ids.slice(1, 3))
    const { nextCursor } = await list({ limit: 1 })
    expect(idsOf((await list({ limit: 1, offset: 3, cursor: nextCursor ?? undefined })).objects)).toEqual([
      ids[1],
    ])
    expect((await list({ offset: 4 })).objects).toEqual([])
  })
}
