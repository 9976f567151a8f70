import { expect, test } from 'vitest'
import type { QuotaScope } from '../../../domain/quota.ts'
import { newCompletion, seedUpload } from '../../builders.ts'
import { counters, countersOf, keyStatesOf, quotaRefOf, SCOPES, type Scene } from '../database-suite.ts'

/** At settle only what exceeds the upload's own reservation is checked. */
export function finishGrowthContract(scene: () => Scene): void {
  const setLimit = (scope: QuotaScope, limitBytes: number | null) =>
    scene().ports.quotas.set(scene().place, { ...quotaRefOf(scope, scene().place), limitBytes })

  test.each(SCOPES)('growth that its %s has no room for is refused and changes nothing', async scope => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, { ...place, owner: 'ada', fileSizeBytes: 700 })
    await setLimit(scope, 800)
    const events = await ports.uploads.events(place, upload.uploadId)
    const request = newCompletion(upload, { observed: { sizeBytes: 801 } })
    expect(await ports.uploads.finish(request)).toMatchObject({
      outcome: 'quota_exceeded',
      refusal: {
        scope,
        scopeId: quotaRefOf(scope, place).id,
        limitBytes: 800,
        usedBytes: 0,
        reservedBytes: 700,
        askedBytes: 101,
      },
    })
    expect(await ports.uploads.findById(upload.uploadId)).toEqual(upload)
    expect(await ports.uploads.events(place, upload.uploadId)).toEqual(events)
    expect(await ports.objects.find(place, { objectId: request.objectId, bucketId: null })).toBeNull()
    expect(await keyStatesOf(scene(), upload.uploadId)).toEqual({ [upload.lastKey]: 'open' })
    for (const each of SCOPES)
      expect(await countersOf(scene(), each)).toEqual(counters({ reservedBytes: 700, reservedObjects: 1 }))
  })

  test('a raised limit lets the same finish through', async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, { ...place, fileSizeBytes: 700 })
    await setLimit('bucket', 800)
    const request = newCompletion(upload, { observed: { sizeBytes: 801 } })
    expect(await ports.uploads.finish(request)).toMatchObject({ outcome: 'quota_exceeded' })
    await setLimit('bucket', 801)
    expect(await ports.uploads.finish(request)).toMatchObject({ outcome: 'finished' })
    expect(await countersOf(scene())).toEqual(counters({ usedBytes: 801, usedObjects: 1 }))
  })

  test.each([
    [799, 'finished'],
    [800, 'finished'],
    [801, 'quota_exceeded'],
  ])('of 700 reserved under a limit of 800, %i bytes are %s', async (sizeBytes, outcome) => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, { ...place, fileSizeBytes: 700 })
    await setLimit('organization', 800)
    expect(await ports.uploads.finish(newCompletion(upload, { observed: { sizeBytes } }))).toMatchObject({
      outcome,
    })
  })

  test('inside its own reservation it settles even under a limit that was lowered since', async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, { ...place, fileSizeBytes: 700 })
    await ports.quotas.set(place, { ...quotaRefOf('bucket', place), limitBytes: 0, limitObjects: 0 })
    expect(await ports.uploads.finish(newCompletion(upload))).toMatchObject({ outcome: 'finished' })
  })

  test('an upload without a size is checked with all its bytes', async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, { ...place, fileSizeBytes: null })
    await setLimit('namespace', 99)
    const finish = (sizeBytes: number) =>
      ports.uploads.finish(newCompletion(upload, { observed: { sizeBytes } }))
    expect(await finish(100)).toMatchObject({ outcome: 'quota_exceeded', refusal: { askedBytes: 100 } })
    expect(await finish(99)).toMatchObject({ outcome: 'finished' })
  })
}
