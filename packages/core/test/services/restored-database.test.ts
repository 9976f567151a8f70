import { compareStore, deleteDoomedKeys, renewMark, sweepUploads } from '@landfall/core/services'
import { createTestServices, type TestServices } from '@landfall/core/testing'
import { describe, expect, it } from 'vitest'
import { BODY, create, md5, NOTHING, quotaOf, refusalOf } from '../support/uploads.ts'

const DAY = 86_400

async function start(options: Parameters<typeof createTestServices>[0] = {}) {
  const test = await createTestServices(options)
  test.actor.isOperator = true
  await renewMark(test.deps)
  return test
}

describe('a database that was restored from an older backup', () => {
  /** As of the last `backUp`, whatever happened since; the store is as it is. */
  function backUp(test: TestServices) {
    const { clock: _, ...saved } = structuredCloneOf(test)
    return () => void Object.assign(test.db.tables, saved)
  }
  const structuredCloneOf = ({ db }: TestServices) => {
    const { clock, ...rows } = db.tables
    return { clock, ...structuredClone(rows) }
  }

  it('loses no byte, though it knows less than the store', async () => {
    const test = await start()
    const strict = await test.caller.buckets.create({
      bucket_name: 'strict',
      bucket_schema: { properties: { n: { type: 'integer' } } },
      unconfirmed: 'expire',
    })
    const bytes = { skip_duplicates: false }
    const direct = await create(test, { ...bytes, bucket: strict.bucket_id, sends_headers: true })
    const sealed = await create(test, { ...bytes, bucket: strict.bucket_id })
    const restore = backUp(test)
    for (const upload of [direct, sealed]) {
      await upload.put()
      await test.caller.uploads.confirm({ ...upload.ref, bucket: strict.bucket_id })
    }
    const later = await create(test, bytes)
    await later.put()
    await test.caller.uploads.confirm(later.ref)
    await renewMark(test.deps)
    await deleteDoomedKeys(test.deps)
    const valuable = test.store.keys()
    test.db.clock.advance(2 * DAY)
    restore()

    const figures = await sweepUploads(test.deps)
    expect(figures).toMatchObject({ expired: 2, errors: 0 })
    for (let day = 0; day < 40; day += 1) {
      test.db.clock.advance(DAY)
      await sweepUploads(test.deps)
      await deleteDoomedKeys(test.deps)
    }
    expect(test.store.keys()).toEqual(valuable)
    expect(await quotaOf(test)).toEqual(NOTHING)
    await compareStore(test.deps)
    const report_id = (await test.caller.admin.listOrphanReports()).reports[0]?.report_id ?? 0
    const report = await test.caller.admin.getOrphanReport({ report_id })
    expect(report.orphans + report.kept).toBeGreaterThanOrEqual(3)
    expect(await refusalOf(test.caller.admin.deleteOrphans({ report_id }))).toMatchObject({
      code: 'ORPHANS_DOUBTFUL',
    })
    expect(test.store.keys()).toEqual(valuable)
  })

  it('keeps the copy of a confirm that it forgot, though its client is the first to ask', async () => {
    const test = await start()
    const { ref, put } = await create(test)
    await put()
    let restore = (): void => undefined
    test.db.faults.beforeEach(async method => {
      if (method !== 'uploads.finish') return
      restore = backUp(test)
      test.db.faults.beforeEach(null)
    })
    await test.caller.uploads.confirm(ref)
    await renewMark(test.deps)
    await deleteDoomedKeys(test.deps)
    test.db.clock.advance(DAY)
    restore()

    expect(await refusalOf(test.caller.uploads.confirm(ref))).toMatchObject({ code: 'UPLOAD_FAILED' })
    for (let day = 0; day < 5; day += 1) {
      test.db.clock.advance(DAY)
      await deleteDoomedKeys(test.deps)
    }
    const kept = test.store.keys().filter(key => !key.startsWith('_landfall/'))
    expect(kept.map(key => md5(test.store.read(key) ?? ''))).toEqual([md5(BODY)])
  })

  it.each(['objects.create', 'uploads.finish'])(
    'keeps the bytes of an object whose %s it forgot',
    async moment => {
      const test = await start()
      let restore = (): void => undefined
      test.db.faults.beforeEach(async method => {
        if (method !== moment) return
        restore = backUp(test)
        test.db.faults.beforeEach(null)
      })
      const data = { base64: btoa(BODY), mime_type: 'text/plain', filename: 'a.txt' }
      const object = { blobs: [{ property: 'a', type: 'text', data }] }
      await test.caller.objects.create({ bucket: test.place.bucketId, object })
      await renewMark(test.deps)
      const valuable = test.store.keys()
      test.db.clock.advance(DAY)
      restore()
      for (let day = 0; day < 5; day += 1) {
        await deleteDoomedKeys(test.deps)
        await sweepUploads(test.deps)
        test.db.clock.advance(DAY)
      }
      expect(test.store.keys()).toEqual(valuable)
    },
  )

  it('keeps the bytes of an object that it forgot, though another one has its unique key by now', async () => {
    const test = await start({ bucket: { uniqueKey: { fields: ['n'] } } })
    const send = async () => {
      const fields = { skip_duplicates: false, sends_headers: true, object_metadata: { n: 1 } }
      const upload = await create(test, fields)
      await upload.put()
      return upload.ref
    }
    const forgotten = await send()
    const restore = backUp(test)
    await test.caller.uploads.confirm(forgotten)
    await renewMark(test.deps)
    const valuable = test.store.keys()
    test.db.clock.advance(60)
    restore()
    await renewMark(test.deps)
    await test.caller.uploads.confirm(await send())
    for (let day = 0; day < 5; day += 1) {
      test.db.clock.advance(DAY)
      await sweepUploads(test.deps)
      await deleteDoomedKeys(test.deps)
    }
    expect(await test.caller.uploads.get(forgotten)).toMatchObject({ status: 'SKIPPED' })
    expect(test.store.keys()).toEqual(expect.arrayContaining(valuable))
  })

  it('is noticed once, and the mark goes on from there', async () => {
    const test = await start()
    const restore = backUp(test)
    await renewMark(test.deps)
    restore()
    expect(await renewMark(test.deps)).toBe('restored')
    const { restoredAt } = await test.db.installations.current()
    expect(restoredAt).toEqual(test.db.clock.now())
    test.db.clock.advance(60)
    expect(await renewMark(test.deps)).toBe('ours')
    expect(await test.db.installations.current()).toMatchObject({ restoredAt })
  })

  it('is not what two processes are that renew the mark at once', async () => {
    const test = await start()
    for (let round = 0; round < 20; round += 1)
      await Promise.all(Array.from({ length: 4 }, () => renewMark(test.deps)))
    expect((await test.db.installations.current()).restoredAt).toBeNull()
  })
})
