import { deleteDoomedKeys, runTask, settleSeenUpload, takeStoreEvent } from '@landfall/core/services'
import { createTestServices, type TestServices } from '@landfall/core/testing'
import { describe, expect, it } from 'vitest'
import { createInParts, etagOf, PART_BYTES } from '../support/parts.ts'
import { MINUTE, sweepFor } from '../support/sweep.ts'
import { BODY, create, md5, NOTHING, OTHER, quotaOf, refusalOf, sha256 } from '../support/uploads.ts'

type Ref = { bucket: string; upload_id: string }
type Claim = Omit<Parameters<TestServices['caller']['uploads']['confirm']>[0], keyof Ref>

/** The signed hour and a quarter of grace, and some minutes. */
const THE_END = 80 * MINUTE

const codeOf = async (call: Promise<unknown>) => (await refusalOf(call)).code
const uploadOf = (test: TestServices, ref: Ref) => test.caller.uploads.get(ref)
const kindsOf = async (test: TestServices, ref: Ref) =>
  (await test.caller.uploads.timeline(ref)).events.map(({ kind }) => kind)

/** Bytes that their client said are not its own; then it goes away. */
async function refused(test: TestServices, claim: Claim = { etag: md5(OTHER) }) {
  const created = await create(test, { skip_duplicates: false })
  await created.put()
  const code = await codeOf(test.caller.uploads.confirm({ ...created.ref, ...claim }))
  return { ...created, code }
}

/** Open for most of its time, then FAILED; its room is free and its bytes are gone. */
async function expectReclaimed(test: TestServices, ref: Ref): Promise<void> {
  await sweepFor(test, 40 * MINUTE)
  expect((await uploadOf(test, ref)).status).toMatch(/PENDING|IN_PROGRESS/)
  await sweepFor(test, 2 * THE_END)
  expect((await uploadOf(test, ref)).status).toBe('FAILED')
  expect(await quotaOf(test)).toEqual(NOTHING)
  await deleteDoomedKeys(test.deps)
  expect(test.store.keys().filter(key => !key.startsWith('_landfall/'))).toEqual([])
}

describe('bytes that their client refused', () => {
  it.each<[string, Claim]>([
    ['ETAG_MISMATCH', { etag: md5(OTHER) }],
    ['SIZE_MISMATCH', { file_size_bytes: BODY.length + 1 }],
    ['CHECKSUM_MISMATCH', { file_hash: sha256(OTHER) }],
  ])('with %s are not settled by the sweep, and go at the end', async (code, claim) => {
    const test = await createTestServices()
    const created = await refused(test, claim)
    expect(created.code).toBe(code)
    await sweepFor(test, 20 * MINUTE)
    expect((await uploadOf(test, created.ref)).last_error).toMatchObject({
      code: 'ETAG_MISMATCH',
      details: { source: 'claimed', observed: md5(BODY) },
    })
    await expectReclaimed(test, created.ref)
    expect(await kindsOf(test, created.ref)).toEqual(expect.not.arrayContaining(['completed']))
  })

  it('are not settled by an event, whether it comes before or after', async () => {
    const test = await createTestServices()
    const created = await create(test)
    await created.put()
    const { s3_key: key, upload_id: uploadId } = created.upload
    expect(await takeStoreEvent(test.deps, key)).toBe('first')
    await codeOf(test.caller.uploads.confirm({ ...created.ref, etag: md5(OTHER) }))
    expect(await settleSeenUpload(test.deps, { uploadId, attempt: 1 })).toBe('refused')
    expect(await takeStoreEvent(test.deps, key)).toBe('again')
    expect(await settleSeenUpload(test.deps, { uploadId, attempt: 1 })).toBe('later')
    await expectReclaimed(test, created.ref)
  })

  it('are not settled at once either where the store verified a signed SHA-256', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test, { file_hash: sha256(BODY), sends_headers: true })
    await put()
    await codeOf(test.caller.uploads.confirm({ ...ref, etag: 'of-something-else' }))
    await expectReclaimed(test, ref)
  })

  it('are still their client’s to take, with a claim or without', async () => {
    const test = await createTestServices()
    for (const claim of [{}, { etag: md5(BODY) }]) {
      const { ref } = await refused(test)
      await sweepFor(test, 10 * MINUTE)
      expect(await test.caller.uploads.confirm({ ...ref, ...claim })).toMatchObject({
        status: 'COMPLETED',
        receipt: { settled_by: 'client' },
      })
    }
  })

  it('give way to others that are sent after them', async () => {
    const test = await createTestServices()
    const { ref, put } = await refused(test)
    await sweepFor(test, 10 * MINUTE)
    await put(OTHER)
    await sweepFor(test, 20 * MINUTE)
    expect(await uploadOf(test, ref)).toMatchObject({ status: 'COMPLETED', etag: md5(OTHER) })
  })

  it('are forgotten by a renewal: the same bytes, sent again, are settled', async () => {
    const test = await createTestServices()
    const { ref } = await refused(test)
    const renewed = await test.caller.uploads.renew(ref)
    await test.store.put({ url: renewed.presigned_url ?? '', headers: renewed.upload_headers ?? {} }, BODY)
    await sweepFor(test, 10 * MINUTE)
    expect(await uploadOf(test, ref)).toMatchObject({ status: 'COMPLETED', etag: md5(BODY) })
  })

  it('by a task, or in a batch, are refused all the same', async () => {
    const test = await createTestServices()
    const uploads = await Promise.all([0, 1].map(() => create(test, { skip_duplicates: false })))
    for (const { put } of uploads) await put()
    const [one, other] = uploads.map(({ ref }) => ref)
    if (one === undefined || other === undefined) throw new RangeError('two were created')
    const etag = md5(OTHER)
    const { task_id } = await test.caller.uploads.confirm({ ...one, etag, async: true })
    await runTask(test.deps, task_id ?? '')
    const batch = await test.caller.uploads.confirmBatch({
      bucket: test.place.bucketId,
      confirmations: [{ upload_id: other.upload_id, etag }],
    })
    await runTask(test.deps, batch.task_id)
    await sweepFor(test, 20 * MINUTE)
    for (const ref of [one, other])
      expect(await uploadOf(test, ref)).toMatchObject({
        status: 'PENDING',
        last_error: { code: 'ETAG_MISMATCH', details: { expected: etag } },
      })
  })

  it('are not settled by a sweep that had looked at them before', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test)
    await put()
    let code: string | null = null
    test.store.faults.beforeEach(async method => {
      if (method !== 'copy' || code !== null) return
      code = ''
      code = await codeOf(test.caller.uploads.confirm({ ...ref, etag: md5(OTHER) }))
    })
    await sweepFor(test, 10 * MINUTE)
    expect(code).toBe('ETAG_MISMATCH')
    await expectReclaimed(test, ref)
  })

  it('too late: the refusal says that the sweep was faster', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test)
    await put()
    let isSwept = false
    test.store.faults.beforeEach(async method => {
      if (method !== 'head' || isSwept) return
      isSwept = true
      await sweepFor(test, 10 * MINUTE)
    })
    const told = await refusalOf(test.caller.uploads.confirm({ ...ref, etag: md5(OTHER) }))
    expect(told).toMatchObject({ code: 'ETAG_MISMATCH', error: { details: { settled_by: 'sweep' } } })
    expect((await uploadOf(test, ref)).status).toBe('COMPLETED')
    expect(await kindsOf(test, ref)).toEqual(expect.not.arrayContaining(['confirm_refused']))
  })

  it('are foreseen as such by a dry run of the sweep', async () => {
    const test = await createTestServices()
    await refused(test)
    test.db.clock.advance(THE_END)
    const { uploads } = await test.caller.health.preview()
    expect(uploads).toMatchObject([{ would: 'expire', reason: 'DISPUTED' }])
  })
})

describe('parts that their client refused', () => {
  it.each<[string, Claim]>([
    ['ETAG_MISMATCH', { etag: etagOf(OTHER, PART_BYTES) }],
    ['SIZE_MISMATCH', { file_size_bytes: BODY.length + 1 }],
  ])('with %s are not put together by the sweep, and are aborted at the end', async (code, claim) => {
    const test = await createTestServices()
    const { ref, send } = await createInParts(test)
    await send()
    expect(await codeOf(test.caller.uploads.confirm({ ...ref, ...claim }))).toBe(code)
    await expectReclaimed(test, ref)
    expect(test.store.openMultiparts()).toEqual([])
    expect(test.store.faults.calls).not.toContain('completeMultipart')
  })

  it('are put together when others were sent in their place', async () => {
    const test = await createTestServices()
    const { ref, send } = await createInParts(test)
    await send()
    await codeOf(test.caller.uploads.confirm({ ...ref, etag: etagOf(OTHER, PART_BYTES) }))
    await send([1, 2, 3], OTHER)
    await sweepFor(test, 10 * MINUTE)
    expect(await uploadOf(test, ref)).toMatchObject({
      status: 'COMPLETED',
      etag: etagOf(OTHER, PART_BYTES),
      receipt: { settled_by: 'sweep' },
    })
  })

  it.each([false, true])(
    'once they are one object, it is left alone as well (opaque ETag: %s)',
    async opaque => {
      const test = await createTestServices({ behavior: { opaqueMultipartEtag: opaque } })
      const { ref, send } = await createInParts(test)
      await send()
      const checksum = { algorithm: 'CRC64NVME', value: 'AAAAAAAAAAA=' } as const
      expect(await codeOf(test.caller.uploads.confirm({ ...ref, checksum }))).toBe('CHECKSUM_MISMATCH')
      await expectReclaimed(test, ref)
    },
  )

  it('refused before they were one object, by another form of ETag, are not taken for others', async () => {
    const test = await createTestServices({ behavior: { opaqueMultipartEtag: true } })
    const { ref, send } = await createInParts(test)
    await send()
    await codeOf(test.caller.uploads.confirm({ ...ref, etag: etagOf(OTHER, PART_BYTES) }))
    // A confirm that dies between putting them together and committing.
    test.db.faults.failNext('uploads.finish')
    expect(await codeOf(test.caller.uploads.confirm(ref))).toBe('DATABASE_UNAVAILABLE')
    expect(test.store.openMultiparts()).toEqual([])
    await expectReclaimed(test, ref)
  })
})
