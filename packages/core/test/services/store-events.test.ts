import { settleSeenUpload, sweepUploads, takeStoreEvent } from '@landfall/core/services'
import { createTestServices, type TestServices } from '@landfall/core/testing'
import { describe, expect, it } from 'vitest'
import { BODY, create, NOTHING, OTHER, quotaOf, refusalOf, sha256 } from '../support/uploads.ts'

const settlings = (test: TestServices) => test.db.stage.queuedSettlings()
const timeline = async (test: TestServices, uploadId: string) =>
  (await test.caller.uploads.timeline({ upload_id: uploadId })).events.map(({ kind }) => kind)

/** As the queue does once it is due. */
async function settleQueued(test: TestServices) {
  const [job] = await settlings(test)
  if (job === undefined) throw new Error('nothing was queued')
  return settleSeenUpload(test.deps, job)
}

async function stored(test: TestServices, fields: Parameters<typeof create>[1] = {}) {
  const created = await create(test, fields)
  await created.put()
  return { ...created, key: created.upload.s3_key }
}

describe('an event of the store', () => {
  it('has bytes that nobody vouched for settled after the grace of the bucket', async () => {
    const test = await createTestServices()
    const { key, ref, upload } = await stored(test)
    expect(await takeStoreEvent(test.deps, key)).toBe('first')
    expect(await test.caller.uploads.get(ref)).toMatchObject({ status: 'PENDING' })
    expect(await settlings(test)).toEqual([{ uploadId: upload.upload_id, attempt: 1, dueInSeconds: 120 }])
    expect(await settleQueued(test)).toBe('settled')
    expect(await test.caller.uploads.get(ref)).toMatchObject({
      status: 'COMPLETED',
      receipt: { settled_by: 'event', etag: 'not_claimed', size: 'matched' },
    })
    expect(await quotaOf(test)).toEqual({ ...NOTHING, used_bytes: BODY.length, used_objects: 1 })
  })

  it('has bytes whose signed checksum the store verified settled at once', async () => {
    const test = await createTestServices()
    const { key } = await stored(test, { sends_headers: true, file_hash: sha256(BODY) })
    await takeStoreEvent(test.deps, key)
    expect((await settlings(test)).map(({ dueInSeconds }) => dueInSeconds)).toEqual([2])
  })

  it('gives the client time where the store verifies no checksum', async () => {
    const test = await createTestServices({ behavior: { verifiesChecksum: false } })
    const { key } = await stored(test, { sends_headers: true, file_hash: sha256(BODY) })
    await takeStoreEvent(test.deps, key)
    expect((await settlings(test)).map(({ dueInSeconds }) => dueInSeconds)).toEqual([120])
  })

  it('is not believed: without bytes there is nothing to record', async () => {
    const test = await createTestServices()
    const { upload } = await create(test)
    expect(await takeStoreEvent(test.deps, upload.s3_key)).toBe('nothing_there')
    expect(await settlings(test)).toEqual([])
    expect(await timeline(test, upload.upload_id)).toEqual(['created'])
  })

  it('that comes twice, or after the settle, changes nothing', async () => {
    const test = await createTestServices()
    const { key, upload } = await stored(test)
    await takeStoreEvent(test.deps, key)
    expect(await takeStoreEvent(test.deps, key)).toBe('again')
    expect(await settlings(test)).toHaveLength(1)
    await settleQueued(test)
    const before = test.db.readBooks()
    expect(await takeStoreEvent(test.deps, key)).toBe('not_awaited')
    expect(await settleQueued(test)).toBeNull()
    expect(test.db.readBooks()).toEqual(before)
    expect((await timeline(test, upload.upload_id)).filter(kind => kind === 'completed')).toHaveLength(1)
  })

  it('of an unknown key is asked for again once, then counted', async () => {
    const test = await createTestServices()
    const outcomes = [await takeStoreEvent(test.deps, 'nobody'), await takeStoreEvent(test.deps, 'nobody')]
    expect(outcomes).toEqual(['ask_again', 'unknown'])
  })

  it('of a canceled upload, or of the key before a renewal, does nothing', async () => {
    const test = await createTestServices()
    const canceled = await stored(test)
    await test.caller.uploads.cancel(canceled.ref)
    const renewed = await stored(test)
    await test.caller.uploads.renew(renewed.ref)
    expect(await takeStoreEvent(test.deps, canceled.key)).toBe('not_awaited')
    expect(await takeStoreEvent(test.deps, renewed.key)).toBe('not_awaited')
    expect(await settlings(test)).toEqual([])
  })

  it('of a key that is renewed just then says nothing of the next one', async () => {
    const test = await createTestServices()
    const { upload, ref, put } = await create(test)
    await put()
    test.db.faults.beforeEach(async method => {
      if (method !== 'uploads.findById') return
      test.db.faults.beforeEach(null)
      await test.caller.uploads.renew(ref)
    })
    expect(await takeStoreEvent(test.deps, upload.s3_key)).toBe('late')
    expect((await test.caller.uploads.timeline(ref)).events.map(({ kind }) => kind)).not.toContain(
      'bytes_seen',
    )
  })

  it('that finds the store away is an error, so that whoever sends it tries again', async () => {
    const test = await createTestServices()
    const { key } = await stored(test)
    test.store.faults.failNext('head')
    await expect(takeStoreEvent(test.deps, key)).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
    expect(await takeStoreEvent(test.deps, key)).toBe('first')
  })
})

describe('the settling that an event queued', () => {
  it('leaves an upload alone that was renewed meanwhile', async () => {
    const test = await createTestServices()
    const { key, ref } = await stored(test)
    await takeStoreEvent(test.deps, key)
    await test.caller.uploads.renew(ref)
    expect(await settleQueued(test)).toBeNull()
    expect(await test.caller.uploads.get(ref)).toMatchObject({ status: 'PENDING', attempt: 2 })
  })

  it('leaves an upload alone that its client has confirmed by a task, or whose bucket is being deleted', async () => {
    const test = await createTestServices()
    const [confirming, closing] = [await stored(test), await stored(test, { skip_duplicates: false })]
    for (const { key } of [confirming, closing]) await takeStoreEvent(test.deps, key)
    const jobs = await settlings(test)
    await test.caller.uploads.confirm({ ...confirming.ref, etag: '0'.repeat(32), async: true })
    expect(await settleSeenUpload(test.deps, jobs[0] ?? { uploadId: '', attempt: 0 })).toBeNull()
    expect(await test.caller.uploads.get(confirming.ref)).toMatchObject({ status: 'PROCESSING' })
    await test.caller.buckets.delete({ bucket: closing.ref.bucket })
    expect(await settleSeenUpload(test.deps, jobs[1] ?? { uploadId: '', attempt: 0 })).toBeNull()
    expect(await test.db.uploads.findById(closing.upload.upload_id)).toMatchObject({ status: 'PENDING' })
  })

  it('keeps an upload open whose bytes are not what was declared, and says why', async () => {
    const test = await createTestServices()
    const { key, ref } = await stored(test, { file_hash: sha256(OTHER) })
    await takeStoreEvent(test.deps, key)
    expect(await settleQueued(test)).toBe('refused')
    expect(await test.caller.uploads.get(ref)).toMatchObject({
      status: 'PENDING',
      last_error: { code: 'CHECKSUM_MISMATCH' },
    })
  })

  it('does not refuse the same bytes again, however many events tell of them', async () => {
    const test = await createTestServices()
    const { key, upload } = await stored(test, { file_hash: sha256(OTHER) })
    for (let time = 0; time < 3; time += 1) {
      await takeStoreEvent(test.deps, key)
      await settleQueued(test)
    }
    const kinds = await timeline(test, upload.upload_id)
    expect(kinds.filter(kind => kind === 'confirm_refused')).toHaveLength(1)
  })

  it('is left time by the sweep, and done by it where it was lost', async () => {
    const test = await createTestServices()
    const { key, ref } = await stored(test)
    await takeStoreEvent(test.deps, key)
    test.db.clock.advance(121)
    expect(await sweepUploads(test.deps)).toMatchObject({ looked_at: 0 })
    test.db.clock.advance(60)
    expect(await sweepUploads(test.deps)).toMatchObject({ settled: 1 })
    expect(await test.caller.uploads.get(ref)).toMatchObject({ receipt: { settled_by: 'sweep' } })
  })

  it('keeps the sweep from copying the same large bytes meanwhile', async () => {
    const test = await createTestServices()
    test.deps.settings.syncSealBytes = BODY.length - 1
    const { key } = await stored(test)
    await takeStoreEvent(test.deps, key)
    test.db.clock.advance(200)
    let swept = null
    test.store.faults.beforeEach(async method => {
      if (method === 'copy') swept = await sweepUploads(test.deps)
    })
    expect(await settleQueued(test)).toBe('settled')
    expect(swept).toMatchObject({ looked_at: 0 })
  })

  it('is not done in a bucket that lets what is unconfirmed expire', async () => {
    const test = await createTestServices({ bucket: { unconfirmed: 'expire' } })
    const { key, upload } = await stored(test)
    expect(await takeStoreEvent(test.deps, key)).toBe('first')
    expect(await settlings(test)).toEqual([])
    const seen = { uploadId: upload.upload_id, attempt: 1 }
    expect(await settleSeenUpload(test.deps, seen)).toBeNull()
  })

  it('can be disputed by the client, who then may delete the upload with its object', async () => {
    const test = await createTestServices()
    const { key, ref } = await stored(test)
    await takeStoreEvent(test.deps, key)
    await settleQueued(test)
    const refused = await refusalOf(test.caller.uploads.confirm({ ...ref, etag: 'something-else' }))
    expect(refused).toMatchObject({ code: 'ETAG_MISMATCH', error: { details: { settled_by: 'event' } } })
    await test.caller.uploads.cancel(ref)
    expect(await quotaOf(test)).toEqual(NOTHING)
  })
})
