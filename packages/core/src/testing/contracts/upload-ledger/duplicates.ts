import { expect, test } from 'vitest'
import type { UploadRecord } from '../../../domain/upload.ts'
import type { FinishRequest, NewUpload } from '../../../ports/upload-ledger.ts'
import { newCompletion, seedBucket, seedUpload } from '../../builders.ts'
import { testIds } from '../../ids.ts'
import { counters, countersOf, keyStatesOf, SCOPES, type Scene, tenantOf } from '../database-suite.ts'

const SHA256 = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'

type Observed = Partial<Extract<FinishRequest, { kind: 'completed' }>['observed']>

export function duplicatesContract(scene: () => Scene): void {
  const open = (fields: Partial<NewUpload> = {}) =>
    seedUpload(scene().ports, { ...scene().place, owner: 'ada', fileSizeBytes: 700, ...fields })
  const complete = async (upload: UploadRecord, observed: Observed = {}) => {
    const request = newCompletion(upload, { observed: { sha256: SHA256, ...observed } })
    const finished = await scene().ports.uploads.finish(request)
    if (finished.outcome !== 'finished') throw new RangeError(`complete: ${finished.outcome}`)
    return finished.upload
  }
  const store = async (fields: Partial<NewUpload> = {}, observed: Observed = {}) =>
    complete(await open(fields), observed)
  const remove = ({ objectId }: UploadRecord) =>
    scene().ports.objects.delete(scene().place, { objectId: objectId ?? '', bucketId: null })

  test('an upload of bytes that are there shares them: one key, charged once, an object of its own', async () => {
    const { ports, place } = scene()
    const first = await store({ filename: 'first.txt' }, { etag: 'first', versionId: 'v1' })
    const second = await store({ filename: 'second.txt', contentType: 'text/x-second' }, { etag: 'second' })
    expect(first.duplicateOf).toBeNull()
    expect(second).toMatchObject({
      status: 'COMPLETED',
      duplicateOf: first.uploadId,
      servedKey: first.servedKey,
      etag: 'first',
      sourceEtag: '0cc175b9c0f1b6a831c399e269772661',
      verifiedSha256: SHA256,
      fileSizeBytes: 700,
    })
    expect(second.objectId).not.toBe(first.objectId)
    expect(await ports.uploads.find(place, second.uploadId)).toEqual(second)
    const object = await ports.objects.find(place, { objectId: second.objectId ?? '', bucketId: null })
    expect(object?.blobs).toMatchObject([
      {
        uploadId: second.uploadId,
        filename: 'second.txt',
        contentType: 'text/x-second',
        etag: 'first',
        key: first.servedKey?.key,
        versionId: 'v1',
      },
    ])
    expect(await keyStatesOf(scene(), second.uploadId)).toEqual({ [second.lastKey]: 'doomed' })
    for (const scope of SCOPES)
      expect(await countersOf(scene(), scope)).toEqual(counters({ usedBytes: 700, usedObjects: 2 }))
    const events = await ports.uploads.events(place, second.uploadId)
    expect(events.at(-1)?.detail).toMatchObject({ duplicate_of: first.uploadId, sealed_at: null })
  })

  test.each([
    ['skip_duplicates is false', { skipDuplicates: false }, {}],
    ['another owner brings them', { owner: 'bob' }, {}],
    ['nobody brings them', { owner: null }, {}],
    ['the store did not verify them', {}, { sha256: null }],
    ['they have another digest', {}, { sha256: SHA256.replace('2', '3') }],
  ])('bytes of their own where %s', async (_, fields, observed) => {
    await store()
    const upload = await store(fields, observed)
    expect(upload).toMatchObject({ duplicateOf: null, servedKey: { key: upload.lastKey } })
    expect(await countersOf(scene())).toEqual(counters({ usedBytes: 1400, usedObjects: 2 }))
  })

  test('bytes of their own in another bucket, and for empty files', async () => {
    const { ports, place } = scene()
    const other = await seedBucket(ports, tenantOf(place))
    await store({ fileSizeBytes: 0 }, { sizeBytes: 0 })
    expect(await store({ fileSizeBytes: 0 }, { sizeBytes: 0 })).toMatchObject({ duplicateOf: null })
    await store()
    expect(await store(other)).toMatchObject({ duplicateOf: null })
  })

  test('a digest that was only declared or never verified hands out nobody’s bytes', async () => {
    await store({}, { sha256: null })
    expect(await store()).toMatchObject({ duplicateOf: null })
  })

  test('fits where there is no room for the bytes: they are there already', async () => {
    const { ports, place } = scene()
    await store()
    const upload = await open({ fileSizeBytes: null })
    await ports.quotas.set(place, { scope: 'bucket', id: place.bucketId, owner: null, limitBytes: 700 })
    expect(await complete(upload, { sizeBytes: 700 })).toMatchObject({ duplicateOf: expect.any(String) })
    expect(await countersOf(scene())).toEqual(counters({ usedBytes: 700, usedObjects: 2 }))
  })

  test.each(['first', 'second'])('deleting the %s object leaves the other its bytes', async which => {
    const [first, second] = [await store(), await store()]
    const [gone, left] = which === 'first' ? [first, second] : [second, first]
    expect(await remove(gone)).toBe(true)
    expect(await keyStatesOf(scene(), first.uploadId)).toEqual({ [first.lastKey]: 'live' })
    expect(await countersOf(scene())).toEqual(counters({ usedBytes: 700, usedObjects: 1 }))
    expect(await remove(left)).toBe(true)
    expect(await keyStatesOf(scene(), first.uploadId)).toEqual({ [first.lastKey]: 'doomed' })
    expect(await countersOf(scene())).toEqual(counters())
  })

  test.each(['first', 'second'])('letting go of the %s upload leaves the other its bytes', async which => {
    const { ports } = scene()
    const fields = { createObject: false }
    const [first, second] = [await store(fields), await store(fields)]
    const [gone, left] = which === 'first' ? [first, second] : [second, first]
    await ports.uploads.dropReference(gone.uploadId)
    expect(await keyStatesOf(scene(), first.uploadId)).toEqual({ [first.lastKey]: 'live' })
    expect(await countersOf(scene())).toEqual(counters({ usedBytes: 700 }))
    await ports.uploads.dropReference(left.uploadId)
    expect(await keyStatesOf(scene(), first.uploadId)).toEqual({ [first.lastKey]: 'doomed' })
    expect(await countersOf(scene())).toEqual(counters())
  })

  test('a third still shares bytes that the first let go of, and doomed ones are nobody’s', async () => {
    const [first, second] = [await store(), await store()]
    await remove(first)
    const third = await store()
    expect(third).toMatchObject({ duplicateOf: first.uploadId, servedKey: first.servedKey })
    await remove(second)
    await remove(third)
    expect(await store()).toMatchObject({ duplicateOf: null })
  })

  test('a sealed duplicate dooms its seal as well as its key', async () => {
    const { ports } = scene()
    await store()
    const upload = await open()
    const { uploadId, attempt } = upload
    const seal = await ports.uploads.openSeal({ uploadId, attempt, key: `${uploadId}/seal` })
    const request = newCompletion(upload, { servedKeyId: seal?.keyId ?? 0, observed: { sha256: SHA256 } })
    expect(await ports.uploads.finish(request)).toMatchObject({ outcome: 'finished' })
    expect(await keyStatesOf(scene(), uploadId)).toEqual({
      [upload.lastKey]: 'doomed',
      [`${uploadId}/seal`]: 'doomed',
    })
  })

  test('the last reference and a new one at once: shared and kept, or gone and stored anew', async () => {
    for (let round = 0; round < 12; round += 1) {
      const first = await store()
      const next = await open()
      const [, second] = await Promise.all([remove(first), complete(next)])
      const isShared = second.duplicateOf !== null
      expect(await keyStatesOf(scene(), first.uploadId)).toEqual({
        [first.lastKey]: isShared ? 'live' : 'doomed',
      })
      expect(await keyStatesOf(scene(), second.uploadId)).toEqual({
        [second.lastKey]: isShared ? 'doomed' : 'live',
      })
      expect(await countersOf(scene())).toEqual(counters({ usedBytes: 700, usedObjects: 1 }))
      await remove(second)
      expect(await countersOf(scene())).toEqual(counters())
    }
  })

  test('many duplicates come and go at once, and the books stay right', async () => {
    const first = await store()
    const opened = await Promise.all(Array.from({ length: 12 }, () => open()))
    const settled = await Promise.all([remove(first), ...opened.map(upload => complete(upload))])
    const uploads = settled.filter(answer => typeof answer === 'object')
    expect((await countersOf(scene())).usedObjects).toBe(12)
    await Promise.all(uploads.map(remove))
    expect(await countersOf(scene())).toEqual(counters())
    const { keys } = await scene().books()
    expect(new Set(keys.map(({ state }) => state))).toEqual(new Set(['doomed']))
  })

  test('an object that names a shared key by hand counts as a reference too', async () => {
    const { stage } = scene()
    const [first, second] = [await store(), await store()]
    const objectId = testIds.next('object')
    await stage.linkObject({ uploadId: second.uploadId, objectId, blobId: testIds.next('blob') })
    await remove(first)
    await remove(second)
    expect(await keyStatesOf(scene(), first.uploadId)).toEqual({ [first.lastKey]: 'live' })
    await scene().ports.objects.delete(scene().place, { objectId, bucketId: null })
    expect(await keyStatesOf(scene(), first.uploadId)).toEqual({ [first.lastKey]: 'doomed' })
  })
}
