import { expect, test } from 'vitest'
import { seedCompleted, seedUpload } from '../../builders.ts'
import { testIds } from '../../ids.ts'
import { counters, countersOf, keyStatesOf, SCOPES, type Scene } from '../database-suite.ts'

export function dropReferenceContract(scene: () => Scene): void {
  const seedWithoutObject = () =>
    seedCompleted(scene().ports, { ...scene().place, owner: 'ada', createObject: false, fileSizeBytes: 700 })

  test('an upload without an object lets go of its bytes: its key is doomed and its quota free', async () => {
    const { ports } = scene()
    const upload = await seedWithoutObject()
    await ports.uploads.dropReference(upload.uploadId)
    expect(await keyStatesOf(scene(), upload.uploadId)).toEqual({ [upload.lastKey]: 'doomed' })
    for (const scope of SCOPES) expect(await countersOf(scene(), scope)).toEqual(counters())
    expect(await ports.uploads.findById(upload.uploadId)).toMatchObject({
      status: 'COMPLETED',
      deletedAt: expect.any(Date),
    })
  })

  test('twice is a no-op', async () => {
    const { ports } = scene()
    const { uploadId } = await seedWithoutObject()
    expect(await ports.uploads.dropReference(uploadId)).toBe('dropped')
    const deleted = await ports.uploads.findById(uploadId)
    expect(await ports.uploads.dropReference(uploadId)).toBe('dropped')
    expect(await ports.uploads.findById(uploadId)).toEqual(deleted)
  })

  test('ten at once free the bytes once', async () => {
    const { ports } = scene()
    const { uploadId } = await seedWithoutObject()
    const other = await seedWithoutObject()
    await Promise.all(Array.from({ length: 10 }, () => ports.uploads.dropReference(uploadId)))
    expect(await countersOf(scene())).toEqual(counters({ usedBytes: 700 }))
    expect(await keyStatesOf(scene(), other.uploadId)).toEqual({ [other.lastKey]: 'live' })
  })

  test('an upload that an object names keeps its own reference, until that object is gone', async () => {
    const { ports, place, stage } = scene()
    const { uploadId, lastKey } = await seedWithoutObject()
    const objectId = testIds.next('object')
    await stage.linkObject({ uploadId, objectId, blobId: testIds.next('blob') })
    expect(await ports.uploads.dropReference(uploadId)).toBe('named')
    expect(await ports.uploads.findById(uploadId)).toMatchObject({ deletedAt: null })
    await ports.objects.delete(place, { objectId, bucketId: null })
    expect(await keyStatesOf(scene(), uploadId)).toEqual({ [lastKey]: 'live' })
    expect(await countersOf(scene())).toEqual(counters({ usedBytes: 700 }))
    expect(await ports.uploads.dropReference(uploadId)).toBe('dropped')
    expect(await keyStatesOf(scene(), uploadId)).toEqual({ [lastKey]: 'doomed' })
    expect(await countersOf(scene())).toEqual(counters())
  })

  test('the last reference goes exactly once when upload and object let go together', async () => {
    const { ports, place, stage } = scene()
    for (let round = 0; round < 10; round += 1) {
      const { uploadId, lastKey } = await seedWithoutObject()
      const objectId = testIds.next('object')
      await stage.linkObject({ uploadId, objectId, blobId: testIds.next('blob') })
      const [dropped] = await Promise.all([
        ports.uploads.dropReference(uploadId),
        ports.objects.delete(place, { objectId, bucketId: null }),
      ])
      expect(await keyStatesOf(scene(), uploadId)).toEqual({
        [lastKey]: dropped === 'named' ? 'live' : 'doomed',
      })
      await ports.uploads.dropReference(uploadId)
      expect(await keyStatesOf(scene(), uploadId)).toEqual({ [lastKey]: 'doomed' })
    }
    expect(await countersOf(scene())).toEqual(counters())
  })

  test('an open upload, and one that made an object, keep what they have', async () => {
    const { ports, place } = scene()
    const open = await seedUpload(ports, { ...place, createObject: false })
    const named = await seedCompleted(ports, place)
    for (const before of [open, named]) {
      await ports.uploads.dropReference(before.uploadId)
      expect(await ports.uploads.findById(before.uploadId)).toEqual(before)
    }
  })
}
