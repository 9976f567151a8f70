import { InfrastructureError, quotaId } from '@landfall/core/domain'
import { newCompletion, newRenewal, newUpload, testIds } from '@landfall/core/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createDoomedKeys, createTaskBoard, createUploadLedger } from '../src/index.ts'
import { expectBalance } from './support/balance.ts'
import { createTestDatabase, type TestDatabase } from './support/create-test-database.ts'
import { lockWaiters, meet as meetIn, openTransaction } from './support/hold.ts'
import { seedPlace, seedUpload } from './support/seed.ts'

let test: TestDatabase
beforeAll(async () => {
  test = await createTestDatabase()
})
afterAll(() => test[Symbol.asyncDispose]())
afterEach(() => expectBalance(test.db))

type Uploads = ReturnType<typeof createUploadLedger>

const meet = <TResult>(
  first: (uploads: Uploads) => Promise<unknown>,
  second: (uploads: Uploads) => Promise<TResult>,
): Promise<TResult> =>
  meetIn(
    test,
    db => first(createUploadLedger(db)),
    db => second(createUploadLedger(db)),
  )

const keysOf = async (uploadId: string) =>
  (await test.db.prisma.storedKey.findMany({ where: { uploadId }, orderBy: { id: 'asc' } })).map(
    ({ role, attempt, state }) => `${role} ${attempt} ${state}`,
  )

async function openUpload() {
  return seedUpload(createUploadLedger(test.db), await seedPlace(test.db))
}

describe('a statement that had to wait for another one', () => {
  it('answers a lost finish with the state that the winner committed', async () => {
    const upload = await openUpload()

    const lost = await meet(
      uploads => uploads.finish(newCompletion(upload, { observed: { etag: 'winner' } })),
      uploads => uploads.finish(newCompletion(upload, { observed: { etag: 'loser' } })),
    )

    expect(lost).toMatchObject({ outcome: 'lost', upload: { status: 'COMPLETED', etag: 'winner' } })
    expect(await keysOf(upload.uploadId)).toEqual(['put 1 live'])
  })

  it('cancels the attempt that a renewal made meanwhile, its new key included', async () => {
    const upload = await openUpload()

    const canceled = await meet(
      uploads => uploads.renew(newRenewal(upload)),
      uploads => uploads.finish({ kind: 'canceled', uploadId: upload.uploadId, keepBytes: false }),
    )

    expect(canceled).toMatchObject({ outcome: 'finished', upload: { status: 'CANCELED', attempt: 2 } })
    expect(await keysOf(upload.uploadId)).toEqual(['put 1 doomed', 'put 2 doomed'])
  })

  it('does not complete an attempt that was renewed meanwhile', async () => {
    const upload = await openUpload()

    const lost = await meet(
      uploads => uploads.renew(newRenewal(upload)),
      uploads => uploads.finish(newCompletion(upload)),
    )

    expect(lost).toMatchObject({ outcome: 'lost', upload: { status: 'PENDING', attempt: 2 } })
    expect(await keysOf(upload.uploadId)).toEqual(['put 1 doomed', 'put 2 open'])
  })

  it('does not renew an upload that was completed meanwhile', async () => {
    const upload = await openUpload()

    const renewal = await meet(
      uploads => uploads.finish(newCompletion(upload)),
      uploads => uploads.renew(newRenewal(upload)),
    )

    expect(renewal).toEqual({ outcome: 'lost' })
  })

  it('opens no seal for an upload that was completed meanwhile', async () => {
    const upload = await openUpload()

    const seal = await meet(
      uploads => uploads.finish(newCompletion(upload)),
      uploads => uploads.openSeal({ uploadId: upload.uploadId, attempt: 1, key: testIds.random(20) }),
    )

    expect(seal).toBeNull()
  })

  it('leaves a seal that was opened while it waited to the sweep, which dooms it', async () => {
    const upload = await openUpload()

    const finished = await meet(
      uploads => uploads.openSeal({ uploadId: upload.uploadId, attempt: 1, key: testIds.random(20) }),
      uploads => uploads.finish(newCompletion(upload)),
    )

    expect(finished.outcome).toBe('finished')
    expect(await keysOf(upload.uploadId)).toEqual(['put 1 live', 'seal 1 open'])
    expect(await createDoomedKeys(test.db).doomAbandonedSeals(3600)).toBe(0)
    expect(await createDoomedKeys(test.db).doomAbandonedSeals(0)).toBe(1)
    expect(await keysOf(upload.uploadId)).toEqual(['put 1 live', 'seal 1 doomed'])
  })

  it('does not serve a seal that was doomed meanwhile', async () => {
    const upload = await openUpload()
    const seal = await createUploadLedger(test.db).openSeal({
      uploadId: upload.uploadId,
      attempt: 1,
      key: testIds.random(20),
    })
    const servedKeyId = seal?.keyId ?? 0

    const lost = await meet(
      uploads => uploads.doomSeal(servedKeyId),
      uploads => uploads.finish(newCompletion(upload, { servedKeyId })),
    )

    expect(lost).toMatchObject({ outcome: 'lost', upload: { status: 'PENDING' } })
    expect(await keysOf(upload.uploadId)).toEqual(['put 1 open', 'seal 1 doomed'])
  })

  it('serves no seal once the key that it was copied from was given up', async () => {
    const upload = await openUpload()
    const seal = await createUploadLedger(test.db).openSeal({
      uploadId: upload.uploadId,
      attempt: 1,
      key: testIds.random(20),
    })
    await using held = await openTransaction(test.url)
    await held.db.pool.query(`UPDATE stored_key SET state = 'kept' WHERE id = $1`, [upload.putKey?.id])
    const finishing = createUploadLedger(test.db).finish(
      newCompletion(upload, { servedKeyId: seal?.keyId ?? 0 }),
    )
    await lockWaiters(test.db)
    await held.commit()

    expect(await finishing).toMatchObject({ outcome: 'lost', upload: { status: 'PENDING' } })
    expect(await keysOf(upload.uploadId)).toEqual(['put 1 kept', 'seal 1 open'])
  })

  it('does not doom a seal that was committed live meanwhile', async () => {
    const upload = await openUpload()
    const seal = await createUploadLedger(test.db).openSeal({
      uploadId: upload.uploadId,
      attempt: 1,
      key: testIds.random(20),
    })
    const servedKeyId = seal?.keyId ?? 0

    await meet(
      uploads => uploads.finish(newCompletion(upload, { servedKeyId })),
      uploads => uploads.doomSeal(servedKeyId),
    )

    expect(await keysOf(upload.uploadId)).toEqual(['put 1 doomed', 'seal 1 live'])
  })

  it('does not cancel an upload that a task began to confirm meanwhile', async () => {
    const upload = await openUpload()
    const taskId = testIds.next('task')
    await using held = await openTransaction(test.url)
    const claim = { etag: null, fileSizeBytes: null, checksum: null }
    await createTaskBoard(held.db).startConfirm({ taskId, uploadId: upload.uploadId, attempt: 1, claim })
    const canceling = createUploadLedger(test.db).finish({
      kind: 'canceled',
      uploadId: upload.uploadId,
      keepBytes: false,
    })
    await lockWaiters(test.db)
    await held.commit()

    expect(await canceling).toEqual({ outcome: 'confirming', taskId })
    expect(await keysOf(upload.uploadId)).toEqual(['put 1 open'])
  })

  it('begins no upload in a bucket that was locked meanwhile', async () => {
    const place = await seedPlace(test.db)
    await using held = await openTransaction(test.url)
    await held.db.pool.query('UPDATE bucket SET is_locked = true WHERE id = $1', [place.bucketId])
    const reserving = createUploadLedger(test.db).reserve(newUpload(place))
    await lockWaiters(test.db)
    await held.commit()

    expect(await reserving).toEqual({ outcome: 'bucket_closed' })
    expect(await test.db.prisma.upload.count({ where: { bucketId: place.bucketId } })).toBe(0)
  })

  it('keeps bytes that got another reference while the last one was dropped', async () => {
    const uploads = createUploadLedger(test.db)
    const place = await seedPlace(test.db)
    const [upload, other] = [
      await seedUpload(uploads, { ...place, createObject: false }),
      await seedUpload(uploads, { ...place, createObject: false }),
    ]
    await uploads.finish(newCompletion(upload))
    const { servedKeyId } = await test.db.prisma.upload.findUniqueOrThrow({ where: { id: upload.uploadId } })
    await uploads.finish({ kind: 'canceled', uploadId: other.uploadId, keepBytes: false })

    await using held = await openTransaction(test.url)
    await held.db.pool.query('SELECT FROM stored_key WHERE id = $1 FOR UPDATE', [servedKeyId])
    await held.db.pool.query(
      `UPDATE upload SET status = 'COMPLETED', served_key_id = $2, observed_size_bytes = 1000, etag = 'e', source_etag = 'e',
         receipt = '{}', settled_by = 'client', completed_at = now() WHERE id = $1`,
      [other.uploadId, servedKeyId],
    )
    const dropping = uploads.dropReference(upload.uploadId)
    await lockWaiters(test.db)
    await held.commit()
    await dropping

    expect(await keysOf(upload.uploadId)).toEqual(['put 1 live'])
    await uploads.dropReference(other.uploadId)
    expect(await keysOf(upload.uploadId)).toEqual(['put 1 doomed'])
  })
})

/** Listens at once: it may fail before the test gets to look. */
const failureOf = (work: Promise<unknown>) => work.catch((thrown: unknown) => thrown)

describe('a connection that is killed while its statement runs', () => {
  it('settles nothing, reports the database as unavailable, and the next try settles', async () => {
    const upload = await openUpload()
    await using held = await openTransaction(test.url)
    await held.db.pool.query('SELECT FROM quota WHERE id = $1 FOR UPDATE', [
      quotaId('organization', upload.organizationId),
    ])
    const finishing = failureOf(createUploadLedger(test.db).finish(newCompletion(upload)))
    const [pid] = await lockWaiters(test.db)
    await test.db.pool.query('SELECT pg_terminate_backend($1)', [pid])

    const error = await finishing
    expect(error).toBeInstanceOf(InfrastructureError)
    expect(error).toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
    await held.commit()

    expect(await keysOf(upload.uploadId)).toEqual(['put 1 open'])
    expect(await test.db.prisma.bucketObject.count({ where: { uploadId: upload.uploadId } })).toBe(0)
    await expectBalance(test.db)
    expect(await createUploadLedger(test.db).finish(newCompletion(upload))).toMatchObject({
      outcome: 'finished',
    })
  })

  it('reserves nothing', async () => {
    const place = await seedPlace(test.db)
    await using held = await openTransaction(test.url)
    await held.db.pool.query('SELECT FROM bucket WHERE id = $1 FOR UPDATE', [place.bucketId])
    const reserving = failureOf(createUploadLedger(test.db).reserve(newUpload(place)))
    const [pid] = await lockWaiters(test.db)
    await test.db.pool.query('SELECT pg_terminate_backend($1)', [pid])

    expect(await reserving).toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
    await held.commit()

    expect(await test.db.prisma.upload.count({ where: { bucketId: place.bucketId } })).toBe(0)
    expect(await test.db.prisma.quotaEntry.count({ where: { bucketId: place.bucketId } })).toBe(0)
  })
})
