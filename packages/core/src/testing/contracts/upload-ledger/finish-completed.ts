import { expect, test } from 'vitest'
import { newCompletion, newRenewal, seedUpload } from '../../builders.ts'
import { counters, countersOf, keyStatesOf, SCOPES, type Scene } from '../database-suite.ts'

const SHA256 = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'

export function finishCompletedContract(scene: () => Scene): void {
  test('answers the settled upload: what was observed, the receipt, the key that is served', async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, { ...place, fileSizeBytes: 700 })
    const request = newCompletion(upload, {
      observed: {
        etag: 'served-etag',
        sourceEtag: 'seen-etag',
        sizeBytes: 700,
        versionId: 'v7',
        sha256: SHA256,
      },
      receipt: { size: 'matched', etag: 'matched', checksum: 'matched', guard: 'SEALED', settledBy: 'event' },
      settledBy: 'event',
    })
    const finished = await ports.uploads.finish(request)
    expect(finished).toMatchObject({
      outcome: 'finished',
      upload: {
        uploadId: upload.uploadId,
        status: 'COMPLETED',
        fileSizeBytes: 700,
        putKey: null,
        lastKey: upload.lastKey,
        servedKey: { id: upload.putKey?.id, key: upload.lastKey, versionId: 'v7' },
        etag: 'served-etag',
        sourceEtag: 'seen-etag',
        verifiedSha256: SHA256,
        objectId: request.objectId,
        objectDeleted: false,
        receipt: request.receipt,
        completedAt: expect.any(Date),
        verifiedAt: expect.any(Date),
        failure: null,
      },
    })
    const found = await ports.uploads.find(place, upload.uploadId)
    expect(finished).toEqual({ outcome: 'finished', upload: found })
  })

  test('makes the object with its one blob', async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, {
      ...place,
      filename: 'größe.mp4',
      contentType: 'video/mp4',
      blobProperty: 'clip',
      blobType: 'VIDEO',
      objectMetadata: { title: 'one' },
    })
    const request = newCompletion(upload, { observed: { etag: 'e1', versionId: 'v1', sha256: SHA256 } })
    await ports.uploads.finish(request)
    const object = await ports.objects.find(place, { objectId: request.objectId, bucketId: null })
    expect(object).toMatchObject({ ...place, objectId: request.objectId, metadata: { title: 'one' } })
    expect(object?.blobs).toEqual([
      {
        missingSince: null,
        keyPrefix: null,
        metadata: null,
        blobId: request.blobId,
        property: 'clip',
        type: 'video',
        uploadId: upload.uploadId,
        filename: 'größe.mp4',
        contentType: 'video/mp4',
        sizeBytes: 1000,
        etag: 'e1',
        sha256: SHA256,
        key: upload.lastKey,
        versionId: 'v1',
      },
    ])
  })

  test('without an object only the bytes are charged', async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, { ...place, createObject: false, fileSizeBytes: 700 })
    const request = newCompletion(upload)
    expect(await ports.uploads.finish(request)).toMatchObject({
      upload: { objectId: null, objectDeleted: false },
    })
    expect(await ports.objects.find(place, { objectId: request.objectId, bucketId: null })).toBeNull()
    expect(await countersOf(scene())).toEqual(counters({ usedBytes: 700 }))
  })

  test.each([
    ['what was declared', 700, 700],
    ['less than was declared', 700, 1],
    ['what was not declared', null, 700],
    ['an empty file', 0, 0],
  ])('moves the quota from reserved to used in every scope: %s', async (_, fileSizeBytes, sizeBytes) => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, { ...place, owner: 'ada', fileSizeBytes })
    await ports.uploads.finish(newCompletion(upload, { observed: { sizeBytes } }))
    for (const scope of SCOPES)
      expect(await countersOf(scene(), scope)).toEqual(counters({ usedBytes: sizeBytes, usedObjects: 1 }))
  })

  test('shows in the statistics of its bucket', async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, { ...place, fileSizeBytes: 700 })
    expect(await ports.buckets.find(place, place.bucketId)).toMatchObject({
      objectCount: 0,
      lastUploadAt: null,
    })
    await ports.uploads.finish(newCompletion(upload))
    expect(await ports.buckets.find(place, place.bucketId)).toMatchObject({
      objectCount: 1,
      totalSizeBytes: 700,
      lastUploadAt: expect.any(Date),
    })
  })

  test('serves a seal, and dooms the key that was put to and every other seal', async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, place)
    const { uploadId, attempt } = upload
    await ports.uploads.openSeal({ uploadId, attempt, key: `${uploadId}/seal-1` })
    const seal = await ports.uploads.openSeal({ uploadId, attempt, key: `${uploadId}/seal-2` })
    const finished = await ports.uploads.finish(newCompletion(upload, { servedKeyId: seal?.keyId ?? 0 }))
    expect(finished).toMatchObject({
      outcome: 'finished',
      upload: { servedKey: { id: seal?.keyId, key: `${uploadId}/seal-2` }, lastKey: upload.lastKey },
    })
    expect(await keyStatesOf(scene(), uploadId)).toEqual({
      [upload.lastKey]: 'doomed',
      [`${uploadId}/seal-1`]: 'doomed',
      [`${uploadId}/seal-2`]: 'live',
    })
  })

  test('clears what the last confirm in the background said', async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, place)
    const error = { code: 'OBJECT_NOT_IN_STORAGE', message: 'nothing there', details: {} } as const
    await ports.uploads.setLastError(upload.uploadId, 1, error)
    expect(await ports.uploads.finish(newCompletion(upload))).toMatchObject({ upload: { lastError: null } })
  })

  test('a second finish is lost, with the first one’s state, and charges nothing', async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, { ...place, fileSizeBytes: 700 })
    const first = newCompletion(upload)
    await ports.uploads.finish(first)
    const second = newCompletion(upload, { observed: { etag: 'another', sizeBytes: 9 } })
    const settled = await ports.uploads.find(place, upload.uploadId)
    expect(await ports.uploads.finish(second)).toEqual({ outcome: 'lost', upload: settled })
    expect(settled?.objectId).toBe(first.objectId)
    expect(await countersOf(scene())).toEqual(counters({ usedBytes: 700, usedObjects: 1 }))
  })

  test('a finish of an attempt that was renewed is lost, and the new one goes on', async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, place)
    await ports.uploads.renew(newRenewal(upload))
    const current = await ports.uploads.findById(upload.uploadId)
    expect(await ports.uploads.finish(newCompletion(upload))).toEqual({ outcome: 'lost', upload: current })
    expect(current).toMatchObject({ status: 'PENDING', attempt: 2 })
  })

  test('a key that is doomed, belongs to another upload or to no one is never served', async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, place)
    const other = await seedUpload(ports, place)
    const { uploadId, attempt } = upload
    const seal = await ports.uploads.openSeal({ uploadId, attempt, key: `${uploadId}/seal` })
    await ports.uploads.doomSeal(seal?.keyId ?? 0)
    for (const servedKeyId of [seal?.keyId ?? 0, other.putKey?.id ?? 0, 987_654_321]) {
      const outcome = await ports.uploads.finish(newCompletion(upload, { servedKeyId }))
      expect(outcome).toMatchObject({ outcome: 'lost', upload: { status: 'PENDING' } })
    }
    expect(await keyStatesOf(scene(), other.uploadId)).toEqual({ [other.lastKey]: 'open' })
  })
}
