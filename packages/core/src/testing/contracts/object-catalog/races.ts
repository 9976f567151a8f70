import { expect, test } from 'vitest'
import { newCompletion, seedCompleted, seedUpload } from '../../builders.ts'
import { testIds } from '../../ids.ts'
import { counters, countersOf, keyStatesOf, type Scene } from '../database-suite.ts'

export function catalogRacesContract(scene: () => Scene): void {
  const remove = (objectId: string | null) =>
    scene().ports.objects.delete(scene().place, { objectId: objectId ?? '', bucketId: null })

  test('of ten concurrent deletes one is true, and gives back once', async () => {
    const { ports, place } = scene()
    const { objectId } = await seedCompleted(ports, { ...place, owner: 'ada', fileSizeBytes: 700 })
    await seedCompleted(ports, { ...place, owner: 'ada', fileSizeBytes: 50 })
    const results = await Promise.all(Array.from({ length: 10 }, () => remove(objectId)))
    expect(results.filter(isDeleted => isDeleted)).toHaveLength(1)
    expect(await countersOf(scene())).toEqual(counters({ usedBytes: 50, usedObjects: 1 }))
  })

  test('objects that name the same bytes, deleted together, give those bytes back exactly once', async () => {
    const { ports, place, stage } = scene()
    for (let round = 0; round < 15; round += 1) {
      const { uploadId, objectId, lastKey } = await seedCompleted(ports, { ...place, owner: 'ada' })
      const others = Array.from({ length: 3 }, () => testIds.next('object'))
      for (const other of others)
        await stage.linkObject({ uploadId, objectId: other, blobId: testIds.next('blob') })
      expect(await Promise.all([objectId, ...others].map(remove))).toEqual([true, true, true, true])
      expect(await keyStatesOf(scene(), uploadId)).toEqual({ [lastKey]: 'doomed' })
      expect(await countersOf(scene())).toEqual(counters())
    }
  })

  test('deletes, settles and cancels of one tenant at once neither dead-lock nor miscount', async () => {
    const { ports, place } = scene()
    const settled = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        seedCompleted(ports, { ...place, owner: `owner-${index % 3}`, fileSizeBytes: 100 }),
      ),
    )
    const open = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        seedUpload(ports, { ...place, owner: `owner-${index % 3}`, fileSizeBytes: 10 }),
      ),
    )
    const deleted = await Promise.all([
      ...settled.map(({ objectId }) => remove(objectId)),
      ...open.map(async (upload, index) => {
        const { outcome } = await ports.uploads.finish(
          index % 2 === 0
            ? newCompletion(upload)
            : { kind: 'canceled', uploadId: upload.uploadId, keepBytes: false },
        )
        return outcome === 'finished'
      }),
    ])
    expect(deleted).not.toContain(false)
    expect(await countersOf(scene())).toEqual(counters({ usedBytes: 60, usedObjects: 6 }))
  })
}
