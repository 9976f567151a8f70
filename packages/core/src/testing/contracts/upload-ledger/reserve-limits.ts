import { expect, test } from 'vitest'
import type { QuotaScope } from '../../../domain/quota.ts'
import { newUpload, seedCompleted, seedPlace, seedUpload } from '../../builders.ts'
import { counters, countersOf, quotaRefOf, SCOPES, type Scene } from '../database-suite.ts'

export function reserveLimitsContract(scene: () => Scene): void {
  const setLimit = (
    scope: QuotaScope,
    limits: { limitBytes?: number | null; limitObjects?: number | null },
  ) => scene().ports.quotas.set(scene().place, { ...quotaRefOf(scope, scene().place), ...limits })

  test.each(
    SCOPES.flatMap(scope => [
      { scope, bytes: 999, outcome: 'reserved' },
      { scope, bytes: 1000, outcome: 'reserved' },
      { scope, bytes: 1001, outcome: 'quota_exceeded' },
    ]),
  )('with 1000 bytes left in its $scope, $bytes bytes are $outcome', async ({ scope, bytes, outcome }) => {
    const { ports, place } = scene()
    await setLimit(scope, { limitBytes: 1000 })
    expect(
      await ports.uploads.reserve(newUpload({ ...place, owner: 'ada', fileSizeBytes: bytes })),
    ).toMatchObject({
      outcome,
    })
  })

  test.each(SCOPES)(
    'with one object left in its %s, one upload is reserved and the next refused',
    async scope => {
      const { ports, place } = scene()
      await setLimit(scope, { limitObjects: 1 })
      await seedUpload(ports, { ...place, owner: 'ada' })
      const second = await ports.uploads.reserve(newUpload({ ...place, owner: 'ada' }))
      expect(second).toMatchObject({ outcome: 'quota_exceeded', refusal: { scope, limitObjects: 1 } })
    },
  )

  test.each(SCOPES)('a refusal names the %s that is full and its counters', async scope => {
    const { ports, place } = scene()
    await seedCompleted(ports, { ...place, owner: 'ada', fileSizeBytes: 100 })
    await seedUpload(ports, { ...place, owner: 'ada', fileSizeBytes: 30 })
    await setLimit(scope, { limitBytes: 150, limitObjects: 9 })
    const asked = newUpload({ ...place, owner: 'ada', fileSizeBytes: 21 })
    expect(await ports.uploads.reserve(asked)).toEqual({
      outcome: 'quota_exceeded',
      refusal: {
        scope,
        scopeId: quotaRefOf(scope, place).id,
        owner: quotaRefOf(scope, place).owner,
        limitBytes: 150,
        limitObjects: 9,
        usedBytes: 100,
        usedObjects: 1,
        reservedBytes: 30,
        reservedObjects: 1,
        askedBytes: 21,
        askedObjects: 1,
      },
    })
  })

  test('a refusal leaves nothing: no upload, no key, no event, no reservation in any scope', async () => {
    const { ports, place, books } = scene()
    await setLimit('bucket', { limitBytes: 10 })
    const refused = newUpload({ ...place, owner: 'ada', fileSizeBytes: 11 })
    await ports.uploads.reserve(refused)
    expect(await ports.uploads.findById(refused.uploadId)).toBeNull()
    expect(await ports.uploads.events(place, refused.uploadId)).toEqual([])
    expect((await books()).keys).toEqual([])
    for (const scope of SCOPES) expect(await countersOf(scene(), scope)).toEqual(counters())
  })

  test('a limit of zero refuses any byte but not an empty file', async () => {
    const { ports, place } = scene()
    await setLimit('bucket', { limitBytes: 0 })
    const reserve = (fileSizeBytes: number) => ports.uploads.reserve(newUpload({ ...place, fileSizeBytes }))
    expect(await reserve(1)).toMatchObject({ outcome: 'quota_exceeded' })
    expect(await reserve(0)).toMatchObject({ outcome: 'reserved' })
  })

  test('an upload that makes no object passes a full object limit', async () => {
    const { ports, place } = scene()
    await setLimit('organization', { limitObjects: 0 })
    const reserve = (createObject: boolean) => ports.uploads.reserve(newUpload({ ...place, createObject }))
    expect(await reserve(true)).toMatchObject({ outcome: 'quota_exceeded' })
    expect(await reserve(false)).toMatchObject({ outcome: 'reserved' })
  })

  test("one owner's limit does not bind another owner, nor the same name in another bucket", async () => {
    const { ports, place } = scene()
    await setLimit('owner', { limitBytes: 10 })
    const reserve = (owner: string) =>
      ports.uploads.reserve(newUpload({ ...place, owner, fileSizeBytes: 11 }))
    expect(await reserve('ada')).toMatchObject({ outcome: 'quota_exceeded', refusal: { owner: 'ada' } })
    expect(await reserve('bob')).toMatchObject({ outcome: 'reserved' })
  })

  test('uploads without a size are bounded per organization; each one that ends makes room', async () => {
    const { ports, place, stage } = scene()
    await stage.limitUnsized(place.organizationId, 2)
    const reserve = () => ports.uploads.reserve(newUpload({ ...place, fileSizeBytes: null }))
    await reserve()
    const second = await seedUpload(ports, { ...place, fileSizeBytes: null })
    const full = { outcome: 'too_many_unsized', scope: 'organization', limit: 2 }
    expect(await reserve()).toEqual(full)
    await seedUpload(ports, { ...place, fileSizeBytes: 0 })
    await ports.uploads.finish({ kind: 'canceled', uploadId: second.uploadId, keepBytes: false })
    expect(await reserve()).toMatchObject({ outcome: 'reserved' })
    expect(await reserve()).toEqual(full)
  })

  test('an owner may have twenty uploads without a size open', async () => {
    const { ports, place } = scene()
    const reserve = (owner: string) =>
      ports.uploads.reserve(newUpload({ ...place, owner, fileSizeBytes: null }))
    for (let count = 1; count <= 20; count += 1)
      expect(await reserve('ada')).toMatchObject({ outcome: 'reserved' })
    expect(await reserve('ada')).toEqual({ outcome: 'too_many_unsized', scope: 'owner', limit: 20 })
    expect(await reserve('bob')).toMatchObject({ outcome: 'reserved' })
  })

  test('a bucket that is locked, not active, gone or a stranger’s takes no upload', async () => {
    const { ports, place, stage } = scene()
    const reserve = (fields = {}) => ports.uploads.reserve(newUpload({ ...place, owner: 'ada', ...fields }))
    const stranger = await seedPlace(ports)
    expect(await reserve({ bucketId: 'bkt_0000000000000000' })).toEqual({ outcome: 'bucket_closed' })
    expect(await reserve({ bucketId: stranger.bucketId })).toEqual({ outcome: 'bucket_closed' })
    for (const state of [{ isLocked: true }, { isLocked: false, status: 'SUSPENDED' }] as const) {
      await stage.setBucket(place.bucketId, state)
      expect(await reserve()).toEqual({ outcome: 'bucket_closed' })
    }
    await stage.setBucket(place.bucketId, { status: 'ACTIVE' })
    expect(await reserve()).toMatchObject({ outcome: 'reserved' })
  })
}
