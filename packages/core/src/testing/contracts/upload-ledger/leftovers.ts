import { expect, test } from 'vitest'
import type { NewUpload } from '../../../ports/upload-ledger.ts'
import { newCompletion, seedCompleted, seedUpload } from '../../builders.ts'
import { testIds } from '../../ids.ts'
import { counters, countersOf, type Scene } from '../database-suite.ts'

const OLD = 900

export function leftoversContract(scene: () => Scene): void {
  const FOR_OBJECT = { createObject: false, guard: 'SERVER', fileSizeBytes: 700 } as const
  const found = () => scene().ports.uploads.findLeftovers(OLD, 10)
  const place = (fields: Partial<NewUpload> = {}) => ({ ...scene().place, ...FOR_OBJECT, ...fields })

  test('finds what the server stored for an object that never came, once it is old enough', async () => {
    const { ports, stage } = scene()
    const open = await seedUpload(ports, place())
    const stored = await seedCompleted(ports, place({ owner: 'ada' }))
    expect(await found()).toEqual([])
    await stage.elapse(OLD + 1)
    expect(await found()).toEqual([open.uploadId, stored.uploadId])
    expect(await ports.uploads.findLeftovers(OLD, 1)).toEqual([open.uploadId])
  })

  test('nothing that is taken over, named, let go of or canceled', async () => {
    const { ports, stage } = scene()
    const [taken, named, dropped, canceled] = [
      await seedCompleted(ports, place()),
      await seedCompleted(ports, place()),
      await seedCompleted(ports, place()),
      await seedUpload(ports, place()),
    ]
    const blob = {
      property: 'file',
      type: 'pdf',
      blobId: testIds.next('blob'),
      keyPrefix: null,
      metadata: null,
    }
    const object = { ...scene().place, owner: null, keyPrefix: null, metadata: null, uniqueKey: null }
    const objectId = testIds.next('object')
    await ports.objects.create({
      ...{ ...object, objectId },
      blobs: [{ ...blob, uploadId: taken.uploadId, takesOver: true }],
    })
    await stage.linkObject({
      ...{ uploadId: named.uploadId, objectId: testIds.next('object'), blobId: testIds.next('blob') },
    })
    await ports.uploads.dropReference(dropped.uploadId)
    await ports.uploads.finish({ kind: 'canceled', uploadId: canceled.uploadId, keepBytes: false })
    await stage.elapse(OLD + 1)
    expect(await found()).toEqual([])
    await ports.objects.delete(scene().place, { objectId, bucketId: null })
    expect(await found()).toEqual([])
    expect(await countersOf(scene())).toEqual(counters({ usedBytes: 700, usedObjects: 1 }))
  })

  test('nothing that a client sent, in one PUT or in parts', async () => {
    const { ports, stage } = scene()
    const sent = { ...scene().place, createObject: false }
    await seedCompleted(ports, sent)
    await seedUpload(ports, sent)
    await seedUpload(ports, { ...sent, guard: 'SERVER', partSizeBytes: 5_000_000 })
    await stage.elapse(OLD + 1)
    expect(await found()).toEqual([])
  })

  test('is no original that a client could be told of', async () => {
    const { ports } = scene()
    const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
    const bytes = { sha256, fileSizeBytes: 700, createObject: false }
    const store = async (fields: Partial<NewUpload>) => {
      const upload = await seedUpload(ports, place({ ...fields, skipDuplicates: false }))
      await ports.uploads.finish(newCompletion(upload, { observed: { sha256 } }))
      return upload.uploadId
    }
    await store({})
    const asked = { ...scene().place, owner: null }
    expect(await ports.uploads.findOriginal(asked, bytes)).toBeNull()
    const sent = await store({ guard: 'SEALED' })
    expect(await ports.uploads.findOriginal(asked, bytes)).toMatchObject({ uploadId: sent })
  })
}
