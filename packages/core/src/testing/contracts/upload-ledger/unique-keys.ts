import { expect, test } from 'vitest'
import { EMPTY_CLAIM } from '../../../domain/verify-object.ts'
import type { NewUpload } from '../../../ports/upload-ledger.ts'
import { newCompletion, newUpload, seedBucket, seedCompleted, seedUpload } from '../../builders.ts'
import { testIds } from '../../ids.ts'
import { counters, countersOf, keyStatesOf, quotaRefOf, type Scene, tenantOf } from '../database-suite.ts'

const KEY = '[["sku","a"]]'

export function uniqueKeysContract(scene: () => Scene): void {
  const fields = (more: Partial<NewUpload> = {}) => ({
    ...scene().place,
    owner: 'ada',
    fileSizeBytes: 700,
    uniqueKey: KEY,
    ...more,
  })
  const removeObject = (objectId: string | null) =>
    scene().ports.objects.delete(scene().place, { objectId: objectId ?? '', bucketId: null })

  test('a create whose key an object has is stored as SKIPPED, and reserves nothing', async () => {
    const { ports, place } = scene()
    const { objectId } = await seedCompleted(ports, fields())
    const before = await countersOf(scene())
    const skipped = await seedUpload(ports, fields({ fileSizeBytes: null }))
    expect(skipped).toMatchObject({
      status: 'SKIPPED',
      existingObjectId: objectId,
      objectId: null,
      putKey: null,
    })
    expect(await ports.uploads.find(place, skipped.uploadId)).toEqual(skipped)
    expect(await countersOf(scene())).toEqual(before)
    expect(await keyStatesOf(scene(), skipped.uploadId)).toEqual({ [skipped.lastKey]: 'gone' })
    const kinds = (await ports.uploads.events(place, skipped.uploadId)).map(({ kind }) => kind)
    expect(kinds).toEqual(['created', 'skipped'])
  })

  test('a full quota does not keep from being skipped', async () => {
    const { ports, place } = scene()
    await seedCompleted(ports, fields())
    await ports.quotas.set(place, { ...quotaRefOf('bucket', place), limitBytes: 0, limitObjects: 0 })
    expect(await ports.uploads.reserve(newUpload(fields()))).toMatchObject({ upload: { status: 'SKIPPED' } })
  })

  test('nor at its end an upload that reserved less than it brought, and it is refused without such an object', async () => {
    const { ports, place } = scene()
    const open = await seedUpload(ports, fields({ fileSizeBytes: null }))
    const { objectId } = await seedCompleted(ports, fields())
    await ports.quotas.set(place, { ...quotaRefOf('bucket', place), limitBytes: 0 })
    const free = await seedUpload(ports, fields({ fileSizeBytes: null, uniqueKey: '[["sku","b"]]' }))
    expect(await ports.uploads.finish(newCompletion(free))).toMatchObject({ outcome: 'quota_exceeded' })
    expect(await ports.uploads.finish(newCompletion(open))).toMatchObject({
      outcome: 'finished',
      upload: { status: 'SKIPPED', existingObjectId: objectId },
    })
  })

  test.each([
    ['another key', { uniqueKey: '[["sku","b"]]' }],
    ['no key', { uniqueKey: null }],
    ['no object to make', { createObject: false, uniqueKey: null }],
  ])('a create with %s is not', async (_, more) => {
    const { ports } = scene()
    await seedCompleted(ports, fields())
    expect(await seedUpload(ports, fields(more))).toMatchObject({ status: 'PENDING', existingObjectId: null })
  })

  test('one key in two buckets is two', async () => {
    const { ports, place } = scene()
    await seedCompleted(ports, fields())
    const other = await seedBucket(ports, tenantOf(place))
    expect(await seedCompleted(ports, fields(other))).toMatchObject({ status: 'COMPLETED' })
  })

  test('of two open uploads the second to settle is SKIPPED, gives its room back and dooms its keys', async () => {
    const { ports, place } = scene()
    const [first, second] = [await seedUpload(ports, fields()), await seedUpload(ports, fields())]
    const { uploadId, attempt } = second
    await ports.uploads.openSeal({ uploadId, attempt, key: `${uploadId}/seal` })
    await ports.uploads.setLastError(uploadId, attempt, { code: 'SIZE_MISMATCH', message: '', details: {} })
    const winner = newCompletion(first)
    await ports.uploads.finish(winner)
    const lost = await ports.uploads.finish(newCompletion(second))
    expect(lost).toMatchObject({
      outcome: 'finished',
      upload: {
        status: 'SKIPPED',
        existingObjectId: winner.objectId,
        lastError: null,
        objectId: null,
        etag: null,
        receipt: null,
      },
    })
    expect(lost).toEqual({ outcome: 'finished', upload: await ports.uploads.find(place, uploadId) })
    expect(await keyStatesOf(scene(), uploadId)).toEqual({
      [second.lastKey]: 'doomed',
      [`${uploadId}/seal`]: 'doomed',
    })
    expect(await countersOf(scene())).toEqual(counters({ usedBytes: 700, usedObjects: 1 }))
    const event = (await ports.uploads.events(place, uploadId)).at(-1)
    expect(event).toMatchObject({ kind: 'skipped', detail: { existing_object_id: winner.objectId } })
    expect(await ports.uploads.finish(newCompletion(second))).toMatchObject({ outcome: 'lost' })
  })

  test('an upload that a task confirms is skipped all the same, and its task is no longer live', async () => {
    const { ports } = scene()
    const [first, second] = [await seedUpload(ports, fields()), await seedUpload(ports, fields())]
    const taskId = testIds.next('task')
    await ports.tasks.startConfirm({ taskId, uploadId: second.uploadId, attempt: 1, claim: EMPTY_CLAIM })
    await ports.uploads.finish(newCompletion(first))
    expect(await ports.uploads.finish(newCompletion(second))).toMatchObject({
      upload: { status: 'SKIPPED', liveTaskId: null },
    })
  })

  test('a key is free again once its object is deleted', async () => {
    const { ports } = scene()
    const [open, first] = [await seedUpload(ports, fields()), await seedCompleted(ports, fields())]
    await removeObject(first.objectId)
    expect(await ports.uploads.finish(newCompletion(open))).toMatchObject({ upload: { status: 'COMPLETED' } })
  })

  test('a SKIPPED upload stays so after the object that it names was deleted', async () => {
    const { ports, place } = scene()
    const { objectId } = await seedCompleted(ports, fields())
    const skipped = await seedUpload(ports, fields())
    await removeObject(objectId)
    expect(await ports.uploads.find(place, skipped.uploadId)).toEqual(skipped)
  })

  test('of ten settled at once one makes the object, and nine are SKIPPED naming it', async () => {
    const { ports } = scene()
    for (let round = 0; round < 5; round += 1) {
      const uploads = await Promise.all(Array.from({ length: 10 }, () => seedUpload(ports, fields())))
      const answers = await Promise.all(uploads.map(upload => ports.uploads.finish(newCompletion(upload))))
      const ends = answers.map(answer => (answer.outcome === 'finished' ? answer.upload : null))
      const made = ends.filter(end => end?.status === 'COMPLETED')
      expect(made).toHaveLength(1)
      const objectId = made[0]?.objectId ?? null
      expect(ends.filter(end => end?.status === 'SKIPPED' && end.existingObjectId === objectId)).toHaveLength(
        9,
      )
      expect(await countersOf(scene())).toEqual(counters({ usedBytes: 700, usedObjects: 1 }))
      await removeObject(objectId)
    }
  })

  test('settles and deletes of one key at once leave one object at most', async () => {
    const { ports } = scene()
    for (let round = 0; round < 8; round += 1) {
      const rivals = [await seedUpload(ports, fields()), await seedUpload(ports, fields())]
      const held = await seedCompleted(ports, fields())
      const [, ...answers] = await Promise.all([
        removeObject(held.objectId),
        ...rivals.map(upload => ports.uploads.finish(newCompletion(upload))),
      ])
      expect((await countersOf(scene())).usedObjects).toBeLessThanOrEqual(1)
      for (const answer of answers)
        if (answer.outcome === 'finished') await removeObject(answer.upload.objectId)
      expect(await countersOf(scene())).toEqual(counters())
    }
  })

  test('values far longer than an index takes are keys like any other', async () => {
    const { ports } = scene()
    const uniqueKey = 'ä'.repeat(20_000)
    await seedCompleted(ports, fields({ uniqueKey }))
    expect(await seedUpload(ports, fields({ uniqueKey }))).toMatchObject({ status: 'SKIPPED' })
    expect(await seedUpload(ports, fields({ uniqueKey: `${uniqueKey}b` }))).toMatchObject({
      status: 'PENDING',
    })
  })
}
