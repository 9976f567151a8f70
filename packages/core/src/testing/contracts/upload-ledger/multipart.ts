import { expect, test } from 'vitest'
import type { UploadRecord } from '../../../domain/upload.ts'
import type { NewUpload, PartsGrant } from '../../../ports/upload-ledger.ts'
import { newCompletion, newRenewal, newUpload, seedUpload } from '../../builders.ts'
import { testIds } from '../../ids.ts'
import { counters, countersOf, quotaRefOf, SCOPES, type Scene } from '../database-suite.ts'

const DAY = 86_400
const PART = 100

export function multipartContract(scene: () => Scene): void {
  const seedParts = (fields: Partial<NewUpload> = {}) => {
    const { ports, place } = scene()
    const inParts = { guard: 'SERVER', partSizeBytes: PART, fileSizeBytes: null, owner: 'ada' } as const
    return seedUpload(ports, { ...place, ...inParts, ...fields })
  }
  const grantOf = ({ uploadId, attempt }: UploadRecord, fields: Partial<PartsGrant> = {}): PartsGrant => ({
    ...{ uploadId, attempt, throughPart: 1, fileSizeBytes: null },
    ...{ expirationSeconds: 3600, transferGraceSeconds: 900 },
    ...fields,
  })
  const grant = (upload: UploadRecord, fields: Partial<PartsGrant> = {}) =>
    scene().ports.uploads.grantParts(grantOf(upload, fields))
  const begin = ({ uploadId, attempt }: UploadRecord, multipartUploadId: string) =>
    scene().ports.uploads.beginMultipart({ uploadId, attempt, multipartUploadId })

  test('an upload says whether it is sent in parts, and of what size', async () => {
    const { ports, place } = scene()
    const inParts = await seedParts()
    expect(inParts.multipart).toEqual({ partSizeBytes: PART, multipartUploadId: null })
    expect((await seedUpload(ports, place)).multipart).toBeNull()
    const [listed] = (await ports.uploads.list(place, { bucketId: null, limit: 1 })).uploads
    expect(await ports.uploads.findById(inParts.uploadId)).toEqual(inParts)
    expect(listed).toBeDefined()
  })

  test('without a size, what is signed is reserved, once and in every scope', async () => {
    const upload = await seedParts()
    for (const [throughPart, reservedBytes] of [
      [3, 300],
      [2, 300],
      [3, 300],
      [7, 700],
    ] as const) {
      expect(await grant(upload, { throughPart })).toMatchObject({ outcome: 'granted' })
      for (const scope of SCOPES)
        expect(await countersOf(scene(), scope)).toEqual(counters({ reservedBytes, reservedObjects: 1 }))
    }
  })

  test.each(SCOPES)('parts that its %s has no room for are refused and reserve nothing', async scope => {
    const { ports, place } = scene()
    const upload = await seedParts()
    await grant(upload, { throughPart: 2 })
    await ports.quotas.set(place, { ...quotaRefOf(scope, place), limitBytes: 350, limitObjects: 1 })
    const before = await ports.uploads.findById(upload.uploadId)
    expect(await grant(upload, { throughPart: 4, expirationSeconds: 7200 })).toMatchObject({
      outcome: 'quota_exceeded',
      refusal: { scope, limitBytes: 350, reservedBytes: 200, askedBytes: 200 },
    })
    expect(await ports.uploads.findById(upload.uploadId)).toEqual(before)
    expect(await countersOf(scene())).toEqual(counters({ reservedBytes: 200, reservedObjects: 1 }))
    expect(await grant(upload, { throughPart: 3 })).toMatchObject({ outcome: 'granted' })
  })

  test('a size that becomes known is kept, and makes room among those without', async () => {
    const { ports, place, stage } = scene()
    await stage.limitUnsized(place.organizationId, 1)
    const upload = await seedParts()
    const another = newUpload({ ...place, fileSizeBytes: null })
    expect(await ports.uploads.reserve(another)).toMatchObject({ outcome: 'too_many_unsized' })
    const granted = await grant(upload, { throughPart: 3, fileSizeBytes: 250 })
    expect(granted).toMatchObject({ outcome: 'granted', upload: { fileSizeBytes: 250 } })
    expect(await countersOf(scene())).toEqual(counters({ reservedBytes: 250, reservedObjects: 1 }))
    expect(await ports.uploads.reserve(another)).toMatchObject({ outcome: 'reserved' })
    expect(await grant(upload, { throughPart: 3, fileSizeBytes: 251 })).toEqual({ outcome: 'lost' })
    expect(await grant(upload, { throughPart: 3, fileSizeBytes: 250 })).toMatchObject({ outcome: 'granted' })
  })

  test('what was signed beyond the size stays reserved until it settles, and is released then', async () => {
    const { ports } = scene()
    const upload = await seedParts()
    await grant(upload, { throughPart: 5 })
    const granted = await grant(upload, { throughPart: 2, fileSizeBytes: 150 })
    expect(await countersOf(scene())).toEqual(counters({ reservedBytes: 500, reservedObjects: 1 }))
    if (granted.outcome !== 'granted') throw new RangeError(granted.outcome)
    await ports.uploads.finish(newCompletion(granted.upload))
    expect(await countersOf(scene())).toEqual(counters({ usedBytes: 150, usedObjects: 1 }))
  })

  test('a declared size is reserved once, however often parts are signed', async () => {
    const upload = await seedParts({ fileSizeBytes: 950 })
    for (const throughPart of [1, 10]) await grant(upload, { throughPart })
    expect(await countersOf(scene())).toEqual(counters({ reservedBytes: 950, reservedObjects: 1 }))
  })

  test('moves the deadlines forward and never back, up to 7 days after create', async () => {
    const { stage } = scene()
    const upload = await seedParts({ expirationSeconds: 3600 })
    const deadlines = async (expirationSeconds: number) => {
      const granted = await grant(upload, { expirationSeconds })
      if (granted.outcome !== 'granted') throw new RangeError(granted.outcome)
      const { createdAt, expiresAt, settleUntil } = granted.upload
      return [expiresAt, settleUntil].map(time => Math.round((time.getTime() - createdAt.getTime()) / 1000))
    }
    expect(await deadlines(60)).toEqual([3600, 4500])
    const [expires = 0, settles = 0] = await deadlines(7200)
    expect(expires).toBeGreaterThanOrEqual(7200)
    expect(settles - expires).toBe(900)
    await stage.elapse(7 * DAY - 60)
    expect(await deadlines(3600)).toEqual([7 * DAY, 7 * DAY + 900])
    await stage.elapse(61)
    expect(await grant(upload)).toEqual({ outcome: 'lost' })
  })

  test('an attempt has one multipart: whoever notes it first', async () => {
    const { ports, place } = scene()
    const upload = await seedParts()
    const outcomes = await Promise.all(['one', 'two', 'three'].map(id => begin(upload, id)))
    const begun = outcomes.filter(({ outcome }) => outcome === 'begun')
    expect(begun).toHaveLength(1)
    const ids = outcomes.map(outcome =>
      outcome.outcome === 'lost' ? null : outcome.upload.multipart?.multipartUploadId,
    )
    expect(new Set(ids).size).toBe(1)
    const stored = await ports.uploads.findById(upload.uploadId)
    expect(stored).toMatchObject({ status: 'IN_PROGRESS', multipart: { multipartUploadId: ids[0] } })
    const kinds = (await ports.uploads.events(place, upload.uploadId)).map(({ kind }) => kind)
    expect(kinds).toEqual(['created', 'multipart_begun'])
  })

  test('a renewal has none yet, and its key takes none of another attempt', async () => {
    const { ports } = scene()
    const upload = await seedParts({ fileSizeBytes: 950 })
    await begin(upload, 'first')
    const renewed = await ports.uploads.renew(newRenewal(upload, { partSizeBytes: 200 }))
    if (renewed.outcome !== 'renewed') throw new RangeError(renewed.outcome)
    expect(renewed.upload.multipart).toEqual({ partSizeBytes: 200, multipartUploadId: null })
    expect(await begin(upload, 'late')).toEqual({ outcome: 'lost' })
    expect(await grant(upload)).toEqual({ outcome: 'lost' })
    expect(await begin(renewed.upload, 'second')).toMatchObject({ outcome: 'begun' })
    const doomed = await ports.doomedKeys.claim(10, 60)
    expect(doomed.map(({ key, multipart }) => [key, multipart])).toEqual([
      [upload.lastKey, { multipartUploadId: 'first' }],
    ])
  })

  test('renews for 7 days', async () => {
    const { ports, stage } = scene()
    const upload = await seedParts({ fileSizeBytes: 950 })
    await stage.elapse(6 * DAY)
    const renewed = await ports.uploads.renew(newRenewal(upload))
    expect(renewed).toMatchObject({ outcome: 'renewed' })
    await stage.elapse(DAY + 1)
    expect(
      await ports.uploads.renew(newRenewal(upload, { attempt: 2, putKey: `${upload.lastKey}-3` })),
    ).toEqual({ outcome: 'lost' })
  })

  test('nothing is granted or begun where it was not asked for, ended, or is being confirmed', async () => {
    const { ports, place } = scene()
    const single = await seedUpload(ports, place)
    const canceled = await seedParts()
    await ports.uploads.finish({ kind: 'canceled', uploadId: canceled.uploadId, keepBytes: false })
    for (const upload of [single, canceled, { ...single, uploadId: testIds.next('upload') }]) {
      expect(await grant(upload)).toEqual({ outcome: 'lost' })
      expect(await begin(upload, 'never')).toEqual({ outcome: 'lost' })
    }
    const confirming = await seedParts()
    const { uploadId, attempt } = confirming
    const claim = { etag: null, fileSizeBytes: null, checksum: null }
    await ports.tasks.startConfirm({ taskId: testIds.next('task'), uploadId, attempt, claim })
    expect(await grant(confirming)).toEqual({ outcome: 'lost' })
  })

  test('concurrent grants of one upload and of another add up', async () => {
    const [one, other] = [await seedParts(), await seedParts()]
    const grants = [one, other].flatMap(upload =>
      [1, 2, 3, 4].map(throughPart => grant(upload, { throughPart })),
    )
    expect(new Set((await Promise.all(grants)).map(({ outcome }) => outcome))).toEqual(new Set(['granted']))
    expect(await countersOf(scene())).toEqual(counters({ reservedBytes: 800, reservedObjects: 2 }))
  })
}
