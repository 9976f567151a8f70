import { expect, test } from 'vitest'
import type { QuotaLimits } from '../../../ports/quota-book.ts'
import { newCompletion, newUpload, seedBucket, seedUpload } from '../../builders.ts'
import { quotaRefOf, type Scene, tenantOf } from '../database-suite.ts'

/** What a bucket gives to those of its owners that have no limits of their own. */
export function ownerLimitsContract(scene: () => Scene): void {
  const set = (scope: 'bucket' | 'owner', limits: QuotaLimits, owner?: string) =>
    scene().ports.quotas.set(scene().place, { ...quotaRefOf(scope, scene().place, owner), ...limits })
  const get = (owner?: string) =>
    scene().ports.quotas.get(scene().place, quotaRefOf('owner', scene().place, owner))
  const reserve = (fileSizeBytes: number, owner = 'ada') =>
    scene().ports.uploads.reserve(newUpload({ ...scene().place, owner, fileSizeBytes }))

  test('hold for an owner before and after the first upload', async () => {
    expect(await set('bucket', { ownerLimitBytes: 100, ownerLimitObjects: 2 })).toMatchObject({
      limitBytes: null,
      ownerLimitBytes: 100,
      ownerLimitObjects: 2,
    })
    expect(await get()).toMatchObject({ limitBytes: 100, limitObjects: 2, ownerLimitBytes: null })
    expect(await reserve(101)).toMatchObject({
      outcome: 'quota_exceeded',
      refusal: { scope: 'owner', owner: 'ada', limitBytes: 100, limitObjects: 2, askedBytes: 101 },
    })
    expect(await reserve(60)).toMatchObject({ outcome: 'reserved' })
    expect(await get()).toMatchObject({ limitBytes: 100, limitObjects: 2, reservedBytes: 60 })
    expect(await reserve(41)).toMatchObject({ outcome: 'quota_exceeded' })
    expect(await reserve(40)).toMatchObject({ outcome: 'reserved' })
    expect(await reserve(0)).toMatchObject({ refusal: { scope: 'owner', askedObjects: 1 } })
    expect(await reserve(100, 'bob')).toMatchObject({ outcome: 'reserved' })
  })

  test('follow the bucket: raised, lowered and removed they hold for whoever is there already', async () => {
    await reserve(60)
    await set('bucket', { ownerLimitBytes: 60 })
    expect(await reserve(1)).toMatchObject({ outcome: 'quota_exceeded' })
    await set('bucket', { ownerLimitBytes: 61 })
    expect(await reserve(1)).toMatchObject({ outcome: 'reserved' })
    await set('bucket', { ownerLimitBytes: 5 })
    expect(await get()).toMatchObject({ limitBytes: 5, reservedBytes: 61 })
    await set('bucket', { ownerLimitBytes: null })
    expect(await get()).toMatchObject({ limitBytes: null })
    expect(await reserve(1000)).toMatchObject({ outcome: 'reserved' })
  })

  test('give way to an owner’s own, each measure by itself, until that is removed', async () => {
    await set('bucket', { ownerLimitBytes: 10, ownerLimitObjects: 5 })
    expect(await set('owner', { limitBytes: 1000 })).toMatchObject({ limitBytes: 1000, limitObjects: 5 })
    expect(await reserve(1000)).toMatchObject({ outcome: 'reserved' })
    expect(await set('owner', { limitBytes: null })).toMatchObject({ limitBytes: 10, limitObjects: 5 })
    expect(await reserve(1)).toMatchObject({ outcome: 'quota_exceeded' })
  })

  test('hold at settle for what exceeds the reservation', async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, { ...place, owner: 'ada', fileSizeBytes: null })
    await set('bucket', { ownerLimitBytes: 10 })
    const finish = (sizeBytes: number) =>
      ports.uploads.finish(newCompletion(upload, { observed: { sizeBytes } }))
    expect(await finish(11)).toMatchObject({ refusal: { scope: 'owner', limitBytes: 10, askedBytes: 11 } })
    await set('bucket', { ownerLimitBytes: 11 })
    expect(await finish(11)).toMatchObject({ outcome: 'finished' })
  })

  test('are the bucket’s alone, and no limit of uploads without an owner', async () => {
    const { ports, place } = scene()
    await set('bucket', { ownerLimitBytes: 10 })
    const other = await seedBucket(ports, tenantOf(place))
    expect(await ports.uploads.reserve(newUpload({ ...other, owner: 'ada' }))).toMatchObject({
      outcome: 'reserved',
    })
    expect(await ports.uploads.reserve(newUpload(place))).toMatchObject({ outcome: 'reserved' })
    expect(await set('owner', { ownerLimitBytes: 5 })).toMatchObject({
      limitBytes: 10,
      ownerLimitBytes: null,
    })
  })

  test('show in lists and where a quota needs attention', async () => {
    const { ports, place } = scene()
    await set('bucket', { ownerLimitBytes: 100 })
    await reserve(90)
    const page = { scope: 'owner', bucketId: null, limit: 10, offset: 0 } as const
    expect(await ports.quotas.list(place, page)).toMatchObject({
      quotas: [{ owner: 'ada', limitBytes: 100 }],
    })
    const query = { bucketId: null, days: 1, maxItems: 5, maxCount: 5, quotaShare: 0.8 }
    expect((await ports.overview.read(place, query)).quotas).toMatchObject([
      { owner: 'ada', limitBytes: 100 },
    ])
  })
}
