import { expect, test } from 'vitest'
import type { DoomedKey } from '../../ports/doomed-keys.ts'
import type { NewUpload } from '../../ports/upload-ledger.ts'
import { newCompletion, seedBucket, seedCompleted, seedUpload } from '../builders.ts'
import { testIds } from '../ids.ts'
import type { MakeDatabaseHarness } from './database-harness.ts'
import { databaseSuite, keyStatesOf, type Scene, tenantOf } from './database-suite.ts'

const DAY = 86_400

const nothingThere = ({ keyId, isLast }: DoomedKey) => ({ keyId, isLast, found: null })

/** What every `DoomedKeys` does. */
export function doomedKeysContract(name: string, makeHarness: MakeDatabaseHarness): void {
  databaseSuite(`${name} keeps the DoomedKeys contract: claim and record`, makeHarness, claimContract)
  databaseSuite(`${name} keeps the DoomedKeys contract: records`, makeHarness, recordsContract)
  databaseSuite(`${name} keeps the DoomedKeys contract: deleted buckets`, makeHarness, deletedBucketsContract)
  databaseSuite(`${name} keeps the DoomedKeys contract: abandoned seals`, makeHarness, sealsContract)
}

function claimContract(scene: () => Scene): void {
  /** URL and transfer grace of these end 1500 s after create. */
  const seedDoomed = async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, { ...place, expirationSeconds: 600, transferGraceSeconds: 900 })
    await ports.uploads.finish({ kind: 'canceled', uploadId: upload.uploadId, keepBytes: false })
    return upload
  }
  const claimIds = async (limit = 100) => {
    const claimed = await scene().ports.doomedKeys.claim(limit, 60)
    return claimed.map(({ keyId }) => keyId).sort()
  }
  const deleteDue = async () => {
    const { doomedKeys } = scene().ports
    const claimed = await doomedKeys.claim(100, 60)
    await doomedKeys.recordDeleted(claimed.map(nothingThere))
    return claimed.map(({ keyId }) => keyId)
  }
  const keyIdOf = (upload: { putKey: { id: number } | null }) => upload.putKey?.id ?? 0

  test('takes what is doomed and due: id, key and version', async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, place)
    const completed = await ports.uploads.finish(newCompletion(upload, { observed: { versionId: 'v3' } }))
    const objectId = completed.outcome === 'finished' ? (completed.upload.objectId ?? '') : ''
    expect(await ports.doomedKeys.claim(10, 60)).toEqual([])
    await ports.objects.delete(place, { objectId, bucketId: null })
    expect(await ports.doomedKeys.claim(10, 60)).toEqual([
      { keyId: keyIdOf(upload), key: upload.lastKey, versionId: 'v3', isLast: false, multipart: null },
    ])
  })

  test('open, live and kept keys are never taken', async () => {
    const { ports, place, stage } = scene()
    await seedUpload(ports, place)
    await seedCompleted(ports, place)
    const { uploadId } = await seedUpload(ports, place)
    await ports.uploads.finish({ kind: 'canceled', uploadId, keepBytes: true })
    await stage.elapse(30 * DAY)
    expect(await claimIds()).toEqual([])
  })

  test('hides what it took for as long as the lease', async () => {
    const { stage } = scene()
    const upload = await seedDoomed()
    expect(await claimIds()).toEqual([keyIdOf(upload)])
    await stage.elapse(58)
    expect(await claimIds()).toEqual([])
    await stage.elapse(3)
    expect(await claimIds()).toEqual([keyIdOf(upload)])
  })

  test('takes no more than asked, the rest next time', async () => {
    const uploads = [await seedDoomed(), await seedDoomed(), await seedDoomed()]
    const taken = [...(await claimIds(2)), ...(await claimIds(2))]
    expect(taken.sort()).toEqual(uploads.map(keyIdOf).sort())
  })

  test('concurrent workers take different keys, and together all', async () => {
    const uploads = await Promise.all(Array.from({ length: 12 }, seedDoomed))
    for (let round = 0; round < 8; round += 1) {
      const taken = (await Promise.all(Array.from({ length: 6 }, () => claimIds(12)))).flat()
      // A worker passes over what another is just taking, so some may be left for the next time.
      const rest = await claimIds()
      expect([...taken, ...rest].sort()).toEqual(uploads.map(keyIdOf).sort())
      await scene().stage.elapse(61)
    }
  })

  test('a deleted key is watched: not due again at once, but at least once past its last moment', async () => {
    const { stage } = scene()
    const upload = await seedDoomed()
    await deleteDue()
    expect(await claimIds()).toEqual([])
    expect(await keyStatesOf(scene(), upload.uploadId)).toEqual({ [upload.lastKey]: 'doomed' })
    await stage.elapse(1500 + DAY - 60)
    await deleteDue()
    expect(await keyStatesOf(scene(), upload.uploadId)).toEqual({ [upload.lastKey]: 'doomed' })
    await stage.elapse(61)
    expect(await deleteDue()).toEqual([keyIdOf(upload)])
    expect(await keyStatesOf(scene(), upload.uploadId)).toEqual({ [upload.lastKey]: 'gone' })
    await stage.elapse(DAY)
    expect(await claimIds()).toEqual([])
  })

  test('a deletion that was claimed before the last moment is not the last, however late it is recorded', async () => {
    const { ports, stage } = scene()
    const upload = await seedDoomed()
    const claimed = await ports.doomedKeys.claim(100, 60)
    // Bytes that began in time arrive after the deletion.
    await stage.elapse(1500 + 2 * DAY)
    await ports.doomedKeys.recordDeleted(claimed.map(nothingThere))
    expect(await keyStatesOf(scene(), upload.uploadId)).toEqual({ [upload.lastKey]: 'doomed' })
    expect(await deleteDue()).toEqual([keyIdOf(upload)])
    expect(await keyStatesOf(scene(), upload.uploadId)).toEqual({ [upload.lastKey]: 'gone' })
  })

  test('bytes that are found by a later look than the first are told', async () => {
    const { ports, place, stage } = scene()
    const { uploadId } = await seedDoomed()
    const found = { sizeBytes: 7, etag: 'late' }
    const deleteFound = async () => {
      const claimed = await ports.doomedKeys.claim(100, 60)
      await ports.doomedKeys.recordDeleted(claimed.map(key => ({ ...nothingThere(key), found })))
    }
    const told = async () =>
      (await ports.uploads.events(place, uploadId)).filter(({ kind }) => kind === 'late_bytes_deleted')
    await deleteFound()
    expect(await told()).toEqual([])
    await stage.elapse(3601)
    await deleteFound()
    expect(await told()).toMatchObject([{ attempt: 1, detail: { size_bytes: 7, etag: 'late' } }])
  })

  test('nothing but a doomed key becomes gone', async () => {
    const { ports, place, stage } = scene()
    const live = await seedCompleted(ports, place)
    const open = await seedUpload(ports, place)
    await stage.elapse(30 * DAY)
    await ports.doomedKeys.recordDeleted(
      [live.servedKey?.id ?? 0, keyIdOf(open)].map(keyId => ({ keyId, isLast: true, found: null })),
    )
    expect(await keyStatesOf(scene(), live.uploadId)).toEqual({ [live.lastKey]: 'live' })
    expect(await keyStatesOf(scene(), open.uploadId)).toEqual({ [open.lastKey]: 'open' })
  })

  test('a batch may be empty', async () => {
    const { ports } = scene()
    await ports.doomedKeys.recordDeleted([])
    expect(await claimIds()).toEqual([])
  })
}

function recordsContract(scene: () => Scene): void {
  const MONTH = 30 * DAY
  const remove = (limit = 100) => scene().ports.doomedKeys.removeRecords(MONTH, limit)
  const reclaimAll = async () => {
    const { doomedKeys } = scene().ports
    await doomedKeys.recordDeleted((await doomedKeys.claim(100, 60)).map(nothingThere))
  }
  const cancel = async (keepBytes = false) => {
    const { ports, place } = scene()
    const { uploadId } = await seedUpload(ports, place)
    await ports.uploads.finish({ kind: 'canceled', uploadId, keepBytes })
    return uploadId
  }

  test('removes what never completed, a month after it expired, with all that is told of it', async () => {
    const { ports, place, stage } = scene()
    const uploadId = await cancel()
    await stage.elapse(MONTH)
    await reclaimAll()
    expect(await remove()).toBe(0)
    await stage.elapse(3601)
    expect(await remove()).toBe(1)
    expect(await ports.uploads.findById(uploadId)).toBeNull()
    expect(await ports.uploads.events(place, uploadId)).toEqual([])
    expect(await keyStatesOf(scene(), uploadId)).toEqual({})
    expect((await ports.quotaAudit.verify(place.organizationId)).drifts).toEqual([])
  })

  test('leaves what is open, COMPLETED, kept, or whose keys are still watched', async () => {
    const { ports, place, stage } = scene()
    const left = [await seedUpload(ports, place), await seedCompleted(ports, place)]
    const ids = [...left.map(({ uploadId }) => uploadId), await cancel(true), await cancel()]
    await stage.elapse(2 * MONTH)
    expect(await remove()).toBe(0)
    for (const id of ids) expect(await ports.uploads.findById(id)).not.toBeNull()
  })

  test('removes no more than asked at a time', async () => {
    for (let count = 0; count < 3; count += 1) await cancel()
    await scene().stage.elapse(2 * MONTH)
    await reclaimAll()
    expect([await remove(2), await remove(2), await remove(2)]).toEqual([2, 1, 0])
  })
}

function deletedBucketsContract(scene: () => Scene): void {
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

function sealsContract(scene: () => Scene): void {
  const strandSeal = async (isFinal: boolean) => {
    const { ports, place, stage } = scene()
    const upload = await seedUpload(ports, place)
    if (isFinal) await ports.uploads.finish(newCompletion(upload))
    const key = `${upload.uploadId}/seal`
    await stage.strandSeal({ uploadId: upload.uploadId, key })
    return { ...upload, key }
  }

  test('dooms a seal that a final upload left behind, once it is old enough', async () => {
    const { ports, stage } = scene()
    const { uploadId, lastKey, key } = await strandSeal(true)
    expect(await ports.doomedKeys.doomAbandonedSeals(600)).toBe(0)
    await stage.elapse(601)
    expect(await ports.doomedKeys.doomAbandonedSeals(600)).toBe(1)
    expect(await keyStatesOf(scene(), uploadId)).toEqual({ [lastKey]: 'live', [key]: 'doomed' })
    const claimed = await ports.doomedKeys.claim(10, 60)
    expect(claimed.map(doomed => doomed.key)).toEqual([key])
    expect(await ports.doomedKeys.doomAbandonedSeals(600)).toBe(0)
  })

  test('leaves the seal of an open upload, however old', async () => {
    const { ports, stage } = scene()
    const { uploadId, lastKey, key } = await strandSeal(false)
    await stage.elapse(30 * DAY)
    expect(await ports.doomedKeys.doomAbandonedSeals(600)).toBe(0)
    expect(await keyStatesOf(scene(), uploadId)).toEqual({ [lastKey]: 'open', [key]: 'open' })
  })

  test('leaves the seal that is served', async () => {
    const { ports, place, stage } = scene()
    const upload = await seedUpload(ports, place)
    const { uploadId, attempt } = upload
    const seal = await ports.uploads.openSeal({ uploadId, attempt, key: `${uploadId}/seal` })
    await ports.uploads.finish(newCompletion(upload, { servedKeyId: seal?.keyId ?? 0 }))
    await stage.elapse(DAY)
    expect(await ports.doomedKeys.doomAbandonedSeals(600)).toBe(0)
    expect(await keyStatesOf(scene(), uploadId)).toMatchObject({ [`${uploadId}/seal`]: 'live' })
  })
}
