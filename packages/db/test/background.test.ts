import { EMPTY_CLAIM } from '@landfall/core/domain'
import { testIds } from '@landfall/core/testing'
import { Logger, runTaskListOnce } from 'graphile-worker'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createDoomedKeys,
  createOrphanReports,
  createStoreEvents,
  createTaskBoard,
  createUploadLedger,
  TASK_JOB,
} from '../src/index.ts'
import { createTestDatabase, type TestDatabase } from './support/create-test-database.ts'
import { openTransaction } from './support/hold.ts'
import { seedPlace, seedUpload } from './support/seed.ts'

let test: TestDatabase
beforeAll(async () => {
  test = await createTestDatabase()
})
afterAll(() => test[Symbol.asyncDispose]())

const startConfirm = async (uploadId: string, taskId = testIds.next('task')) =>
  createTaskBoard(test.db).startConfirm({ taskId, uploadId, attempt: 1, claim: EMPTY_CLAIM })

const silent = new Logger(() => () => undefined)

/** Runs every job of this kind that waits, as graphile-worker does, and answers their payloads. */
async function workOff(kind: string = TASK_JOB): Promise<unknown[]> {
  const payloads: unknown[] = []
  const client = await test.db.pool.connect()
  try {
    await runTaskListOnce(
      { logger: silent },
      { [kind]: async payload => void payloads.push(payload) },
      client,
    )
  } finally {
    client.release()
  }
  return payloads
}

describe('an event of the store', () => {
  it('that comes before the commit of the create is asked for once more, and finds it then', async () => {
    const place = await seedPlace(test.db)
    await using held = await openTransaction(test.url)
    const { uploadId, lastKey } = await seedUpload(createUploadLedger(held.db), place)
    const events = createStoreEvents(test.db)
    expect(await events.findKey(lastKey)).toBeNull()
    expect(await events.countUnknown(lastKey)).toBe(1)
    await held.commit()
    expect(await events.findKey(lastKey)).toEqual({ uploadId, attempt: 1, isAwaited: true })
    const seen = { uploadId, attempt: 1, etag: 'e', sizeBytes: 1, isVerified: false }
    expect(await events.recordSeen(seen)).toBe('first')
    expect(await events.recordSeen(seen)).toBe('again')
  })
})

describe('a comparison that is asked for', () => {
  it('is one report and one job, however often, and a new one takes the place of one that nobody took up', async () => {
    const reports = createOrphanReports(test.db)
    const asked = await Promise.all(Array.from({ length: 20 }, () => reports.request()))
    expect(new Set(asked).size).toBe(1)
    await test.db.prisma.orphanReport.updateMany({ data: { leaseUntil: new Date(0) } })
    const next = await reports.request()
    expect(await workOff('compare-store')).toEqual([{ reportId: next }])
    expect(await reports.find(asked[0] ?? 0)).toMatchObject({ state: 'failed' })
  })
})

describe('a confirm in the background', () => {
  it('is one task and one job, however often it is asked for at once', async () => {
    const { uploadId } = await seedUpload(createUploadLedger(test.db), await seedPlace(test.db))

    const started = await Promise.all(Array.from({ length: 20 }, () => startConfirm(uploadId)))

    const taskIds = new Set(started.map(task => task?.taskId))
    expect(taskIds.size).toBe(1)
    expect(await test.db.prisma.task.count({ where: { uploadId } })).toBe(1)
    expect(await workOff()).toEqual([{ taskId: [...taskIds][0] }])
  })

  it('leaves neither task nor job where its statement is rolled back', async () => {
    const { uploadId } = await seedUpload(createUploadLedger(test.db), await seedPlace(test.db))
    await using held = await openTransaction(test.url)
    const taskId = testIds.next('task')
    await createTaskBoard(held.db).startConfirm({ taskId, uploadId, attempt: 1, claim: EMPTY_CLAIM })
    await held.rollback()

    expect(await test.db.prisma.task.count({ where: { uploadId } })).toBe(0)
    expect(await workOff()).toEqual([])
    expect(await createUploadLedger(test.db).findById(uploadId)).toMatchObject({ liveTaskId: null })
  })

  it('is queued again once its worker is dead, and only then', async () => {
    const tasks = createTaskBoard(test.db)
    const { uploadId } = await seedUpload(createUploadLedger(test.db), await seedPlace(test.db))
    const task = await startConfirm(uploadId)
    await workOff()
    await tasks.lease(task?.taskId ?? '', 60)
    expect(await tasks.requeueExpired()).toBe(0)

    await tasks.lease(task?.taskId ?? '', 0)
    const requeued = await Promise.all(Array.from({ length: 5 }, () => tasks.requeueExpired()))

    expect(requeued.reduce((sum, count) => sum + count)).toBe(1)
    expect(await workOff()).toEqual([{ taskId: task?.taskId }])
  })
})

describe('doomed keys', () => {
  it('go to one worker each, however many ask at once', async () => {
    const uploads = createUploadLedger(test.db)
    const keys = createDoomedKeys(test.db)
    const place = await seedPlace(test.db)
    for (let count = 0; count < 30; count++) {
      const { uploadId } = await seedUpload(uploads, place)
      await uploads.finish({ kind: 'canceled', uploadId, keepBytes: false })
    }

    const claims = (await Promise.all(Array.from({ length: 10 }, () => keys.claim(5, 60)))).flat()
    const rest = await keys.claim(100, 60)

    const ids = [...claims, ...rest].map(({ keyId }) => keyId)
    expect(ids).toHaveLength(30)
    expect(new Set(ids).size).toBe(30)
    expect(await keys.claim(100, 60)).toEqual([])
  })

  it('are looked at again after an hour, and are gone once their time is over', async () => {
    const uploads = createUploadLedger(test.db)
    const keys = createDoomedKeys(test.db)
    const { uploadId } = await seedUpload(uploads, await seedPlace(test.db))
    await uploads.finish({ kind: 'canceled', uploadId, keepBytes: false })
    const claimed = await keys.claim(100, 60)
    const keyId = claimed[0]?.keyId ?? 0
    const read = () => test.db.prisma.storedKey.findUniqueOrThrow({ where: { id: keyId } })

    await keys.recordDeleted(claimed)
    const watched = await read()
    expect(watched.state).toBe('doomed')
    const minutes = ((watched.nextDeleteAt?.getTime() ?? 0) - Date.now()) / 60_000
    expect(minutes).toBeGreaterThan(58)
    expect(minutes).toBeLessThanOrEqual(60)

    await test.db.prisma.storedKey.update({
      where: { id: keyId },
      data: { doomedUntil: new Date(Date.now() - 1000), nextDeleteAt: new Date() },
    })
    await keys.recordDeleted(await keys.claim(100, 60))
    expect(await read()).toMatchObject({ state: 'gone', nextDeleteAt: null })
  })
})
