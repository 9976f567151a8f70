import { expect, test } from 'vitest'
import { newCompletion, newRenewal, seedBucket, seedCompleted, seedUpload } from '../builders.ts'
import type { MakeDatabaseHarness } from './database-harness.ts'
import { databaseSuite, type Scene } from './database-suite.ts'

const DAY = 86_400
const BYTES = { etag: 'e1', sizeBytes: 1000, isVerified: false }

/** What every `StoreEvents` does. */
export function storeEventsContract(name: string, makeHarness: MakeDatabaseHarness): void {
  databaseSuite(`${name} keeps the StoreEvents contract: keys`, makeHarness, keysContract)
  databaseSuite(`${name} keeps the StoreEvents contract: bytes that were seen`, makeHarness, seenContract)
}

function keysContract(scene: () => Scene): void {
  test('finds the upload and attempt of a key, and whether bytes are awaited there', async () => {
    const { ports, place } = scene()
    const { uploadId, lastKey } = await seedUpload(ports, place)
    expect(await ports.storeEvents.findKey(lastKey)).toEqual({ uploadId, attempt: 1, isAwaited: true })
    expect(await ports.storeEvents.findKey(`${lastKey}x`)).toBeNull()
    expect(await ports.storeEvents.findKey(lastKey.toUpperCase())).toBeNull()
  })

  test('awaits nothing at an older attempt, a seal, or of a final upload', async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, place)
    const renewal = newRenewal(upload)
    await ports.uploads.renew(renewal)
    const seal = { uploadId: upload.uploadId, attempt: 2, key: `sealed/${upload.uploadId}` }
    await ports.uploads.openSeal(seal)
    const completed = await seedCompleted(ports, place)
    const told = await Promise.all(
      [upload.lastKey, renewal.putKey, seal.key, completed.lastKey].map(key =>
        ports.storeEvents.findKey(key),
      ),
    )
    expect(told.map(key => key?.isAwaited)).toEqual([false, true, false, false])
  })

  test('counts how often an unknown key was told of, for a week', async () => {
    const { ports, stage } = scene()
    expect(await ports.storeEvents.countUnknown('a')).toBe(1)
    expect(await ports.storeEvents.countUnknown('a')).toBe(2)
    expect(await ports.storeEvents.countUnknown('b')).toBe(1)
    await stage.elapse(6 * DAY)
    expect(await ports.storeEvents.countUnknown('b')).toBe(2)
    expect(await ports.storeEvents.forgetUnknown()).toBe(0)
    await stage.elapse(2 * DAY)
    expect(await ports.storeEvents.forgetUnknown()).toBe(1)
    expect(await ports.storeEvents.countUnknown('a')).toBe(1)
    expect(await ports.storeEvents.countUnknown('b')).toBe(3)
  })
}

function seenContract(scene: () => Scene): void {
  const settlings = () => scene().stage.queuedSettlings()
  const seed = () => seedUpload(scene().ports, scene().place)

  test('are recorded once, and settled after the grace of the bucket', async () => {
    const { ports, place } = scene()
    const { uploadId } = await seed()
    const seen = { uploadId, attempt: 1, ...BYTES }
    expect(await ports.storeEvents.recordSeen(seen)).toBe('first')
    expect(await ports.storeEvents.recordSeen(seen)).toBe('again')
    const [job, ...others] = await settlings()
    expect(job).toMatchObject({ uploadId, attempt: 1, dueInSeconds: expect.closeTo(120, -1) })
    expect(others).toEqual([])
    const events = await ports.uploads.events(place, uploadId)
    expect(events.filter(({ kind }) => kind === 'bytes_seen')).toEqual([
      expect.objectContaining({ attempt: 1, detail: { size_bytes: 1000, etag: 'e1', by: 'event' } }),
    ])
  })

  test('are settled within moments where the store verified them', async () => {
    const { ports } = scene()
    const { uploadId } = await seed()
    await ports.storeEvents.recordSeen({ uploadId, attempt: 1, ...BYTES, isVerified: true })
    expect(await settlings()).toEqual([{ uploadId, attempt: 1, dueInSeconds: expect.closeTo(2, -1) }])
  })

  test('are looked at by the sweep a minute after their settling, and at settle_until in any case', async () => {
    const { ports, place, stage } = scene()
    await ports.storeEvents.recordSeen({ uploadId: (await seed()).uploadId, attempt: 1, ...BYTES })
    expect(await ports.openUploads.secondsToNextCheck()).toBeCloseTo(180, -1)
    await stage.elapse(200)
    expect(await ports.openUploads.claimDue(9, DAY)).toHaveLength(1)
    const bucketId = `${place.bucketId}y`
    const patient = await seedBucket(ports, { ...place, bucketId, confirmGraceSeconds: DAY })
    const patiently = await seedUpload(ports, patient)
    await ports.storeEvents.recordSeen({ uploadId: patiently.uploadId, attempt: 1, ...BYTES })
    expect(await ports.openUploads.secondsToNextCheck()).toBeCloseTo(4500, -2)
  })

  test('are only recorded where the bucket lets what is unconfirmed expire', async () => {
    const { ports, place } = scene()
    const bucket = await seedBucket(ports, {
      ...place,
      bucketId: `${place.bucketId}x`,
      unconfirmed: 'expire',
    })
    const { uploadId } = await seedUpload(ports, bucket)
    expect(await ports.storeEvents.recordSeen({ uploadId, attempt: 1, ...BYTES })).toBe('first')
    expect(await settlings()).toEqual([])
  })

  test('change nothing of an older attempt or a final upload', async () => {
    const { ports, place } = scene()
    const renewed = await seed()
    await ports.uploads.renew(newRenewal(renewed))
    const canceled = await seed()
    await ports.uploads.finish({ kind: 'canceled', uploadId: canceled.uploadId, keepBytes: false })
    const completed = await seed()
    await ports.uploads.finish(newCompletion(completed))
    for (const { uploadId } of [renewed, canceled, completed]) {
      expect(await ports.storeEvents.recordSeen({ uploadId, attempt: 1, ...BYTES })).toBe('late')
      const events = await ports.uploads.events(place, uploadId)
      expect(events.map(({ kind }) => kind)).not.toContain('bytes_seen')
    }
    expect(await settlings()).toEqual([])
  })

  test('are first again in the next attempt', async () => {
    const { ports } = scene()
    const upload = await seed()
    const { uploadId } = upload
    await ports.storeEvents.recordSeen({ uploadId, attempt: 1, ...BYTES })
    await ports.uploads.renew(newRenewal(upload))
    expect(await ports.storeEvents.recordSeen({ uploadId, attempt: 2, ...BYTES })).toBe('first')
  })
}
