import { expect, test } from 'vitest'
import { EMPTY_CLAIM } from '../../domain/verify-object.ts'
import { newCompletion, newRenewal, type Place, seedBucket, seedUpload } from '../builders.ts'
import { testIds } from '../ids.ts'
import type { MakeDatabaseHarness } from './database-harness.ts'
import { databaseSuite, type Scene, tenantOf } from './database-suite.ts'

/** What every `OpenUploads` does. */
export function openUploadsContract(name: string, makeHarness: MakeDatabaseHarness): void {
  databaseSuite(`${name} keeps the OpenUploads contract: what is due`, makeHarness, dueContract)
  databaseSuite(`${name} keeps the OpenUploads contract: bytes that were seen`, makeHarness, seenContract)
}

/** URL and transfer grace of these end 3600 s and 4500 s after create. */
const open = ({ ports, place }: Scene, at: Partial<Place> = {}) => seedUpload(ports, { ...place, ...at })
const claim = ({ ports }: Scene, limit = 100) => ports.openUploads.claimDue(limit, 120)
const claimedIds = async (scene: Scene, limit?: number) =>
  (await claim(scene, limit)).map(({ upload }) => upload.uploadId).sort()
const sawOf = ({ uploadId, attempt }: { uploadId: string; attempt: number }) => ({
  uploadId,
  attempt,
  etag: 'e',
  sizeBytes: 1000,
})

/** Minutes of the looks that find nothing, each said to come back later, within so many minutes. */
async function looksWithin(scene: Scene, minutes: number): Promise<number[]> {
  const looks: number[] = []
  for (let minute = 1; minute <= minutes; minute += 1) {
    await scene.stage.elapse(60)
    const due = await claim(scene)
    if (due.length === 0) continue
    looks.push(minute)
    await scene.ports.openUploads.checkLater(due.map(({ upload }) => upload))
  }
  return looks
}

function dueContract(scene: () => Scene): void {
  test('an upload is due a minute after its create, with all that the sweep needs to know', async () => {
    const upload = await open(scene())
    expect(await claim(scene())).toEqual([])
    await scene().stage.elapse(61)
    expect(await claim(scene())).toEqual([
      {
        upload: await scene().ports.uploads.findById(upload.uploadId),
        hasBytes: false,
        isGraceOver: false,
        isOutOfTime: false,
        settlesUnconfirmed: true,
      },
    ])
  })

  test('is out of time at its settle_until, and over its grace so long after its bytes were seen', async () => {
    const upload = await open(scene())
    const { stage, ports } = scene()
    const after = async (seconds: number) => {
      await stage.elapse(seconds)
      const [due] = await claim(scene())
      return [due?.isGraceOver, due?.isOutOfTime]
    }
    await stage.elapse(3500)
    await ports.openUploads.recordSeen(sawOf(upload))
    await ports.openUploads.hold(upload, 60)
    expect(await after(70)).toEqual([false, false])
    expect(await after(200)).toEqual([true, false])
    expect(await after(800)).toEqual([true, true])
  })

  test('what one took is hidden from others, until its lease ends', async () => {
    const upload = await open(scene())
    await scene().stage.elapse(61)
    expect(await claimedIds(scene())).toEqual([upload.uploadId])
    expect(await claimedIds(scene())).toEqual([])
    await scene().stage.elapse(121)
    expect(await claimedIds(scene())).toEqual([upload.uploadId])
    await scene().ports.openUploads.hold(upload, 600)
    await scene().stage.elapse(300)
    expect(await claimedIds(scene())).toEqual([])
  })

  test('workers side by side take different uploads, and together all', async () => {
    const ids = (await Promise.all(Array.from({ length: 12 }, () => open(scene())))).map(u => u.uploadId)
    await scene().stage.elapse(61)
    const taken = (await Promise.all(Array.from({ length: 6 }, () => claimedIds(scene(), 4)))).flat()
    // A worker passes over what another is just taking, so some may be left for the next time.
    const rest = await claimedIds(scene())
    expect([...taken, ...rest].sort()).toEqual(ids.sort())
  })

  test('is looked at after 1, 2, 4, 8 ... minutes, and when its URL and its time end', async () => {
    await open(scene())
    expect(await looksWithin(scene(), 74)).toEqual([1, 2, 4, 8, 16, 32, 60, 64])
    await scene().stage.elapse(61)
    expect(await claim(scene())).toMatchObject([{ isOutOfTime: true }])
  })

  test('is looked at once an hour at most', async () => {
    const { ports, place } = scene()
    await seedUpload(ports, { ...place, expirationSeconds: 86_400 })
    await looksWithin(scene(), 65)
    const { openUploads } = ports
    expect(await openUploads.secondsToNextCheck()).toBeGreaterThan(3500 - 300)
    expect(await openUploads.secondsToNextCheck()).toBeLessThanOrEqual(3600)
  })

  test('knows when the next one is due', async () => {
    const { openUploads } = scene().ports
    expect(await openUploads.secondsToNextCheck()).toBeNull()
    await open(scene())
    expect(await openUploads.secondsToNextCheck()).toBeGreaterThan(30)
    await scene().stage.elapse(70)
    expect(await openUploads.secondsToNextCheck()).toBeLessThan(0)
  })

  test('what is final is never due, whatever its last look said', async () => {
    const { ports } = scene()
    const canceled = await open(scene())
    await scene().stage.elapse(61)
    await claim(scene())
    await ports.uploads.finish({ kind: 'canceled', uploadId: canceled.uploadId, keepBytes: false })
    await ports.openUploads.checkLater([canceled])
    await ports.openUploads.hold(canceled, 1)
    await scene().stage.elapse(86_400)
    expect(await claim(scene())).toEqual([])
  })

  test('a renewal begins anew, and a look at the attempt before it changes nothing', async () => {
    const { ports } = scene()
    const upload = await open(scene())
    await scene().stage.elapse(1900)
    await claim(scene())
    await ports.openUploads.recordSeen(sawOf(upload))
    await ports.uploads.renew(newRenewal(upload))
    expect(await ports.openUploads.recordSeen(sawOf(upload))).toBe('late')
    await ports.openUploads.hold(upload, 9000)
    await ports.openUploads.checkLater([upload])
    await scene().stage.elapse(61)
    expect(await claim(scene())).toMatchObject([{ upload: { attempt: 2 }, hasBytes: false }])
  })

  test('says so where a task confirms, and where the bucket lets go of what nobody confirmed', async () => {
    const { ports, place } = scene()
    const strict = await seedBucket(ports, { ...tenantOf(place), unconfirmed: 'expire' })
    const expiring = await open(scene(), strict)
    const confirming = await open(scene())
    const { uploadId, attempt } = confirming
    await ports.tasks.startConfirm({ taskId: testIds.next('task'), uploadId, attempt, claim: EMPTY_CLAIM })
    await scene().stage.elapse(61)
    const due = new Map((await claim(scene())).map(one => [one.upload.uploadId, one]))
    expect(due.get(expiring.uploadId)?.settlesUnconfirmed).toBe(false)
    expect(due.get(uploadId)?.upload.liveTaskId).not.toBeNull()
  })
}

function seenContract(scene: () => Scene): void {
  test('come due at settle_until where the grace of their bucket is longer', async () => {
    const { ports, place } = scene()
    const bucketId = `${place.bucketId}y`
    const patient = await seedBucket(ports, { ...place, bucketId, confirmGraceSeconds: 86_400 })
    await ports.openUploads.recordSeen(sawOf(await open(scene(), patient)))
    expect(await ports.openUploads.secondsToNextCheck()).toBeCloseTo(4500, -2)
  })

  test('bytes are seen once; the upload is due when the grace is over', async () => {
    const { ports, place, stage } = scene()
    const upload = await open(scene())
    expect(await ports.openUploads.recordSeen(sawOf(upload))).toBe('first')
    await stage.elapse(100)
    expect(await ports.openUploads.recordSeen(sawOf(upload))).toBe('again')
    expect(await claim(scene())).toEqual([])
    await stage.elapse(21)
    expect(await claim(scene())).toMatchObject([{ hasBytes: true, isGraceOver: true }])
    const events = await ports.uploads.events(place, upload.uploadId)
    expect(events.filter(({ kind }) => kind === 'bytes_seen')).toMatchObject([
      { detail: { size_bytes: 1000, etag: 'e', by: 'sweep' } },
    ])
  })

  test('a look in between comes back when the grace is over', async () => {
    const { ports, stage } = scene()
    const upload = await open(scene())
    await stage.elapse(1000)
    await ports.openUploads.recordSeen(sawOf(upload))
    await ports.openUploads.checkLater([upload])
    await stage.elapse(121)
    expect(await claim(scene())).toMatchObject([{ isGraceOver: true }])
  })

  test('a bucket of its own mind waits as long as it says', async () => {
    const { ports, place, stage } = scene()
    const patient = await seedBucket(ports, { ...tenantOf(place), confirmGraceSeconds: 600 })
    const upload = await open(scene(), patient)
    await ports.openUploads.recordSeen(sawOf(upload))
    await stage.elapse(590)
    expect(await claim(scene())).toEqual([])
    await stage.elapse(11)
    expect(await claim(scene())).toMatchObject([{ isGraceOver: true }])
  })

  test('where nothing is settled without a confirm, the next look is the last', async () => {
    const { ports, place, stage } = scene()
    const strict = await seedBucket(ports, { ...tenantOf(place), unconfirmed: 'expire' })
    await ports.openUploads.recordSeen(sawOf(await open(scene(), strict)))
    await stage.elapse(4400)
    expect(await claim(scene())).toEqual([])
    await stage.elapse(101)
    expect(await claim(scene())).toMatchObject([{ isOutOfTime: true, settlesUnconfirmed: false }])
  })

  test('bytes of a settled upload are no news', async () => {
    const { ports } = scene()
    const upload = await open(scene())
    await ports.uploads.finish(newCompletion(upload))
    expect(await ports.openUploads.recordSeen(sawOf(upload))).toBe('late')
  })
}
