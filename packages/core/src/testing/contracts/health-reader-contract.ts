import { expect, test } from 'vitest'
import { seedCompleted, seedPlace, seedUpload } from '../builders.ts'
import type { MakeDatabaseHarness } from './database-harness.ts'
import { databaseSuite, type Scene } from './database-suite.ts'

const EVERYWHERE = { organizationId: null, namespaceId: null }
const BOUNDS = { maxItems: 2, maxCount: 3 }
const SHORT = { expirationSeconds: 600, transferGraceSeconds: 900 }
const ERROR = { code: 'SIZE_MISMATCH', message: 'differs', details: { expected: 1 } } as const

/** What every `HealthReader` does. */
export function healthReaderContract(name: string, makeHarness: MakeDatabaseHarness): void {
  databaseSuite(`${name} keeps the HealthReader contract`, makeHarness, scene => {
    test('sums up the whole installation', async () => {
      await expectFigures(scene())
    })
    test('names what is stuck, bounded, of one organization, one namespace or of all', async () => {
      await expectStuck(scene())
    })
    test('tells what is due, and whether grace and time are over', async () => {
      await expectDue(scene())
    })
  })
}

async function expectFigures({ ports, place, stage }: Scene): Promise<void> {
  const other = await seedPlace(ports)
  await seedUpload(ports, { ...place, ...SHORT })
  await stage.elapse(2_000)
  await seedUpload(ports, { ...other, fileSizeBytes: 50 })
  await seedCompleted(ports, place)
  const canceled = await seedUpload(ports, place)
  await ports.uploads.finish({ kind: 'canceled', uploadId: canceled.uploadId, keepBytes: false })
  await ports.storeEvents.countUnknown('nobody')
  expect(await ports.health.figures(100)).toEqual({
    openUploads: { '5m': 1, '1h': 1, '24h': 0, older: 0 },
    overdueUploads: 1,
    failingUploads: 0,
    doomedKeys: 1,
    overdueKeys: 0,
    unknownKeys: 1,
    usedBytes: 1000,
    usedObjects: 1,
    reservedBytes: 1050,
    reservedObjects: 2,
  })
}

async function expectStuck({ ports, place, stage }: Scene): Promise<void> {
  const other = await seedPlace(ports)
  const late: string[] = []
  for (let n = 0; n < 4; n++) {
    late.push((await seedUpload(ports, { ...place, ...SHORT })).uploadId)
    await stage.elapse(10)
  }
  const failing = await seedUpload(ports, other)
  await ports.uploads.setLastError(failing.uploadId, 1, ERROR)
  const canceled = await seedUpload(ports, other)
  await ports.uploads.finish({ kind: 'canceled', uploadId: canceled.uploadId, keepBytes: false })
  await stage.elapse(1_600)

  const all = await ports.health.stuck({ ...EVERYWHERE, ...BOUNDS })
  expect(all.overdue).toMatchObject({
    count: 3,
    items: late
      .slice(0, 2)
      .map(uploadId => ({ uploadId, organizationId: place.organizationId, lastError: null })),
  })
  expect(all.failing).toMatchObject({
    count: 1,
    items: [{ uploadId: failing.uploadId, lastError: { code: 'SIZE_MISMATCH', message: 'differs' } }],
  })
  expect(all.doomedKeys).toEqual({ count: 1, overdue: 1 })

  const countsOf = async (organizationId: string, namespaceId: string | null) => {
    const stuck = await ports.health.stuck({ organizationId, namespaceId, ...BOUNDS })
    return [stuck.overdue.count, stuck.failing.count, stuck.doomedKeys.count]
  }
  expect(await countsOf(place.organizationId, null)).toEqual([3, 0, 0])
  expect(await countsOf(place.organizationId, place.namespaceId)).toEqual([3, 0, 0])
  expect(await countsOf(place.organizationId, other.namespaceId)).toEqual([0, 0, 0])
  expect(await countsOf(other.organizationId, null)).toEqual([0, 1, 1])
  expect(await countsOf(other.organizationId, place.namespaceId)).toEqual([0, 0, 0])
}

async function expectDue({ ports, place, stage }: Scene): Promise<void> {
  const other = await seedPlace(ports, { unconfirmed: 'expire' })
  const { uploadId } = await seedUpload(ports, { ...place, ...SHORT })
  await ports.storeEvents.recordSeen({ uploadId, attempt: 1, etag: 'e', sizeBytes: 1, isVerified: false })
  expect(await ports.health.due({ ...EVERYWHERE, limit: 10 })).toEqual([])
  await stage.elapse(190)
  const own = { organizationId: place.organizationId, namespaceId: place.namespaceId, limit: 10 }
  expect(await ports.health.due(own)).toEqual([
    { uploadId, unconfirmed: 'settle', isGraceOver: true, isOutOfTime: false },
  ])
  expect(await ports.health.due({ ...own, namespaceId: other.namespaceId })).toEqual([])
  const unseen = await seedUpload(ports, { ...other, ...SHORT })
  await stage.elapse(1_600)
  const due = await ports.health.due({ ...EVERYWHERE, limit: 10 })
  expect(due).toHaveLength(2)
  expect(due).toContainEqual({
    uploadId: unseen.uploadId,
    unconfirmed: 'expire',
    isGraceOver: false,
    isOutOfTime: true,
  })
}
