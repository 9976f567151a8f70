import { expect, test } from 'vitest'
import type { OverviewQuery } from '../../ports/overview-reader.ts'
import { newRenewal, seedBucket, seedCompleted, seedPlace, seedUpload } from '../builders.ts'
import type { MakeDatabaseHarness } from './database-harness.ts'
import { databaseSuite, quotaRefOf, type Scene, tenantOf } from './database-suite.ts'

const QUERY: OverviewQuery = { bucketId: null, days: 3, maxItems: 2, maxCount: 3, quotaShare: 0.8 }
const DAY = 86_400
const ERROR = { code: 'SIZE_MISMATCH', message: 'differs', details: {} } as const

/** What every `OverviewReader` does. */
export function overviewReaderContract(name: string, makeHarness: MakeDatabaseHarness): void {
  databaseSuite(`${name} keeps the OverviewReader contract: figures`, makeHarness, figuresContract)
  databaseSuite(`${name} keeps the OverviewReader contract: attention`, makeHarness, attentionContract)
}

const reader =
  (scene: () => Scene) =>
  (query: Partial<OverviewQuery> = {}) => {
    const { ports, place } = scene()
    return ports.overview.read(place, { ...QUERY, ...query })
  }

function figuresContract(scene: () => Scene): void {
  const read = reader(scene)

  test('a new namespace has its days, all empty, and nothing to look at', async () => {
    const { days, ...rest } = await read()
    expect(days).toHaveLength(3)
    for (const day of days)
      expect(day).toEqual({
        date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
        uploads: {},
        uploadsCompleted: 0,
        bytesCompleted: 0,
      })
    const times = days.map(({ date }) => Date.parse(date) / 1000)
    expect(times).toEqual([times[2], times[2], times[2]].map((last = 0, index) => last - (2 - index) * DAY))
    expect(rest).toEqual({
      totals: { completedUploads: 0, openUploads: 0, objects: 0, usedBytes: 0, reservedBytes: 0 },
      expired: { count: 0, items: [] },
      refusedConfirms: { count: 0, items: [] },
      failing: { count: 0, items: [] },
      missing: { count: 0, items: [] },
      quotas: [],
    })
  })

  test('counts uploads on their day, bytes on the day they were completed, and what there is', async () => {
    const { ports, place, stage } = scene()
    await seedCompleted(ports, { ...place, fileSizeBytes: 5_000_000_000_000 })
    await stage.elapse(3 * DAY)
    await seedCompleted(ports, { ...place, fileSizeBytes: 100 })
    const { uploadId } = await seedUpload(ports, place)
    await ports.uploads.finish({ kind: 'canceled', uploadId, keepBytes: false })
    await stage.elapse(DAY)
    await seedCompleted(ports, { ...place, fileSizeBytes: 20 })
    await seedCompleted(ports, { ...place, fileSizeBytes: 3, createObject: false })
    await seedUpload(ports, { ...place, fileSizeBytes: 77 })

    const { days, totals } = await read()
    expect(days.map(({ date: _, ...day }) => day)).toEqual([
      { uploads: {}, uploadsCompleted: 0, bytesCompleted: 0 },
      { uploads: { COMPLETED: 1, CANCELED: 1 }, uploadsCompleted: 1, bytesCompleted: 100 },
      { uploads: { COMPLETED: 2, PENDING: 1 }, uploadsCompleted: 2, bytesCompleted: 23 },
    ])
    expect(totals).toEqual({
      completedUploads: 4,
      openUploads: 1,
      objects: 3,
      usedBytes: 5_000_000_000_123,
      reservedBytes: 77,
    })
  })

  test('is about one bucket where one is named, and never about another namespace', async () => {
    const { ports, place } = scene()
    const second = await seedBucket(ports, tenantOf(place))
    const stranger = await seedPlace(ports)
    await seedCompleted(ports, { ...place, fileSizeBytes: 1 })
    await seedCompleted(ports, { ...second, fileSizeBytes: 20 })
    await seedCompleted(ports, { ...stranger, fileSizeBytes: 300 })
    expect((await read()).totals).toMatchObject({ completedUploads: 2, objects: 2, usedBytes: 21 })
    const one = await read({ bucketId: second.bucketId })
    expect(one.totals).toMatchObject({ completedUploads: 1, objects: 1, usedBytes: 20 })
    expect(one.days.at(-1)).toMatchObject({ uploads: { COMPLETED: 1 }, bytesCompleted: 20 })
  })
}

function attentionContract(scene: () => Scene): void {
  const read = reader(scene)

  test('open uploads past their URLs’ end, the longest waiting first', async () => {
    const { ports, place, stage } = scene()
    const bucketName = (await ports.buckets.find(place, place.bucketId))?.name
    const seen = []
    for (const expirationSeconds of [60, 120, 7200]) {
      const upload = await seedUpload(ports, { ...place, expirationSeconds })
      const { uploadId, bucketId, filename } = upload
      seen.push({ uploadId, bucketId, bucketName, filename, at: expect.any(Date) })
    }
    await seedCompleted(ports, { ...place, expirationSeconds: 60 })
    await stage.elapse(3600)
    expect((await read()).expired).toEqual({ count: 2, items: seen.slice(0, 2) })
  })

  test('more than are counted, or shown, are not', async () => {
    const { ports, place, stage } = scene()
    for (let count = 0; count < 4; count += 1) await seedUpload(ports, { ...place, expirationSeconds: 60 })
    await stage.elapse(61)
    const { expired } = await read()
    expect(expired.count).toBe(3)
    expect(expired.items).toHaveLength(2)
  })

  test('confirms refused within a day, newest first', async () => {
    const { ports, place, stage } = scene()
    const { uploadId, bucketId, filename } = await seedUpload(ports, place)
    const refuse = (code: string) =>
      ports.uploads.record({ uploadId, attempt: 1, kind: 'confirm_refused', detail: { code } })
    await refuse('ETAG_MISMATCH')
    await stage.elapse(DAY - 3600)
    await refuse('SIZE_MISMATCH')
    await stage.elapse(1800)
    await refuse('OBJECT_NOT_IN_STORAGE')
    await ports.uploads.record({ uploadId, attempt: 1, kind: 'sealed', detail: {} })
    expect((await read()).refusedConfirms).toMatchObject({
      count: 3,
      items: [{ uploadId, bucketId, filename, code: 'OBJECT_NOT_IN_STORAGE' }, { code: 'SIZE_MISMATCH' }],
    })
    await stage.elapse(3600)
    expect((await read()).refusedConfirms.count).toBe(2)
  })

  test('open uploads with a last error, until it is gone', async () => {
    const { ports, place, stage } = scene()
    const first = await seedUpload(ports, place)
    await stage.elapse(1)
    const second = await seedUpload(ports, place)
    for (const { uploadId } of [first, second]) await ports.uploads.setLastError(uploadId, 1, ERROR)
    const { failing } = await read()
    expect(failing.count).toBe(2)
    expect(failing.items[0]).toEqual({
      uploadId: second.uploadId,
      bucketId: place.bucketId,
      bucketName: second.bucketName,
      filename: second.filename,
      at: expect.any(Date),
      code: 'SIZE_MISMATCH',
      message: 'differs',
    })
    await ports.uploads.renew(newRenewal(second))
    await ports.uploads.finish({ kind: 'canceled', uploadId: first.uploadId, keepBytes: false })
    expect((await read()).failing).toEqual({ count: 0, items: [] })
  })

  test('quotas over their share of bytes or objects, fullest first, and none at it', async () => {
    const { ports, place } = scene()
    await seedUpload(ports, { ...place, owner: 'ada', fileSizeBytes: 81 })
    const limit = (scope: 'organization' | 'namespace' | 'bucket' | 'owner', limits: object) =>
      ports.quotas.set(place, { ...quotaRefOf(scope, place), ...limits })
    await limit('organization', { limitBytes: 100 })
    await limit('namespace', { limitBytes: 1000 })
    await limit('bucket', { limitObjects: 1 })
    await limit('owner', { limitObjects: 2 })
    const quotas = async (query: Partial<OverviewQuery> = {}) =>
      (await read(query)).quotas.map(({ scope }) => scope)
    expect(await quotas()).toEqual(['bucket', 'organization'])
    expect(await quotas({ quotaShare: 0.81 })).toEqual(['bucket'])
    const [first] = (await read()).quotas
    expect(first).toMatchObject({ limitObjects: 1, reservedObjects: 1, scopeId: place.bucketId })
    const other = await seedBucket(ports, tenantOf(place))
    expect(await quotas({ bucketId: other.bucketId })).toEqual(['organization'])
    await limit('organization', { limitBytes: 0 })
    expect(await quotas()).toEqual(['organization', 'bucket'])
  })

  test('names objects whose bytes are gone, longest first, until they are back', async () => {
    const { ports, place, stage } = scene()
    const first = await seedCompleted(ports, { ...place, filename: 'a.txt' })
    const second = await seedCompleted(ports, place)
    const keyOf = ({ servedKey }: typeof first) => servedKey?.id ?? 0
    expect(await ports.keyInventory.markMissing([keyOf(first)])).toBe(1)
    await stage.elapse(60)
    expect(await ports.keyInventory.markMissing([keyOf(first), keyOf(second)])).toBe(1)
    const { missing } = await read()
    expect(missing).toMatchObject({ count: 2, items: [{ filename: 'a.txt', objectId: first.objectId }, {}] })
    expect((await read({ maxItems: 1 })).missing).toMatchObject({ count: 2, items: [{ filename: 'a.txt' }] })
    await ports.keyInventory.clearMissing([keyOf(first), keyOf(second)])
    expect((await read({ bucketId: place.bucketId })).missing.count).toBe(0)
  })

  test('none of it is a stranger’s, or another bucket’s', async () => {
    const { ports, place, stage } = scene()
    const { uploadId } = await seedUpload(ports, { ...place, expirationSeconds: 60, fileSizeBytes: 10 })
    await ports.uploads.setLastError(uploadId, 1, ERROR)
    await ports.quotas.set(place, { ...quotaRefOf('bucket', place), limitBytes: 10 })
    await stage.elapse(61)
    await ports.uploads.record({ uploadId, attempt: 1, kind: 'confirm_refused', detail: { code: 'X' } })
    const counts = ({ expired, refusedConfirms, failing, quotas }: Awaited<ReturnType<typeof read>>) =>
      [expired.count, refusedConfirms.count, failing.count, quotas.length].join(' ')
    expect(counts(await read())).toBe('1 1 1 1')
    expect(counts(await read({ bucketId: place.bucketId }))).toBe('1 1 1 1')
    const other = await seedBucket(ports, tenantOf(place))
    expect(counts(await read({ bucketId: other.bucketId }))).toBe('0 0 0 0')
    const stranger = await seedPlace(ports)
    expect(counts(await ports.overview.read(stranger, QUERY))).toBe('0 0 0 0')
  })
}
