import { expect, test } from 'vitest'
import type { UploadRecord } from '../../../domain/upload.ts'
import { newCompletion, seedBucket, seedCompleted, seedUpload } from '../../builders.ts'
import { testIds } from '../../ids.ts'
import { counters, countersOf, keyStatesOf, SCOPES, type Scene, tenantOf } from '../database-suite.ts'

export function catalogDeleteContract(scene: () => Scene): void {
  const seed = (fields = {}) =>
    seedCompleted(scene().ports, { ...scene().place, owner: 'ada', fileSizeBytes: 700, ...fields })
  const remove = ({ objectId }: { objectId: string | null }) =>
    scene().ports.objects.delete(scene().place, { objectId: objectId ?? '', bucketId: null })
  const link = async ({ uploadId }: UploadRecord) => {
    const objectId = testIds.next('object')
    await scene().stage.linkObject({ uploadId, objectId, blobId: testIds.next('blob') })
    return { objectId }
  }

  test('removes the object, gives its quota back in every scope and dooms its key', async () => {
    const { ports, place } = scene()
    const upload = await seed()
    expect(await remove(upload)).toBe(true)
    expect(await ports.objects.find(place, { objectId: upload.objectId ?? '', bucketId: null })).toBeNull()
    for (const scope of SCOPES) expect(await countersOf(scene(), scope)).toEqual(counters())
    expect(await keyStatesOf(scene(), upload.uploadId)).toEqual({ [upload.lastKey]: 'doomed' })
  })

  test('the doomed bytes are due at once and watched for a day', async () => {
    const { ports, stage } = scene()
    const upload = await seed()
    await remove(upload)
    const due = await ports.doomedKeys.claim(10, 60)
    expect(due.map(({ key }) => key)).toEqual([upload.lastKey])
    await ports.doomedKeys.recordDeleted(due)
    expect(await keyStatesOf(scene(), upload.uploadId)).toEqual({ [upload.lastKey]: 'doomed' })
    await stage.elapse(86_400 + 3600 + 900 + 1)
    await ports.doomedKeys.recordDeleted(await ports.doomedKeys.claim(10, 60))
    expect(await keyStatesOf(scene(), upload.uploadId)).toEqual({ [upload.lastKey]: 'gone' })
  })

  test('its upload stays COMPLETED and says that the object is gone', async () => {
    const { ports, place } = scene()
    const upload = await seed()
    const events = await ports.uploads.events(place, upload.uploadId)
    await remove(upload)
    expect(await ports.uploads.find(place, upload.uploadId)).toEqual({ ...upload, objectDeleted: true })
    expect(await ports.uploads.events(place, upload.uploadId)).toHaveLength(events.length + 1)
  })

  test('a second delete finds nothing and gives nothing back', async () => {
    const [upload] = [await seed(), await seed({ fileSizeBytes: 50 })]
    await remove(upload)
    expect(await remove(upload)).toBe(false)
    expect(await countersOf(scene())).toEqual(counters({ usedBytes: 50, usedObjects: 1 }))
  })

  test('in another bucket it is not there to delete', async () => {
    const { ports, place } = scene()
    const other = await seedBucket(ports, tenantOf(place))
    const { objectId } = await seed()
    const ref = { objectId: objectId ?? '', bucketId: other.bucketId }
    expect(await ports.objects.delete(place, ref)).toBe(false)
    expect(await ports.objects.delete(place, { ...ref, bucketId: place.bucketId })).toBe(true)
  })

  test('bytes that a second object names stay and stay charged, until that one goes too', async () => {
    const upload = await seed()
    const second = await link(upload)
    expect(await countersOf(scene())).toEqual(counters({ usedBytes: 700, usedObjects: 2 }))
    expect(await remove(upload)).toBe(true)
    expect(await countersOf(scene())).toEqual(counters({ usedBytes: 700, usedObjects: 1 }))
    expect(await keyStatesOf(scene(), upload.uploadId)).toEqual({ [upload.lastKey]: 'live' })
    expect(await remove(second)).toBe(true)
    expect(await countersOf(scene())).toEqual(counters())
    expect(await keyStatesOf(scene(), upload.uploadId)).toEqual({ [upload.lastKey]: 'doomed' })
  })

  test('bytes of an upload that was made without an object stay with that upload', async () => {
    const upload = await seed({ createObject: false })
    const object = await link(upload)
    expect(await remove(object)).toBe(true)
    expect(await countersOf(scene())).toEqual(counters({ usedBytes: 700 }))
    expect(await keyStatesOf(scene(), upload.uploadId)).toEqual({ [upload.lastKey]: 'live' })
  })

  test('an empty file gives back one object and no bytes', async () => {
    const upload = await seed({ fileSizeBytes: 0 })
    expect(await remove(upload)).toBe(true)
    expect(await keyStatesOf(scene(), upload.uploadId)).toEqual({ [upload.lastKey]: 'doomed' })
  })

  test('a sealed object dooms the seal that was served', async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, place)
    const { uploadId, attempt } = upload
    const seal = await ports.uploads.openSeal({ uploadId, attempt, key: `${uploadId}/seal` })
    const request = newCompletion(upload, { servedKeyId: seal?.keyId ?? 0 })
    await ports.uploads.finish(request)
    expect(await remove(request)).toBe(true)
    expect(await keyStatesOf(scene(), uploadId)).toMatchObject({ [`${uploadId}/seal`]: 'doomed' })
  })

  test('what is given back can be used again', async () => {
    const { ports, place } = scene()
    await ports.quotas.set(place, { scope: 'bucket', id: place.bucketId, owner: null, limitBytes: 700 })
    await remove(await seed())
    expect(await seed()).toMatchObject({ status: 'COMPLETED' })
  })
}
