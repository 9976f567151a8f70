import { expect, test } from 'vitest'
import { seedBucket, seedCompleted, seedPlace, seedUpload } from '../builders.ts'
import { type Scene, tenantOf } from './database-suite.ts'

export function bucketUpdateContract(scene: () => Scene): void {
  test('changes what is given and nothing else', async () => {
    const { ports, place } = scene()
    const before = await ports.buckets.find(place, place.bucketId)
    const rules = { maxFileBytes: 5, contentTypes: ['image/*'], requireSize: true }
    const changes = {
      name: 'new name',
      description: 'd',
      schema: { properties: { a: { type: 'string' } } },
      metadata: { m: 1 },
      rules,
      unconfirmed: 'expire',
      confirmGraceSeconds: 7,
      isLocked: true,
      status: 'ARCHIVED',
    } as const
    const updated = await ports.buckets.update(place, place.bucketId, changes)
    const after = { ...before, ...changes, updatedAt: expect.any(Date) }
    expect(updated).toEqual({ outcome: 'updated', bucket: after })
    const renamed = await ports.buckets.update(place, place.bucketId, { name: 'newer' })
    expect(renamed).toEqual({ outcome: 'updated', bucket: { ...after, name: 'newer' } })
    expect(await ports.buckets.find(place, 'newer')).toMatchObject({ bucketId: place.bucketId })
  })

  test('a name is taken once in a namespace', async () => {
    const { ports, place } = scene()
    await seedBucket(ports, { ...tenantOf(place), name: 'taken' })
    expect(await ports.buckets.update(place, place.bucketId, { name: 'taken' })).toEqual({
      outcome: 'name_taken',
    })
    const stranger = await seedPlace(ports)
    expect(await ports.buckets.update(stranger, place.bucketId, { name: 'x' })).toEqual({
      outcome: 'not_found',
    })
  })

  test('uploads know whether the schema was changed after they began', async () => {
    const { ports, place, stage } = scene()
    const before = await seedUpload(ports, place)
    await stage.elapse(1)
    await ports.buckets.update(place, place.bucketId, { description: 'no schema' })
    expect(await ports.uploads.findById(before.uploadId)).toMatchObject({ schemaChanged: false })
    await ports.buckets.update(place, place.bucketId, { schema: { properties: { a: { type: 'pdf' } } } })
    await stage.elapse(1)
    const after = await seedUpload(ports, place)
    expect(await ports.uploads.findById(before.uploadId)).toMatchObject({ schemaChanged: true })
    expect(await ports.uploads.findById(after.uploadId)).toMatchObject({ schemaChanged: false })
  })

  test('knows its smallest and largest file', async () => {
    const { ports, place } = scene()
    const other = await seedBucket(ports, tenantOf(place))
    const empty = await seedBucket(ports, tenantOf(place))
    const sizes = () => ports.buckets.fileSizes([place, other, empty].map(({ bucketId }) => bucketId))
    expect(await sizes()).toEqual(new Map())
    expect(await ports.buckets.fileSizes([])).toEqual(new Map())
    await seedCompleted(ports, { ...other, fileSizeBytes: 70 })
    for (const fileSizeBytes of [5, 700, 0]) await seedCompleted(ports, { ...place, fileSizeBytes })
    await seedUpload(ports, { ...place, fileSizeBytes: 9_000 })
    expect(await sizes()).toEqual(
      new Map([
        [place.bucketId, { min: 0, max: 700 }],
        [other.bucketId, { min: 70, max: 70 }],
      ]),
    )
  })
}
