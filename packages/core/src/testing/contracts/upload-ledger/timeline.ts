import { expect, test } from 'vitest'
import { newRenewal, seedCompleted, seedPlace, seedUpload } from '../../builders.ts'
import type { Scene } from '../database-suite.ts'

const ERROR = { code: 'SIZE_MISMATCH', message: 'differs', details: { expected: 1, observed: 2 } } as const

export function timelineContract(scene: () => Scene): void {
  test('events come newest last, as they were recorded', async () => {
    const { ports, place } = scene()
    const { uploadId } = await seedUpload(ports, place)
    const events = ['signed', 'confirm_refused', 'sealed'].map((kind, index) => ({
      uploadId,
      attempt: index + 1,
      kind,
      detail: { index, list: ['a', { b: null }] },
    }))
    for (const event of events) await ports.uploads.record(event)
    const told = await ports.uploads.events(place, uploadId)
    expect(told.slice(1)).toEqual(events.map(event => ({ ...event, at: expect.any(Date) })))
    expect(told.map(({ at }) => at.getTime())).toEqual(
      told.map(({ at }) => at.getTime()).sort((a, b) => a - b),
    )
  })

  test("a stranger sees no upload, no event and nothing in another tenant's bucket", async () => {
    const { ports, place } = scene()
    const { uploadId } = await seedUpload(ports, place)
    const stranger = await seedPlace(ports)
    const neighbor = { organizationId: place.organizationId, namespaceId: stranger.namespaceId }
    for (const tenant of [stranger, neighbor]) {
      expect(await ports.uploads.find(tenant, uploadId)).toBeNull()
      expect(await ports.uploads.events(tenant, uploadId)).toEqual([])
      for (const bucketId of [place.bucketId, null]) {
        const query = { bucketId, limit: 10 }
        expect(await ports.uploads.list(tenant, query)).toEqual({ uploads: [], nextCursor: null })
        expect(await ports.uploads.stats(tenant, query)).toEqual({
          buckets: 0,
          totalUploads: 0,
          totalSizeBytes: 0,
          byStatus: {},
        })
      }
    }
    expect(await ports.uploads.find(place, 'upl_0000000000000000')).toBeNull()
    expect(await ports.uploads.findById('upl_0000000000000000')).toBeNull()
  })

  test('the last error shows until another one replaces it', async () => {
    const { ports, place } = scene()
    const { uploadId } = await seedUpload(ports, place)
    await ports.uploads.setLastError(uploadId, 1, ERROR)
    expect(await ports.uploads.findById(uploadId)).toMatchObject({ lastError: ERROR, status: 'PENDING' })
    const next = { ...ERROR, code: 'ETAG_MISMATCH' } as const
    await ports.uploads.setLastError(uploadId, 1, next)
    expect(await ports.uploads.findById(uploadId)).toMatchObject({ lastError: next })
  })

  test('an error of an old attempt, or of a settled upload, is not kept', async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, place)
    await ports.uploads.renew(newRenewal(upload))
    await ports.uploads.setLastError(upload.uploadId, 1, ERROR)
    expect(await ports.uploads.findById(upload.uploadId)).toMatchObject({ lastError: null })
    const settled = await seedCompleted(ports, place)
    await ports.uploads.setLastError(settled.uploadId, 1, ERROR)
    expect(await ports.uploads.findById(settled.uploadId)).toEqual(settled)
  })
}
