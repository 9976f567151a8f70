/**
 * Two transactions that meet at a shared stored key, a unique key or an Idempotency-Key: the second runs until it waits for
 * the first, which then commits. What the second does depends on what it sees under its lock, never on its older snapshot.
 */
import type { UploadRecord } from '@landfall/core/domain'
import { newCompletion, newUpload, type Place } from '@landfall/core/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createObjectCatalog, createUploadLedger, type Database } from '../src/index.ts'
import { countersOf, expectBalance } from './support/balance.ts'
import { createTestDatabase, type TestDatabase } from './support/create-test-database.ts'
import { lockWaiters, meet as meetIn, openTransaction } from './support/hold.ts'
import { seedPlace, seedUpload } from './support/seed.ts'

const SHA256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'

let test: TestDatabase
beforeAll(async () => {
  test = await createTestDatabase()
})
afterAll(() => test[Symbol.asyncDispose]())
afterEach(() => expectBalance(test.db))

const meet = <TResult>(
  first: (db: Database) => Promise<unknown>,
  second: (db: Database) => Promise<TResult>,
): Promise<TResult> => meetIn(test, first, second)

const complete = (upload: UploadRecord) => (db: Database) =>
  createUploadLedger(db).finish(newCompletion(upload, { observed: { sha256: SHA256 } }))

async function completed(upload: UploadRecord): Promise<UploadRecord> {
  const finished = await complete(upload)(test.db)
  if (finished.outcome !== 'finished') throw new Error(finished.outcome)
  return finished.upload
}

const statesOf = async ({ uploadId }: UploadRecord) =>
  (await test.db.prisma.storedKey.findMany({ where: { uploadId }, orderBy: { id: 'asc' } })).map(
    ({ state }) => state,
  )
const usedOf = ({ bucketId }: Place) => countersOf(test.db, `bucket:${bucketId}`)

const remove =
  (place: Place, { objectId }: UploadRecord) =>
  async (db: Database) =>
    createObjectCatalog(withinTransaction(db)).delete(place, { objectId: objectId ?? '', bucketId: null })

const drop =
  ({ uploadId }: UploadRecord) =>
  async (db: Database) =>
    createUploadLedger(withinTransaction(db)).dropReference(uploadId)

/** In a pool of one connection that is inside BEGIN already, a transaction of the port is a part of that one. */
function withinTransaction(db: Database): Database {
  return db === test.db ? db : { ...db, transaction: work => work(db.run) }
}

async function openPair(fields: object = {}) {
  const place = await seedPlace(test.db)
  const uploads = createUploadLedger(test.db)
  const open = () => seedUpload(uploads, { ...place, fileSizeBytes: 700, ...fields })
  return { place, one: await open(), other: await open() }
}

describe('the last reference and a new one', () => {
  it('a confirm that waited for the delete of the last object keeps bytes of its own', async () => {
    const { place, one, other } = await openPair()
    const first = await completed(one)

    const second = await meet(remove(place, first), complete(other))

    expect(second).toMatchObject({ outcome: 'finished', upload: { status: 'COMPLETED', duplicateOf: null } })
    expect([await statesOf(one), await statesOf(other)]).toEqual([['doomed'], ['live']])
    expect(await usedOf(place)).toMatchObject({ used_bytes: 700, used_objects: 1 })
  })

  it('a delete that waited for a confirm which shares the bytes leaves them', async () => {
    const { place, one, other } = await openPair()
    const first = await completed(one)

    const removed = await meet(complete(other), remove(place, first))

    expect(removed).toBe(true)
    expect([await statesOf(one), await statesOf(other)]).toEqual([['live'], ['doomed']])
    expect(await usedOf(place)).toMatchObject({ used_bytes: 700, used_objects: 1 })
  })

  it('a confirm that waited for an upload to let go keeps bytes of its own', async () => {
    const { place, one, other } = await openPair({ createObject: false })
    const first = await completed(one)

    const second = await meet(drop(first), complete(other))

    expect(second).toMatchObject({ upload: { duplicateOf: null } })
    expect([await statesOf(one), await statesOf(other)]).toEqual([['doomed'], ['live']])
    expect(await usedOf(place)).toMatchObject({ used_bytes: 700 })
  })

  it('an upload that lets go after it waited for a confirm which shares the bytes leaves them', async () => {
    const { place, one, other } = await openPair({ createObject: false })
    const first = await completed(one)

    await meet(complete(other), drop(first))

    expect([await statesOf(one), await statesOf(other)]).toEqual([['live'], ['doomed']])
    expect(await usedOf(place)).toMatchObject({ used_bytes: 700 })
  })

  it('a confirm that waited for an upload of another scope is not kept by its reservation: it takes none', async () => {
    const { place, one, other } = await openPair()
    await completed(one)
    await test.db.prisma.quota.update({
      where: { id: `bucket:${place.bucketId}` },
      data: { limitBytes: 700 },
    })
    const unsized = await createUploadLedger(test.db).reserve(newUpload({ ...place, fileSizeBytes: null }))
    if (unsized.outcome !== 'reserved') throw new Error(unsized.outcome)

    const second = await meet(
      db => createUploadLedger(db).finish({ kind: 'canceled', uploadId: other.uploadId, keepBytes: false }),
      db =>
        createUploadLedger(db).finish(
          newCompletion(unsized.upload, { observed: { sha256: SHA256, sizeBytes: 700 } }),
        ),
    )

    expect(second).toMatchObject({ outcome: 'finished', upload: { duplicateOf: one.uploadId } })
    expect(await usedOf(place)).toMatchObject({ used_bytes: 700, used_objects: 2, reserved_bytes: 0 })
  })
})

describe('one unique key', () => {
  const unique = { uniqueKey: '[["sku","a"]]', skipDuplicates: false }

  it('a settle that waited for the one which took it is SKIPPED, naming the object', async () => {
    const { place, one, other } = await openPair(unique)
    const winner = newCompletion(one)

    const lost = await meet(
      db => createUploadLedger(db).finish(winner),
      db => createUploadLedger(db).finish(newCompletion(other)),
    )

    expect(lost).toMatchObject({
      outcome: 'finished',
      upload: { status: 'SKIPPED', existingObjectId: winner.objectId },
    })
    expect(await statesOf(other)).toEqual(['doomed'])
    expect(await usedOf(place)).toMatchObject({ used_objects: 1, reserved_objects: 0, reserved_bytes: 0 })
  })

  it('a settle that waited for one which was rolled back takes it', async () => {
    const { one, other } = await openPair(unique)
    await using held = await openTransaction(test.url)
    await createUploadLedger(held.db).finish(newCompletion(one))
    const waiting = createUploadLedger(test.db).finish(newCompletion(other))
    await lockWaiters(test.db)
    await held.rollback()

    expect(await waiting).toMatchObject({ upload: { status: 'COMPLETED' } })
    expect(await statesOf(one)).toEqual(['open'])
  })

  it('a settle that waited for the delete of the object which has it takes it', async () => {
    const { place, one, other } = await openPair(unique)
    const first = await completed(one)

    const second = await meet(remove(place, first), complete(other))

    expect(second).toMatchObject({ upload: { status: 'COMPLETED', existingObjectId: null } })
  })

  it('a create that waited for the settle which took it is open, and SKIPPED when it settles', async () => {
    const { place, one, other } = await openPair(unique)
    const reserved = await meet(complete(one), db =>
      createUploadLedger(db).reserve(newUpload({ ...place, ...unique })),
    )
    await createUploadLedger(test.db).finish({ kind: 'canceled', uploadId: other.uploadId, keepBytes: false })
    if (reserved.outcome !== 'reserved') throw new Error(reserved.outcome)

    expect(reserved.upload.status).toBe('PENDING')
    expect(await complete(reserved.upload)(test.db)).toMatchObject({ upload: { status: 'SKIPPED' } })
  })
})

describe('one Idempotency-Key', () => {
  const idempotency = {
    actorKind: 'key',
    actorId: 'key_1',
    operation: 'uploads.create',
    key: 'k',
    requestHash: 'h',
  } as const
  const reserve = (place: Place) => (db: Database) =>
    createUploadLedger(db).reserve(newUpload({ ...place, idempotency }))

  it('a create that waited for its twin makes nothing', async () => {
    const place = await seedPlace(test.db)

    expect(await meet(reserve(place), reserve(place))).toEqual({ outcome: 'remembered' })
    expect(await usedOf(place)).toMatchObject({ reserved_objects: 1 })
  })

  it('a create whose twin was rolled back makes the upload', async () => {
    const place = await seedPlace(test.db)
    await using held = await openTransaction(test.url)
    await reserve(place)(held.db)
    const waiting = reserve(place)(test.db)
    await lockWaiters(test.db)
    await held.rollback()

    expect(await waiting).toMatchObject({ outcome: 'reserved' })
    expect(await usedOf(place)).toMatchObject({ reserved_objects: 1 })
  })

  it('a create that waited for its twin’s duplicate makes nothing', async () => {
    const { place, one } = await openPair()

    const second = await meet(
      db => createUploadLedger(db).rememberDuplicate(place, idempotency, one.uploadId),
      reserve(place),
    )

    expect(second).toEqual({ outcome: 'remembered' })
    expect(await usedOf(place)).toMatchObject({ reserved_objects: 2 })
  })
})
