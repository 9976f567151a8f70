import { expect, test } from 'vitest'
import type { UploadRecord } from '../../../domain/upload.ts'
import type { NewBlob, NewObject } from '../../../ports/object-catalog.ts'
import { seedBucket, seedCompleted, seedPlace, seedUpload } from '../../builders.ts'
import { testIds } from '../../ids.ts'
import { counters, countersOf, keyStatesOf, type Scene, tenantOf } from '../database-suite.ts'

export function catalogWriteContract(scene: () => Scene): void {
  const source = (fields = {}) =>
    seedCompleted(scene().ports, { ...scene().place, createObject: false, fileSizeBytes: 700, ...fields })
  const blobOf = ({ uploadId }: Pick<UploadRecord, 'uploadId'>, fields: Partial<NewBlob> = {}): NewBlob => ({
    blobId: testIds.next('blob'),
    uploadId,
    property: 'file',
    type: 'pdf',
    keyPrefix: null,
    metadata: null,
    takesOver: false,
    ...fields,
  })
  const newObject = (blobs: NewBlob[], fields: Partial<NewObject> = {}): NewObject => ({
    ...scene().place,
    objectId: testIds.next('object'),
    owner: null,
    keyPrefix: null,
    metadata: null,
    uniqueKey: null,
    blobs,
    ...fields,
  })
  const create = async (blobs: NewBlob[], fields: Partial<NewObject> = {}) => {
    const created = await scene().ports.objects.create(newObject(blobs, fields))
    if (created.outcome !== 'created') throw new RangeError(`create: ${created.outcome}`)
    return created.object
  }
  const updateOf = (object: { objectId: string; metadata: NewObject['metadata'] }, fields = {}) =>
    scene().ports.objects.update({
      ...tenantOf(scene().place),
      objectId: object.objectId,
      seenMetadata: object.metadata,
      metadata: object.metadata,
      keyPrefix: null,
      uniqueKey: null,
      blobs: null,
      ...fields,
    })
  const remove = (objectId: string) =>
    scene().ports.objects.delete(scene().place, { objectId, bucketId: null })

  test('names several uploads in their order, charges one object and no bytes', async () => {
    const [a, b] = [await source(), await source({ filename: 'b.pdf' })]
    const fields = { keyPrefix: 'x/', metadata: { n: [1] }, uniqueKey: 'k' }
    const own = { keyPrefix: 'scans/', metadata: { page: [1, null] } }
    const object = await create([blobOf(b), blobOf(a, { property: 'other', ...own })], fields)
    expect(object).toMatchObject({ keyPrefix: 'x/', metadata: { n: [1] }, status: 'COMPLETED' })
    expect(object.blobs.map(({ uploadId, property, filename }) => [uploadId, property, filename])).toEqual([
      [b.uploadId, 'file', 'b.pdf'],
      [a.uploadId, 'other', 'report.pdf'],
    ])
    expect(object.blobs).toMatchObject([{ keyPrefix: null, metadata: null }, own])
    expect(await countersOf(scene())).toEqual(counters({ usedBytes: 1400, usedObjects: 1 }))
    const { ports, place } = scene()
    expect(await ports.objects.findByUniqueKey(place, { bucketId: place.bucketId, uniqueKey: 'k' })).toEqual(
      object,
    )
    expect(
      await ports.objects.findByUniqueKey(place, { bucketId: place.bucketId, uniqueKey: 'x' }),
    ).toBeNull()
  })

  test('an object without files is an object', async () => {
    const object = await create([], { metadata: { a: 1 } })
    expect(object.blobs).toEqual([])
    expect(await countersOf(scene())).toEqual(counters({ usedObjects: 1 }))
    expect(await remove(object.objectId)).toBe(true)
    expect(await countersOf(scene())).toEqual(counters())
  })

  test('bytes stay with their upload after its objects, and go with the last reference', async () => {
    const { ports } = scene()
    const upload = await source()
    const [first, second] = [await create([blobOf(upload)]), await create([blobOf(upload)])]
    expect(await ports.uploads.dropReference(upload.uploadId)).toBe('named')
    await remove(first.objectId)
    await remove(second.objectId)
    expect(await keyStatesOf(scene(), upload.uploadId)).toEqual({ [upload.lastKey]: 'live' })
    expect(await ports.uploads.dropReference(upload.uploadId)).toBe('dropped')
    expect(await keyStatesOf(scene(), upload.uploadId)).toEqual({ [upload.lastKey]: 'doomed' })
    expect(await countersOf(scene())).toEqual(counters())
  })

  test('what an upload held by itself goes with an object that takes it over', async () => {
    const upload = await source()
    const object = await create([blobOf(upload, { takesOver: true })])
    await remove(object.objectId)
    expect(await keyStatesOf(scene(), upload.uploadId)).toEqual({ [upload.lastKey]: 'doomed' })
    expect(await countersOf(scene())).toEqual(counters())
  })

  test('refuses uploads that are open, let go of, gone, of another owner, bucket or tenant', async () => {
    const { ports, place } = scene()
    const other = await seedBucket(ports, tenantOf(place))
    const dropped = await source()
    await ports.uploads.dropReference(dropped.uploadId)
    const deleted = await seedCompleted(ports, place)
    await remove(deleted.objectId ?? '')
    const unusable = [
      await seedUpload(ports, place),
      dropped,
      deleted,
      await source({ owner: 'ada' }),
      await seedCompleted(ports, { ...other, createObject: false }),
      await seedCompleted(ports, { ...(await seedPlace(ports)), createObject: false }),
      { uploadId: 'upl_0000000000000000' },
    ]
    const good = await source()
    const before = await countersOf(scene())
    for (const upload of unusable)
      expect(await ports.objects.create(newObject([blobOf(good), blobOf(upload)]))).toEqual({
        outcome: 'upload_gone',
      })
    expect(await countersOf(scene())).toEqual(before)
  })

  test('refuses a second object with one unique key, a full quota and a closed bucket', async () => {
    const { ports, place, stage } = scene()
    await create([], { uniqueKey: 'k' })
    expect(await ports.objects.create(newObject([], { uniqueKey: 'k' }))).toEqual({ outcome: 'key_taken' })
    await ports.quotas.set(place, { scope: 'bucket', id: place.bucketId, owner: null, limitObjects: 1 })
    expect(await ports.objects.create(newObject([]))).toMatchObject({
      outcome: 'quota_exceeded',
      refusal: { scope: 'bucket', askedObjects: 1, askedBytes: 0 },
    })
    await stage.setBucket(place.bucketId, { isLocked: true })
    expect(await ports.objects.create(newObject([]))).toEqual({ outcome: 'bucket_closed' })
  })

  test('of ten racing creates with one unique key one is made', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => scene().ports.objects.create(newObject([], { uniqueKey: 'k' }))),
    )
    expect(outcomes.filter(({ outcome }) => outcome === 'created')).toHaveLength(1)
    expect(await countersOf(scene())).toEqual(counters({ usedObjects: 1 }))
  })

  test('a create that races with the drop of the last reference has the bytes or is refused', async () => {
    const { ports } = scene()
    for (let round = 0; round < 8; round += 1) {
      const upload = await source()
      const [created] = await Promise.all([
        ports.objects.create(newObject([blobOf(upload)])),
        ports.uploads.dropReference(upload.uploadId),
      ])
      const expected = created.outcome === 'created' ? 'live' : 'doomed'
      expect(await keyStatesOf(scene(), upload.uploadId)).toEqual({ [upload.lastKey]: expected })
    }
  })

  test('an update changes what it names, and loses to whoever changed the metadata first', async () => {
    const object = await create([blobOf(await source())], { metadata: { a: 1 } })
    const updated = await updateOf(object, { metadata: { a: 2 }, keyPrefix: 'p' })
    expect(updated).toMatchObject({ outcome: 'updated', object: { metadata: { a: 2 }, keyPrefix: 'p' } })
    expect(await updateOf(object, { metadata: { a: 3 } })).toEqual({ outcome: 'lost' })
    expect(await updateOf({ objectId: 'obj_0000000000000000', metadata: null })).toEqual({ outcome: 'lost' })
  })

  test('an update cannot take the unique key of another object', async () => {
    await create([], { uniqueKey: 'taken' })
    const object = await create([], { uniqueKey: 'own' })
    expect(await updateOf(object, { uniqueKey: 'taken' })).toEqual({ outcome: 'key_taken' })
    expect(await updateOf(object, { uniqueKey: 'own' })).toMatchObject({ outcome: 'updated' })
  })

  test('replaced files are let go of with their last reference; kept ones stay', async () => {
    const [kept, gone, next] = [await source(), await source(), await source({ fileSizeBytes: 10 })]
    const object = await create([blobOf(kept, { takesOver: true }), blobOf(gone, { takesOver: true })])
    const blobs = [blobOf(next), blobOf(kept, { property: 'again' })]
    // A key that the object itself held on to is no upload's any more, so only a live reference may name it again.
    expect(await updateOf(object, { blobs })).toEqual({ outcome: 'upload_gone' })
    const replaced = await updateOf(object, { blobs: [blobOf(next)] })
    expect(replaced).toMatchObject({ outcome: 'updated', object: { blobs: [{ uploadId: next.uploadId }] } })
    for (const upload of [kept, gone])
      expect(await keyStatesOf(scene(), upload.uploadId)).toEqual({ [upload.lastKey]: 'doomed' })
    expect(await countersOf(scene())).toEqual(counters({ usedBytes: 10, usedObjects: 1 }))
  })

  test('racing replacements leave the files of one of them', async () => {
    const uploads = await Promise.all(Array.from({ length: 5 }, () => source()))
    const object = await create([])
    const outcomes = await Promise.all(
      uploads.map(upload => updateOf(object, { blobs: [blobOf(upload, { takesOver: true })] })),
    )
    // Who lost took nothing over, and still has to let go of its own.
    for (const [index, { outcome }] of outcomes.entries())
      if (outcome === 'lost') await scene().ports.uploads.dropReference(uploads[index]?.uploadId ?? '')
    const found = await scene().ports.objects.find(scene().place, {
      objectId: object.objectId,
      bucketId: null,
    })
    expect(found?.blobs).toHaveLength(1)
    expect(await countersOf(scene())).toEqual(counters({ usedBytes: 700, usedObjects: 1 }))
  })
}
