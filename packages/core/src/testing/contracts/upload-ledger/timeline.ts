import { expect, test } from 'vitest'
import { newCompletion, newRenewal, seedCompleted, seedPlace, seedUpload } from '../../builders.ts'
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

  /** The newest event. */
  const lastEvent = async (uploadId: string) => {
    const { ports, place } = scene()
    return (await ports.uploads.events(place, uploadId)).at(-1)
  }

  test('an attempt is told with its guard, its key, its size and its end', async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, { ...place, guard: 'CONDITIONAL', fileSizeBytes: null })
    expect(await lastEvent(upload.uploadId)).toMatchObject({
      kind: 'created',
      attempt: 1,
      detail: {
        actor_id: 'key_test',
        guard: 'CONDITIONAL',
        s3_key: upload.lastKey,
        file_size_bytes: null,
        expires_at: upload.expiresAt.toISOString(),
      },
    })
    const renewal = newRenewal(upload, { guard: 'SEALED', fileSizeBytes: 5_000_000_000_000 })
    const renewed = await ports.uploads.renew(renewal)
    if (renewed.outcome !== 'renewed') throw new RangeError(renewed.outcome)
    expect(await lastEvent(upload.uploadId)).toEqual({
      uploadId: upload.uploadId,
      kind: 'renewed',
      attempt: 2,
      detail: {
        guard: 'SEALED',
        s3_key: renewal.putKey,
        file_size_bytes: 5_000_000_000_000,
        expires_at: renewed.upload.expiresAt.toISOString(),
      },
      at: expect.any(Date),
    })
  })

  test('a completion is told with what was compared and what is served', async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, place)
    const completion = newCompletion(upload, { observed: { etag: 'a', sourceEtag: 'b' } })
    await ports.uploads.finish(completion)
    const told = {
      size_bytes: 1000,
      etag: 'a',
      source_etag: 'b',
      object_id: completion.objectId,
      receipt: completion.receipt,
      sealed_at: null,
    }
    expect(await lastEvent(upload.uploadId)).toMatchObject({ kind: 'completed', detail: told })

    const sealed = await seedUpload(ports, { ...place, createObject: false })
    const seal = await ports.uploads.openSeal({ uploadId: sealed.uploadId, attempt: 1, key: 'a-seal' })
    await ports.uploads.finish(newCompletion(sealed, { servedKeyId: seal?.keyId ?? 0 }))
    expect(await lastEvent(sealed.uploadId)).toMatchObject({
      kind: 'completed',
      detail: { object_id: null, sealed_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]+\.\d{3}Z$/) },
    })
  })

  test('an end without bytes is told with its reason', async () => {
    const { ports, place, stage } = scene()
    for (const keepBytes of [true, false]) {
      const { uploadId } = await seedUpload(ports, place)
      await ports.uploads.finish({ kind: 'canceled', uploadId, keepBytes })
      expect(await lastEvent(uploadId)).toMatchObject({ kind: 'canceled', detail: { bytes_kept: keepBytes } })
    }
    const { uploadId } = await seedUpload(ports, place)
    await stage.elapse(100_000)
    await ports.uploads.finish({ kind: 'failed', uploadId, attempt: 1, reason: 'EXPIRED' })
    expect(await lastEvent(uploadId)).toMatchObject({ kind: 'failed', detail: { reason: 'EXPIRED' } })
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
          isEstimated: false,
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
