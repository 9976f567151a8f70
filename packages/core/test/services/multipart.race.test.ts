import { deleteDoomedKeys } from '@landfall/core/services'
import { createTestServices, type TestServices } from '@landfall/core/testing'
import { describe, expect, it } from 'vitest'
import { createInParts, etagOf, PART_BYTES } from '../support/parts.ts'
import { BODY, NOTHING, quotaOf, refusalOf } from '../support/uploads.ts'

const countOf = (test: TestServices, method: string) =>
  test.store.faults.calls.filter(call => call === method).length

describe('parts at once', () => {
  it('two first signings share one multipart, and the other one is aborted', async () => {
    const test = await createTestServices()
    const { sign, send, ref } = await createInParts(test)
    await Promise.all([sign([1]), sign([2]), sign([3])])
    expect(test.store.openMultiparts()).toHaveLength(1)
    await send()
    expect(await test.caller.uploads.confirm(ref)).toMatchObject({ status: 'COMPLETED' })
    expect(test.store.openMultiparts()).toEqual([])
  })

  it('confirms at once make one object and one charge, and answer alike', async () => {
    const test = await createTestServices()
    const { send, ref } = await createInParts(test)
    await send()
    const answers = await Promise.all(Array.from({ length: 8 }, () => test.caller.uploads.confirm(ref)))
    expect(new Set(answers.map(answer => JSON.stringify(answer))).size).toBe(1)
    expect(await quotaOf(test)).toEqual({ ...NOTHING, used_bytes: BODY.length, used_objects: 1 })
  })

  it('a part that is sent again while the others are put together is looked at again', async () => {
    const test = await createTestServices()
    const { send, ref } = await createInParts(test)
    await send()
    let wasSent = false
    test.store.faults.beforeEach(async method => {
      if (method !== 'completeMultipart' || wasSent) return
      wasSent = true
      await send([1], 'other text'.padEnd(BODY.length))
    })
    const confirmed = await test.caller.uploads.confirm(ref)
    expect(confirmed.status).toBe('COMPLETED')
    const { s3_key } = await test.caller.uploads.get(ref)
    expect(test.store.read(s3_key)).toBe(`other text${BODY.slice(10)}`)
    expect(countOf(test, 'completeMultipart')).toBe(2)
  })

  it('a confirm whose parts another one put together says of them only what the object shows', async () => {
    const test = await createTestServices()
    const { send, ref } = await createInParts(test)
    await send()
    const meant = 'other text'.padEnd(BODY.length)
    let isMeanwhile = false
    test.store.faults.beforeEach(async method => {
      if (method !== 'completeMultipart' || isMeanwhile) return
      isMeanwhile = true
      await send([1], meant)
      // The other confirm dies before it commits.
      test.db.faults.failNext('uploads.finish')
      await refusalOf(test.caller.uploads.confirm(ref))
    })
    const claim = { etag: etagOf(BODY, PART_BYTES) }
    expect(await refusalOf(test.caller.uploads.confirm({ ...ref, ...claim }))).toMatchObject({
      code: 'ETAG_MISMATCH',
      retry: 'after_renew',
    })
  })

  it('signs nothing behind an end that is told meanwhile', async () => {
    const test = await createTestServices()
    const { sign } = await createInParts(test, { file_size_bytes: null })
    test.db.faults.beforeEach(async method => {
      if (method !== 'uploads.grantParts') return
      test.db.faults.beforeEach(null)
      await sign([1], { file_size_bytes: 20 })
    })
    expect(await refusalOf(sign([1, 3, 4]))).toMatchObject({
      status: 422,
      issues: [{ path: ['part_numbers', 1] }],
    })
  })

  it('a cancel in the middle of a confirm wins or loses whole, and leaves nothing in the store', async () => {
    const test = await createTestServices()
    const { send, ref } = await createInParts(test)
    await send()
    test.store.faults.beforeEach(async method => {
      if (method !== 'completeMultipart') return
      test.store.faults.beforeEach(null)
      await test.caller.uploads.cancel(ref)
    })
    expect(await refusalOf(test.caller.uploads.confirm(ref))).toMatchObject({ code: 'UPLOAD_CANCELED' })
    expect(await quotaOf(test)).toEqual(NOTHING)
    await deleteDoomedKeys(test.deps)
    expect([test.store.keys(), test.store.openMultiparts()]).toEqual([[], []])
  })
})

describe('an answer that is lost', () => {
  it('of the completion is found out by a HEAD', async () => {
    const test = await createTestServices()
    const { send, ref } = await createInParts(test)
    await send()
    test.store.faults.failNext('completeMultipart', 'after')
    expect(await test.caller.uploads.confirm(ref)).toMatchObject({ status: 'COMPLETED' })
  })

  it('of a completion that was not done is a retry, and then it is', async () => {
    const test = await createTestServices()
    const { send, ref } = await createInParts(test)
    await send()
    test.store.faults.failNext('completeMultipart')
    expect(await refusalOf(test.caller.uploads.confirm(ref))).toMatchObject({
      status: 503,
      code: 'STORAGE_UNAVAILABLE',
    })
    expect(await test.caller.uploads.confirm(ref)).toMatchObject({ status: 'COMPLETED' })
  })

  it('between the completion and the commit leaves an object, and the next confirm settles that', async () => {
    const test = await createTestServices()
    const { send, ref } = await createInParts(test)
    await send()
    test.db.faults.failNext('uploads.finish')
    expect(await refusalOf(test.caller.uploads.confirm(ref))).toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
    expect(test.store.openMultiparts()).toEqual([])
    expect(await test.caller.uploads.confirm(ref)).toMatchObject({ status: 'COMPLETED' })
  })

  it('of the begin leaves a multipart that nobody noted: the next signing uses it', async () => {
    const test = await createTestServices()
    const { sign, send, ref } = await createInParts(test)
    test.db.faults.failNext('uploads.beginMultipart')
    expect(await refusalOf(sign([1]))).toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
    expect(test.store.openMultiparts()).toHaveLength(1)
    await send()
    expect(countOf(test, 'createMultipart')).toBe(1)
    expect(await test.caller.uploads.confirm(ref)).toMatchObject({ status: 'COMPLETED' })
  })
})

describe('the worker', () => {
  it.each(['cancel', 'renew'] as const)('aborts what a %s left open', async how => {
    const test = await createTestServices()
    const { send, ref } = await createInParts(test)
    await send([1, 2])
    await test.caller.uploads[how](ref)
    expect(test.store.openMultiparts()).toHaveLength(1)
    await deleteDoomedKeys(test.deps)
    expect(test.store.openMultiparts()).toEqual([])
  })

  it('aborts one that nobody noted', async () => {
    const test = await createTestServices()
    const { sign, ref } = await createInParts(test)
    test.db.faults.failNext('uploads.beginMultipart')
    await refusalOf(sign([1]))
    await test.caller.uploads.cancel(ref)
    await deleteDoomedKeys(test.deps)
    expect(test.store.openMultiparts()).toEqual([])
  })

  it('comes again while parts keep landing', async () => {
    const test = await createTestServices()
    const { send, ref } = await createInParts(test)
    await send([1])
    await test.caller.uploads.cancel(ref)
    const { abortMultipart } = test.store
    // A store where every abort meets a part in flight.
    test.deps.store = { ...test.store, abortMultipart: async () => undefined }
    expect(await deleteDoomedKeys(test.deps)).toMatchObject({ looked_at: 1, errors: 1 })
    test.deps.store = { ...test.store, abortMultipart }
    test.db.clock.advance(200)
    expect(await deleteDoomedKeys(test.deps)).toMatchObject({ looked_at: 1, errors: 0 })
    expect(test.store.openMultiparts()).toEqual([])
  })

  it('past its last moment an incomplete one fails, and gives back what it reserved', async () => {
    const test = await createTestServices()
    const { send, ref } = await createInParts(test)
    await send([1])
    const { settle_until } = await test.caller.uploads.get(ref)
    test.db.clock.set(new Date(Date.parse(settle_until) + 1))
    expect(await refusalOf(test.caller.uploads.confirm(ref))).toMatchObject({ code: 'UPLOAD_FAILED' })
    expect(await quotaOf(test)).toEqual(NOTHING)
    await deleteDoomedKeys(test.deps)
    expect(test.store.openMultiparts()).toEqual([])
  })
})
