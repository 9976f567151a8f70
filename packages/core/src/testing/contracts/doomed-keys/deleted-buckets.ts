import { expect, test } from 'vitest'
import type { NewUpload } from '../../../ports/upload-ledger.ts'
import { newCompletion, seedBucket, seedUpload } from '../../builders.ts'
import { testIds } from '../../ids.ts'
import { type Scene, tenantOf } from '../database-suite.ts'
import { DAY, nothingThere } from './nothing-there.ts'

export function deletedBucketsContract(scene: () => Scene): void {
  const remove = (limit = 100) => scene().ports.doomedKeys.removeDeletedBuckets(limit)
  const lookAtKeys = async () => {
    const { doomedKeys } = scene().ports
    await doomedKeys.recordDeleted((await doomedKeys.claim(100, 60)).map(nothingThere))
  }
  /** A bucket with an object, its bytes' duplicate, a held upload and a canceled one, deleted as its task does it. */
  const deleteBucket = async () => {
    const { ports, place } = scene()
    const bucket = await seedBucket(ports, tenantOf(place))
    const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
    const complete = async (fields: Partial<NewUpload> = {}) => {
      const upload = await seedUpload(ports, { ...bucket, ...fields })
      const finished = await ports.uploads.finish(newCompletion(upload, { observed: { sha256 } }))
      return finished.outcome === 'finished' ? finished.upload : upload
    }
    const [done, copy] = [await complete(), await complete()]
    const held = await complete({ owner: 'ada', createObject: false })
    const canceled = await seedUpload(ports, bucket)
    expect(copy.duplicateOf).toBe(done.uploadId)
    await ports.uploads.finish({ kind: 'canceled', uploadId: canceled.uploadId, keepBytes: true })
    await ports.tasks.startBucketDelete({ ...bucket, taskId: testIds.next('task') })
    for (const { objectId } of [done, copy])
      await ports.objects.delete(bucket, { objectId: objectId ?? '', bucketId: null })
    await ports.uploads.dropReference(held.uploadId)
    expect(await ports.buckets.finishDelete(bucket.bucketId)).toBe(true)
    return { bucket, ids: [done, copy, held, canceled].map(({ uploadId }) => uploadId) }
  }
  const keysOf = async (ids: string[]) =>
    (await scene().books()).keys.filter(({ uploadId }) => ids.includes(uploadId))

  test('keep their rows while a key of theirs is watched, and then lose them, the ledger adding up', async () => {
    const { ports, place, stage } = scene()
    const { ids } = await deleteBucket()
    await lookAtKeys()
    expect(await remove()).toEqual({ uploads: 0, buckets: 0 })
    expect(await keysOf(ids)).toHaveLength(4)
    await stage.elapse(2 * DAY)
    await lookAtKeys()
    const removed = { uploads: 0, buckets: 0 }
    for (let batch = await remove(); batch.uploads + batch.buckets > 0; batch = await remove()) {
      removed.uploads += batch.uploads
      removed.buckets += batch.buckets
    }
    expect(removed).toEqual({ uploads: 4, buckets: 1 })
    expect(await keysOf(ids)).toEqual([])
    expect((await ports.quotaAudit.verify(place.organizationId)).drifts).toEqual([])
  })

  test('never the bytes that another upload serves, nor more than asked at a time', async () => {
    const { stage } = scene()
    const { ids } = await deleteBucket()
    await stage.elapse(2 * DAY)
    await lookAtKeys()
    expect(await remove(1)).toEqual({ uploads: 1, buckets: 0 })
    expect(new Set((await keysOf(ids)).map(({ uploadId }) => uploadId)).size).toBe(3)
  })

  test('leave buckets that are there or just being deleted', async () => {
    const { ports, place, stage } = scene()
    const open = await seedUpload(ports, place)
    const other = await seedBucket(ports, tenantOf(place))
    await ports.tasks.startBucketDelete({ ...other, taskId: testIds.next('task') })
    await stage.elapse(400 * DAY)
    expect(await remove()).toEqual({ uploads: 0, buckets: 0 })
    expect(await ports.uploads.findById(open.uploadId)).not.toBeNull()
    expect(await ports.buckets.find(place, other.bucketId)).toMatchObject({ status: 'IN_PROGRESS' })
    expect(await ports.buckets.finishDelete(other.bucketId)).toBe(true)
    expect(await remove()).toEqual({ uploads: 0, buckets: 1 })
    expect(await ports.buckets.finishDelete(other.bucketId)).toBe(true)
  })
}
