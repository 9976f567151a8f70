import { expect, test } from 'vitest'
import type { IdempotencyRef, NewUpload } from '../../../ports/upload-ledger.ts'
import { newUpload, seedCompleted, seedPlace, seedUpload } from '../../builders.ts'
import { testIds } from '../../ids.ts'
import { counters, countersOf, quotaRefOf, type Scene } from '../database-suite.ts'

const DAY_SECONDS = 86_400

const ref = (fields: Partial<IdempotencyRef> = {}): IdempotencyRef => ({
  actorKind: 'key',
  actorId: 'key_1',
  operation: 'uploads.create',
  key: 'order 17',
  requestHash: 'a'.repeat(64),
  ...fields,
})

export function idempotencyContract(scene: () => Scene): void {
  const reserve = (fields: Partial<NewUpload> = {}) =>
    scene().ports.uploads.reserve(
      newUpload({ ...scene().place, fileSizeBytes: 700, idempotency: ref(), ...fields }),
    )
  const find = (wanted: Partial<IdempotencyRef> = {}) =>
    scene().ports.uploads.findRemembered(scene().place, ref(wanted))

  test('remembers what a create made, and of the next one with the same key makes nothing', async () => {
    expect(await find()).toBeNull()
    const first = newUpload({ ...scene().place, fileSizeBytes: 700, idempotency: ref() })
    expect(await scene().ports.uploads.reserve(first)).toMatchObject({ outcome: 'reserved' })
    const remembered = { requestHash: 'a'.repeat(64), uploadId: first.uploadId, isDuplicate: false }
    expect(await find({ requestHash: 'b'.repeat(64) })).toEqual(remembered)
    expect(await reserve()).toEqual({ outcome: 'remembered' })
    expect(await countersOf(scene())).toEqual(counters({ reservedBytes: 700, reservedObjects: 1 }))
    expect(await scene().ports.uploads.list(scene().place, { bucketId: null, limit: 5 })).toMatchObject({
      uploads: [{ uploadId: first.uploadId }],
    })
  })

  test('the same reservation again, because its answer was lost, is the same upload', async () => {
    const upload = newUpload({ ...scene().place, idempotency: ref() })
    const first = await scene().ports.uploads.reserve(upload)
    expect(await scene().ports.uploads.reserve(upload)).toEqual(first)
  })

  test.each([
    ['key', { key: 'order 18' }],
    ['actor', { actorId: 'key_2' }],
    ['kind of actor', { actorKind: 'session' as const }],
    ['operation', { operation: 'uploads.create_batch' }],
  ])('another %s is another create', async (_, other) => {
    await reserve()
    expect(await find(other)).toBeNull()
    expect(await reserve({ idempotency: ref(other) })).toMatchObject({ outcome: 'reserved' })
  })

  test('another tenant is another create', async () => {
    await reserve()
    const { ports } = scene()
    const stranger = await seedPlace(ports)
    expect(await ports.uploads.findRemembered(stranger, ref())).toBeNull()
    expect(await reserve(stranger)).toMatchObject({ outcome: 'reserved' })
  })

  test('a refused create is not remembered', async () => {
    const { ports, place, stage } = scene()
    await ports.quotas.set(place, { ...quotaRefOf('bucket', place), limitBytes: 0 })
    expect(await reserve()).toMatchObject({ outcome: 'quota_exceeded' })
    await ports.quotas.set(place, { ...quotaRefOf('bucket', place), limitBytes: null })
    await stage.setBucket(place.bucketId, { isLocked: true })
    expect(await reserve()).toEqual({ outcome: 'bucket_closed' })
    await stage.setBucket(place.bucketId, { isLocked: false })
    expect(await find()).toBeNull()
    expect(await reserve()).toMatchObject({ outcome: 'reserved' })
  })

  test('a skipped create is remembered', async () => {
    const { ports, place } = scene()
    await seedCompleted(ports, { ...place, uniqueKey: 'k' })
    expect(await reserve({ uniqueKey: 'k' })).toMatchObject({ upload: { status: 'SKIPPED' } })
    expect(await reserve({ uniqueKey: 'k' })).toEqual({ outcome: 'remembered' })
  })

  test('a create that was answered with an upload of old is remembered so, once', async () => {
    const { ports, place } = scene()
    const { uploadId } = await seedUpload(ports, place)
    const other = await seedUpload(ports, place)
    expect(await ports.uploads.rememberDuplicate(place, ref(), uploadId)).toBe(true)
    expect(await ports.uploads.rememberDuplicate(place, ref(), other.uploadId)).toBe(false)
    expect(await find()).toMatchObject({ uploadId, isDuplicate: true })
    expect(await reserve()).toEqual({ outcome: 'remembered' })
  })

  test('is forgotten after a day, and the key is free', async () => {
    const { ports, stage } = scene()
    await reserve()
    await reserve({ idempotency: ref({ key: 'later' }) })
    await stage.elapse(DAY_SECONDS - 60)
    expect(await find()).not.toBeNull()
    expect(await ports.uploads.forgetExpired()).toBe(0)
    await stage.elapse(61)
    expect(await find()).toBeNull()
    expect(await reserve({ idempotency: ref({ requestHash: 'c'.repeat(64) }) })).toMatchObject({
      outcome: 'reserved',
    })
    expect(await find()).toMatchObject({ requestHash: 'c'.repeat(64) })
    expect(await ports.uploads.forgetExpired()).toBe(1)
    expect(await find()).not.toBeNull()
  })

  test('of 20 twins at once exactly one makes an upload, though there is room for all', async () => {
    const { ports, place } = scene()
    for (let round = 0; round < 3; round += 1) {
      const idempotency = ref({ key: `twin ${round}` })
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => reserve({ idempotency, owner: 'ada' })),
      )
      expect(answers.filter(({ outcome }) => outcome === 'reserved')).toHaveLength(1)
      expect(answers.filter(({ outcome }) => outcome === 'remembered')).toHaveLength(19)
      const made = answers.find(answer => answer.outcome === 'reserved')
      expect(await ports.uploads.findRemembered(place, idempotency)).toMatchObject({
        uploadId: made?.upload.uploadId,
      })
    }
    expect(await countersOf(scene())).toEqual(counters({ reservedBytes: 2100, reservedObjects: 3 }))
  })

  test('of an upload and a duplicate at once one is remembered', async () => {
    const { ports, place } = scene()
    const { uploadId } = await seedUpload(ports, place)
    const idempotency = ref({ key: testIds.random(8) })
    const [reserved, isFirst] = await Promise.all([
      reserve({ idempotency }),
      ports.uploads.rememberDuplicate(place, idempotency, uploadId),
    ])
    expect(reserved.outcome === 'reserved').toBe(!isFirst)
  })
}
