import { quotaId } from '@landfall/core/domain'
import { newCompletion, newRenewal, newUpload, testIds } from '@landfall/core/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createDoomedKeys, createObjectCatalog, createUploadLedger } from '../src/index.ts'
import { countersOf, expectBalance } from './support/balance.ts'
import { createTestDatabase, type TestDatabase } from './support/create-test-database.ts'
import { lockWaiters, openTransaction } from './support/hold.ts'
import { limitOwner, seedBucket, seedPlace, seedUpload } from './support/seed.ts'

let test: TestDatabase
/** They are tried again, and so would go unnoticed: with one order of locks there are none. */
let deadlocks = 0
beforeAll(async () => {
  test = await createTestDatabase()
  countDeadlocks(test.db)
})
afterAll(() => test[Symbol.asyncDispose]())
afterEach(async () => {
  expect(deadlocks).toBe(0)
  await expectBalance(test.db)
})

/** Single statements go through the pool, those of a transaction through a client of it. */
function countDeadlocks({ pool }: TestDatabase['db']): void {
  const connect = pool.connect.bind(pool) as (...args: unknown[]) => Promise<Queryable>
  Object.assign(pool, {
    query: counting(pool.query.bind(pool) as Query),
    connect: async (...args: unknown[]) => {
      const client = await connect(...args)
      if (args.length === 0) counted(client)
      return client
    },
  })
}

type Query = (...args: unknown[]) => Promise<unknown>
interface Queryable {
  query: Query
}

const seen = new WeakSet<Queryable>()
function counted(client: Queryable): void {
  if (seen.has(client)) return
  seen.add(client)
  client.query = counting(client.query.bind(client))
}

const counting =
  (query: Query): Query =>
  (...args) => {
    const answer = query(...args)
    // With a callback, as the pool calls its clients, there is nothing to wait for.
    answer?.catch((error: { code?: unknown }) => {
      if (error.code === '40P01') deadlocks += 1
    })
    return answer
  }

const ledger = () => createUploadLedger(test.db)
const times = <TResult>(count: number, work: (index: number) => Promise<TResult>) =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)))

describe('50 finishes of one upload at once', () => {
  it('make one object, charge once and answer one state', async () => {
    const uploads = ledger()
    const place = await seedPlace(test.db)
    const upload = await seedUpload(uploads, { ...place, owner: 'ann', fileSizeBytes: 700 })

    const answers = await times(50, () => uploads.finish(newCompletion(upload)))

    expect(answers.filter(({ outcome }) => outcome === 'finished')).toHaveLength(1)
    expect(answers.filter(({ outcome }) => outcome === 'lost')).toHaveLength(49)
    const states = answers.map(answer =>
      answer.outcome === 'finished' || answer.outcome === 'lost' ? answer.upload : null,
    )
    expect(new Set(states.map(state => JSON.stringify(state))).size).toBe(1)
    expect(states[0]).toMatchObject({ status: 'COMPLETED', fileSizeBytes: 700, putKey: null })
    expect(await test.db.prisma.bucketObject.count({ where: { uploadId: upload.uploadId } })).toBe(1)
    expect(await countersOf(test.db, quotaId('owner', place.bucketId, 'ann'))).toEqual({
      used_bytes: 700,
      used_objects: 1,
      reserved_bytes: 0,
      reserved_objects: 0,
      open_unsized: 0,
    })
  })
})

describe('200 reservations at once against room for 100', () => {
  it('give exactly 100, in two buckets and for owners', async () => {
    const uploads = ledger()
    const place = await seedPlace(test.db, { limitBytes: 100 * 10 })
    const places = [place, await seedBucket(test.db, place)]

    const answers = await times(200, index =>
      uploads.reserve(
        newUpload({
          ...(places[index % 2] ?? place),
          owner: index % 3 === 0 ? 'ann' : null,
          fileSizeBytes: 10,
        }),
      ),
    )

    expect(answers.filter(({ outcome }) => outcome === 'reserved')).toHaveLength(100)
    expect(answers.find(({ outcome }) => outcome === 'quota_exceeded')).toMatchObject({
      refusal: {
        scope: 'organization',
        scopeId: place.organizationId,
        limitBytes: 1000,
        askedBytes: 10,
        askedObjects: 1,
      },
    })
    expect(await test.db.prisma.upload.count({ where: { organizationId: place.organizationId } })).toBe(100)
    expect(await test.db.prisma.storedKey.count({ where: { organizationId: place.organizationId } })).toBe(
      100,
    )
  })

  it('give exactly 100 to one owner', async () => {
    const uploads = ledger()
    const place = await seedPlace(test.db)
    await limitOwner(test.db, place, { owner: 'bob', limitObjects: 100 })

    const answers = await times(200, () => uploads.reserve(newUpload({ ...place, owner: 'bob' })))

    expect(answers.filter(({ outcome }) => outcome === 'reserved')).toHaveLength(100)
    expect(answers.find(({ outcome }) => outcome === 'quota_exceeded')).toMatchObject({
      refusal: { scope: 'owner', scopeId: place.bucketId, owner: 'bob', limitObjects: 100 },
    })
  })

  it('keep to the number of uploads without a size', async () => {
    const uploads = ledger()
    const place = await seedPlace(test.db, { limitUnsized: 30 })

    const answers = await times(60, () => uploads.reserve(newUpload({ ...place, fileSizeBytes: null })))

    expect(answers.filter(({ outcome }) => outcome === 'reserved')).toHaveLength(30)
    expect(answers.filter(({ outcome }) => outcome === 'too_many_unsized')).toHaveLength(30)
  })
})

describe('everything at once on the same uploads', () => {
  it('leaves every upload in one final state and the books balanced', async () => {
    const uploads = ledger()
    const first = await seedPlace(test.db)
    const places = [first, await seedBucket(test.db, first)]
    const seeded = await times(24, index =>
      seedUpload(uploads, {
        ...(places[index % 2] ?? first),
        owner: index % 2 ? 'ann' : 'bob',
        fileSizeBytes: index % 4 ? 100 : null,
      }),
    )

    await Promise.all(
      // Half of them in the opposite order, so that locks taken in the order of arrival would meet crosswise.
      [seeded, seeded.toReversed()]
        .flat()
        .flatMap(upload => [
          uploads.finish(newCompletion(upload, { observed: { sizeBytes: 120 } })),
          uploads.finish({ kind: 'canceled', uploadId: upload.uploadId, keepBytes: false }),
          uploads.renew(newRenewal(upload, { fileSizeBytes: 50 })),
          uploads.openSeal({ uploadId: upload.uploadId, attempt: 1, key: `sealed/${testIds.random(20)}` }),
        ]),
    )

    // A finish does not see a seal that was opened while it waited; the sweep does.
    await createDoomedKeys(test.db).doomAbandonedSeals(0)
    const after = await test.db.prisma.upload.findMany({
      where: { id: { in: seeded.map(({ uploadId }) => uploadId) } },
      include: { keys: true, object: true },
    })
    expect(after.map(({ status }) => status)).not.toContain('PENDING')
    for (const upload of after) {
      const live = upload.keys.filter(({ state }) => state === 'live')
      const open = upload.keys.filter(({ state }) => state === 'open')
      expect(live).toHaveLength(upload.status === 'COMPLETED' ? 1 : 0)
      expect(open).toHaveLength(0)
      expect(upload.object === null).toBe(upload.status !== 'COMPLETED')
    }
  })

  it('renews once, whoever else renews or finishes', async () => {
    const uploads = ledger()
    const place = await seedPlace(test.db)
    const upload = await seedUpload(uploads, place)

    const renewals = await times(20, () =>
      uploads.renew(newRenewal(upload, { putKey: `${upload.lastKey}-${testIds.random(8)}` })),
    )
    const finish = await uploads.finish(newCompletion(upload))

    expect(renewals.filter(({ outcome }) => outcome === 'renewed')).toHaveLength(1)
    expect(finish).toMatchObject({ outcome: 'lost', upload: { status: 'PENDING', attempt: 2 } })
  })

  it('reserves once when the same reservation is sent many times', async () => {
    const uploads = ledger()
    const place = await seedPlace(test.db, { limitObjects: 1 })
    const upload = newUpload(place)

    const answers = await times(20, () => uploads.reserve(upload))

    expect(new Set(answers.map(({ outcome }) => outcome))).toEqual(new Set(['reserved']))
    expect(await countersOf(test.db, quotaId('organization', place.organizationId))).toMatchObject({
      reserved_objects: 1,
    })
  })
})

describe('a unique key whose object is deleted while another upload confirms', () => {
  it('is waited for in one direction alone', async () => {
    const uploads = ledger()
    const place = await seedPlace(test.db)
    const open = () => seedUpload(uploads, { ...place, uniqueKey: 'one', fileSizeBytes: 7 })
    const [one, other] = [await open(), await open()]
    const first = await uploads.finish(newCompletion(one))
    if (first.outcome !== 'finished') throw new Error(first.outcome)

    await using gate = await openTransaction(test.url)
    // Changed, not only locked: whoever waits goes on with a row that is newer than its snapshot.
    await gate.db.pool.query('UPDATE quota SET last_upload_at = now() WHERE id = $1', [
      quotaId('bucket', place.bucketId),
    ])
    const confirmed = uploads.finish(newCompletion(other))
    await lockWaiters(test.db, 1)
    const { objectId } = first.upload
    const removed = createObjectCatalog(test.db).delete(place, { objectId: objectId ?? '', bucketId: null })
    await lockWaiters(test.db, 2)
    await gate.commit()

    expect(await removed).toBe(true)
    expect((await confirmed).outcome).toBe('finished')
  })
})
