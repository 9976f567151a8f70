import { expect, test } from 'vitest'
import { newCompletion, newRenewal, newUpload, seedUpload } from '../../builders.ts'
import { counters, countersOf, quotaRefOf, type Scene } from '../database-suite.ts'

const times = <TValue>(count: number, work: (index: number) => Promise<TValue>) =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)))

const outcomesOf = (results: { outcome: string }[]) =>
  results.reduce<Record<string, number>>((sum, { outcome }) => {
    sum[outcome] = (sum[outcome] ?? 0) + 1
    return sum
  }, {})

export function racesContract(scene: () => Scene): void {
  test('of 20 concurrent finishes one wins and all others see its state', async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, { ...place, owner: 'ada', fileSizeBytes: 700 })
    const results = await times(20, () => ports.uploads.finish(newCompletion(upload)))
    expect(outcomesOf(results)).toEqual({ finished: 1, lost: 19 })
    const settled = await ports.uploads.find(place, upload.uploadId)
    for (const result of results) expect(result).toMatchObject({ upload: settled })
    expect(await countersOf(scene())).toEqual(counters({ usedBytes: 700, usedObjects: 1 }))
  })

  test('of 20 concurrent reserves exactly as many succeed as fit', async () => {
    const { ports, place } = scene()
    await ports.quotas.set(place, { ...quotaRefOf('organization', place), limitBytes: 7 * 100 })
    const results = await times(20, index =>
      ports.uploads.reserve(newUpload({ ...place, owner: `owner-${index % 3}`, fileSizeBytes: 100 })),
    )
    expect(outcomesOf(results)).toEqual({ reserved: 7, quota_exceeded: 13 })
    expect(await countersOf(scene(), 'organization')).toEqual(
      counters({ reservedBytes: 700, reservedObjects: 7 }),
    )
  })

  test('of concurrent uploads without a size exactly as many open as are allowed', async () => {
    const { ports, place, stage } = scene()
    await stage.limitUnsized(place.organizationId, 3)
    const results = await times(10, () => ports.uploads.reserve(newUpload({ ...place, fileSizeBytes: null })))
    expect(outcomesOf(results)).toEqual({ reserved: 3, too_many_unsized: 7 })
  })

  test('of 10 concurrent renewals of one attempt one wins', async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, { ...place, fileSizeBytes: 100 })
    const results = await times(10, index =>
      ports.uploads.renew(
        newRenewal(upload, { putKey: `${upload.lastKey}-${index}`, fileSizeBytes: 200 + index }),
      ),
    )
    expect(outcomesOf(results)).toEqual({ renewed: 1, lost: 9 })
    const after = await ports.uploads.findById(upload.uploadId)
    expect(after?.attempt).toBe(2)
    expect(await countersOf(scene())).toMatchObject({ reservedBytes: after?.fileSizeBytes })
  })

  test('confirm, cancel and renewal at once: one of them decides', async () => {
    const { ports, place } = scene()
    for (let round = 0; round < 10; round += 1) {
      const upload = await seedUpload(ports, { ...place, owner: 'ada', fileSizeBytes: 100 })
      const [confirmed, canceled, renewed] = await Promise.all([
        ports.uploads.finish(newCompletion(upload)),
        ports.uploads.finish({ kind: 'canceled', uploadId: upload.uploadId, keepBytes: false }),
        ports.uploads.renew(newRenewal(upload, { fileSizeBytes: 300 })),
      ])
      const after = await ports.uploads.findById(upload.uploadId)
      // A cancel does not ask which attempt is the newest, so it may still follow a renewal.
      expect(after).toMatchObject(
        confirmed.outcome === 'finished'
          ? { status: 'COMPLETED', attempt: 1 }
          : { status: 'CANCELED', attempt: renewed.outcome === 'renewed' ? 2 : 1 },
      )
      expect(canceled.outcome).toBe(confirmed.outcome === 'finished' ? 'lost' : 'finished')
    }
  })

  test('a busy tenant neither dead-locks nor miscounts', async () => {
    const { ports, place } = scene()
    const settle = async (index: number) => {
      const owner = index % 4 === 0 ? null : `owner-${index % 4}`
      const upload = await seedUpload(ports, { ...place, owner, fileSizeBytes: 100 + index })
      const { uploadId } = upload
      if (index % 5 === 0) return ports.uploads.finish({ kind: 'canceled', uploadId, keepBytes: false })
      if (index % 5 !== 1) return ports.uploads.finish(newCompletion(upload))
      const renewed = await ports.uploads.renew(newRenewal(upload, { fileSizeBytes: 50 }))
      return ports.uploads.finish(newCompletion(renewed.outcome === 'renewed' ? renewed.upload : upload))
    }
    expect(outcomesOf(await times(40, settle))).toEqual({ finished: 40 })
    expect(await countersOf(scene())).toMatchObject({ usedObjects: 32, reservedBytes: 0, reservedObjects: 0 })
  })
}
