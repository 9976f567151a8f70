import { expect, test } from 'vitest'
import type { UploadRecord } from '../../../domain/upload.ts'
import type { RenewRequest } from '../../../ports/upload-ledger.ts'
import { newCompletion, newRenewal, newUpload, seedCompleted, seedUpload } from '../../builders.ts'
import { testIds } from '../../ids.ts'
import { counters, countersOf, keyStatesOf, quotaRefOf, SCOPES, type Scene } from '../database-suite.ts'

const HOUR = 3600

export function renewContract(scene: () => Scene): void {
  const renew = (upload: UploadRecord, fields: Partial<RenewRequest> = {}) =>
    scene().ports.uploads.renew(newRenewal(upload, fields))

  test('begins the next attempt with a key of its own and dooms the old one', async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, place)
    const checksum = { algorithm: 'CRC32', value: 'NhCmhg==' } as const
    const request = newRenewal(upload, { checksum, guard: 'CONDITIONAL', expirationSeconds: 60 })
    const renewed = await ports.uploads.renew(request)
    expect(renewed).toMatchObject({
      outcome: 'renewed',
      upload: {
        status: 'PENDING',
        attempt: 2,
        putKey: { key: request.putKey },
        lastKey: request.putKey,
        checksum,
        guard: 'CONDITIONAL',
        expirationSeconds: 60,
        createdAt: upload.createdAt,
      },
    })
    expect(await ports.uploads.find(place, upload.uploadId)).toEqual(
      renewed.outcome === 'renewed' ? renewed.upload : null,
    )
    expect(await keyStatesOf(scene(), upload.uploadId)).toEqual({
      [upload.lastKey]: 'doomed',
      [request.putKey]: 'open',
    })
  })

  test('counts its deadlines anew, but signs nothing past 24 hours after create', async () => {
    const { ports, place, stage } = scene()
    const upload = await seedUpload(ports, place)
    await stage.elapse(23 * HOUR)
    const renewed = await renew(upload, { expirationSeconds: 24 * HOUR, transferGraceSeconds: 900 })
    if (renewed.outcome !== 'renewed') throw new RangeError(renewed.outcome)
    const { createdAt, expiresAt, settleUntil } = renewed.upload
    expect(expiresAt.getTime() - createdAt.getTime()).toBe(24 * HOUR * 1000)
    expect(settleUntil.getTime() - expiresAt.getTime()).toBe(900_000)
  })

  test.each([
    [700, 900, 900],
    [700, 1, 1],
    [700, null, 0],
    [null, 700, 700],
  ])('a reservation for %s bytes becomes one for %s', async (before, fileSizeBytes, reservedBytes) => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, { ...place, owner: 'ada', fileSizeBytes: before })
    expect(await renew(upload, { fileSizeBytes })).toMatchObject({ upload: { fileSizeBytes } })
    for (const scope of SCOPES)
      expect(await countersOf(scene(), scope)).toEqual(counters({ reservedBytes, reservedObjects: 1 }))
  })

  test.each(SCOPES)('growth that its %s has no room for is refused and changes nothing', async scope => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, { ...place, owner: 'ada', fileSizeBytes: 700 })
    await ports.quotas.set(place, { ...quotaRefOf(scope, place), limitBytes: 800, limitObjects: 1 })
    expect(await renew(upload, { fileSizeBytes: 801 })).toMatchObject({
      outcome: 'quota_exceeded',
      refusal: { scope, limitBytes: 800, reservedBytes: 700, askedBytes: 101 },
    })
    expect(await ports.uploads.findById(upload.uploadId)).toEqual(upload)
    expect(await keyStatesOf(scene(), upload.uploadId)).toEqual({ [upload.lastKey]: 'open' })
    expect(await renew(upload, { fileSizeBytes: 800 })).toMatchObject({ outcome: 'renewed' })
  })

  test('taking the size away is refused where too many have none', async () => {
    const { ports, place, stage } = scene()
    await stage.limitUnsized(place.organizationId, 1)
    const unsized = await seedUpload(ports, { ...place, fileSizeBytes: null })
    const sized = await seedUpload(ports, { ...place, fileSizeBytes: 700 })
    const full = { outcome: 'too_many_unsized', scope: 'organization', limit: 1 }
    expect(await renew(sized, { fileSizeBytes: null })).toEqual(full)
    expect(await renew(unsized, { fileSizeBytes: null })).toMatchObject({ outcome: 'renewed' })
    expect(await countersOf(scene())).toEqual(counters({ reservedBytes: 700, reservedObjects: 2 }))
  })

  test('an upload that loses its size by renewal takes a place among those without, one that gains it makes room', async () => {
    const { ports, place, stage } = scene()
    await stage.limitUnsized(place.organizationId, 1)
    const upload = await seedUpload(ports, { ...place, owner: 'ada', fileSizeBytes: 700 })
    const unsized = await renew(upload, { fileSizeBytes: null })
    if (unsized.outcome !== 'renewed') throw new RangeError(unsized.outcome)
    const another = newUpload({ ...place, fileSizeBytes: null })
    expect(await ports.uploads.reserve(another)).toMatchObject({ outcome: 'too_many_unsized' })
    expect(await renew(unsized.upload, { fileSizeBytes: 700 })).toMatchObject({ outcome: 'renewed' })
    expect(await ports.uploads.reserve(another)).toMatchObject({ outcome: 'reserved' })
  })

  test('a renewal of an attempt that is not the newest is lost', async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, place)
    expect(await renew(upload)).toMatchObject({ outcome: 'renewed' })
    expect(await renew(upload, { putKey: `${upload.lastKey}-again` })).toEqual({ outcome: 'lost' })
    expect(await ports.uploads.findById(upload.uploadId)).toMatchObject({ attempt: 2 })
  })

  test('a settled or canceled upload does not renew', async () => {
    const { ports, place } = scene()
    const completed = await seedCompleted(ports, place)
    const canceled = await seedUpload(ports, place)
    await ports.uploads.finish({ kind: 'canceled', uploadId: canceled.uploadId, keepBytes: false })
    expect(await renew(completed)).toEqual({ outcome: 'lost' })
    expect(await renew(canceled)).toEqual({ outcome: 'lost' })
    expect(await renew({ ...canceled, uploadId: testIds.next('upload') })).toEqual({ outcome: 'lost' })
  })

  test.each([
    [24 * HOUR - 60, 'renewed'],
    [24 * HOUR + 1, 'lost'],
  ])('%i s after create a renewal is %s', async (seconds, outcome) => {
    const { ports, place, stage } = scene()
    const upload = await seedUpload(ports, { ...place, expirationSeconds: 24 * HOUR })
    await stage.elapse(seconds)
    expect(await renew(upload)).toMatchObject({ outcome })
  })

  test('while a task confirms, a renewal is lost', async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, place)
    const { uploadId, attempt } = upload
    const claim = { etag: null, fileSizeBytes: null, checksum: null }
    const task = await ports.tasks.startConfirm({ taskId: testIds.next('task'), uploadId, attempt, claim })
    expect(await renew(upload)).toEqual({ outcome: 'lost' })
    await ports.tasks.finish(task?.taskId ?? '', { status: 'FAILED', outputs: [], error: null })
    expect(await renew(upload)).toMatchObject({ outcome: 'renewed' })
  })

  test('only the new attempt settles, and never on a key of the old one', async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, place)
    const { uploadId, attempt } = upload
    const seal = await ports.uploads.openSeal({ uploadId, attempt, key: `${uploadId}/seal` })
    const renewed = await renew(upload, { fileSizeBytes: 50 })
    if (renewed.outcome !== 'renewed') throw new RangeError(renewed.outcome)
    for (const servedKeyId of [seal?.keyId ?? 0, upload.putKey?.id ?? 0]) {
      const outcome = await ports.uploads.finish(newCompletion(renewed.upload, { servedKeyId }))
      expect(outcome).toMatchObject({ outcome: 'lost', upload: { status: 'PENDING' } })
    }
    expect(await ports.uploads.finish(newCompletion(renewed.upload))).toMatchObject({ outcome: 'finished' })
    expect(await countersOf(scene())).toEqual(counters({ usedBytes: 50, usedObjects: 1 }))
  })
}
