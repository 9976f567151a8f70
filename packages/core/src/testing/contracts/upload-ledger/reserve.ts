import { expect, test } from 'vitest'
import { newUpload, seedUpload } from '../../builders.ts'
import { counters, countersOf, keyStatesOf, SCOPES, type Scene } from '../database-suite.ts'

export function reserveContract(scene: () => Scene): void {
  test('opens a PENDING upload with its first key and its two deadlines', async () => {
    const { ports, place } = scene()
    const input = newUpload({ ...place, expirationSeconds: 600, transferGraceSeconds: 900 })
    const reserved = await ports.uploads.reserve(input)
    expect(reserved).toMatchObject({
      outcome: 'reserved',
      upload: {
        status: 'PENDING',
        attempt: 1,
        putKey: { key: input.putKey, versionId: null },
        lastKey: input.putKey,
        servedKey: null,
        objectId: null,
        liveTaskId: null,
        receipt: null,
      },
    })
    if (reserved.outcome !== 'reserved') return
    const { createdAt, expiresAt, settleUntil } = reserved.upload
    expect(expiresAt.getTime() - createdAt.getTime()).toBe(600_000)
    expect(settleUntil.getTime() - expiresAt.getTime()).toBe(900_000)
  })

  test('keeps all that was declared, and shows the bucket', async () => {
    const { ports, place } = scene()
    const {
      putKey: _,
      transferGraceSeconds: _transfer,
      uniqueKey: _key,
      idempotency: _idempotency,
      grant: _grant,
      partSizeBytes: _partSize,
      ...declared
    } = newUpload({
      ...place,
      owner: 'user:42 é',
      filename: 'Übersicht \u{1F4C4} "final".pdf',
      contentType: 'application/pdf; charset=utf-8',
      fileSizeBytes: 5_000_000_000_000,
      checksum: { algorithm: 'SHA256', value: 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=' },
      metadata: { campaign: 'x', nested: { list: [1, null, 'two'], empty: {} } },
      objectMetadata: { title: "it's; DROP TABLE upload" },
      createObject: false,
      skipDuplicates: false,
      sendsHeaders: true,
      guard: 'CONDITIONAL',
    })
    const upload = await seedUpload(ports, { ...newUpload(place), ...declared })
    const bucket = await ports.buckets.find(place, place.bucketId)
    expect(upload).toMatchObject({ ...declared, bucketName: bucket?.name, bucketStatus: 'ACTIVE' })
    expect(await ports.uploads.find(place, upload.uploadId)).toEqual(upload)
    expect(await ports.uploads.findById(upload.uploadId)).toEqual(upload)
  })

  test('reserves its size and one object in every scope', async () => {
    const { ports, place } = scene()
    await seedUpload(ports, { ...place, owner: 'ada', fileSizeBytes: 700 })
    for (const scope of SCOPES)
      expect(await countersOf(scene(), scope)).toEqual(counters({ reservedBytes: 700, reservedObjects: 1 }))
  })

  test('without an owner no owner is charged', async () => {
    const { ports, place } = scene()
    await seedUpload(ports, { ...place, owner: null })
    expect(await countersOf(scene(), 'owner')).toEqual(counters())
  })

  test.each([
    ['without a size reserves one object and no bytes', { fileSizeBytes: null }, { reservedObjects: 1 }],
    ['of an empty file reserves one object and no bytes', { fileSizeBytes: 0 }, { reservedObjects: 1 }],
    [
      'that makes no object reserves none',
      { fileSizeBytes: 700, createObject: false },
      { reservedBytes: 700 },
    ],
  ])('an upload %s', async (_, fields, reserved) => {
    const { ports, place } = scene()
    await seedUpload(ports, { ...place, ...fields })
    expect(await countersOf(scene())).toEqual(counters(reserved))
  })

  test('begins the timeline', async () => {
    const { ports, place } = scene()
    const { uploadId, createdAt } = await seedUpload(ports, place)
    const events = await ports.uploads.events(place, uploadId)
    expect(events).toMatchObject([{ uploadId, attempt: 1 }])
    expect(Math.abs((events[0]?.at.getTime() ?? 0) - createdAt.getTime())).toBeLessThan(1000)
  })

  test('called again with the same id answers the upload that is there and reserves once', async () => {
    const { ports, place } = scene()
    const input = newUpload({ ...place, fileSizeBytes: 700 })
    const first = await ports.uploads.reserve(input)
    expect(await ports.uploads.reserve(input)).toEqual(first)
    expect(await countersOf(scene())).toEqual(counters({ reservedBytes: 700, reservedObjects: 1 }))
    expect(await keyStatesOf(scene(), input.uploadId)).toEqual({ [input.putKey]: 'open' })
  })
}
