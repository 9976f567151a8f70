import { createTestServices } from '@landfall/core/testing'
import { describe, expect, it } from 'vitest'
import { createInParts, etagOf, PART_BYTES } from '../support/parts.ts'
import { BODY, create, NOTHING, OTHER, quotaOf, refusalOf } from '../support/uploads.ts'

const GIB = 1024 ** 3

describe('a create in parts', () => {
  it.each([
    ['a byte below the least', 3, 422],
    ['the least', 4, null],
    ['the most', 5 * GIB, null],
    ['a byte above the most', 5 * GIB + 1, 422],
  ])('with parts of %s', async (_, part_size_bytes, status) => {
    const test = await createTestServices()
    const created = create(test, { multipart: { part_size_bytes } })
    if (status === null) return expect((await created).upload.multipart).toMatchObject({ part_size_bytes })
    const refused = await refusalOf(created)
    expect(refused).toMatchObject({ status, issues: [{ path: ['multipart', 'part_size_bytes'] }] })
    expect(await quotaOf(test)).toEqual(NOTHING)
  })

  it.each([
    [5 * GIB, undefined, null],
    [5 * GIB + 1, undefined, 'SINGLE_PUT_TOO_LARGE'],
    [5 * GIB + 1, {}, null],
    [10_000 * 5 * GIB, {}, null],
    [10_000 * 5 * GIB + 1, {}, 'FILE_TOO_LARGE'],
  ])('of %i bytes, multipart %j: %s', async (file_size_bytes, multipart, code) => {
    const test = await createTestServices()
    const created = create(test, { file_size_bytes, ...(multipart ? { multipart } : {}) })
    if (code === null) {
      expect((await created).upload.multipart?.part_count ?? 1).toBeLessThanOrEqual(10_000)
      return
    }
    const refused = await refusalOf(created)
    expect(refused).toMatchObject({ status: 413, code, error: { type: 'FileTooLargeError' } })
    expect(refused.error.message).toMatch(/multipart|parts/)
  })

  it('is at most 1,000 parts where nobody saw the store turn pages, and works there', async () => {
    const test = await createTestServices({ behavior: { pagesParts: false } })
    const { upload } = await create(test, { file_size_bytes: 4_001, multipart: {} })
    expect(upload.multipart).toEqual({ part_size_bytes: 5, part_count: 801 })
    const { ref, send } = await createInParts(test)
    await send()
    const page = await test.caller.uploads.listParts({ ...ref, limit: 2 })
    expect(page).toMatchObject({ parts: [{ part_number: 1 }, { part_number: 2 }], next_cursor: '2' })
    const rest = await test.caller.uploads.listParts({ ...ref, limit: 2, cursor: page.next_cursor })
    expect(rest).toMatchObject({ parts: [{ part_number: 3, size_bytes: 5 }], next_cursor: null })
    expect(await test.caller.uploads.confirm(ref)).toMatchObject({ status: 'COMPLETED' })
  })
})

describe('signing parts is refused', () => {
  it('beyond the last one, with the place of the number', async () => {
    const test = await createTestServices()
    const { sign } = await createInParts(test)
    expect(await refusalOf(sign([1, 4]))).toMatchObject({
      status: 422,
      issues: [{ path: ['part_numbers', 1] }],
    })
    expect(await refusalOf(sign([1, 1]))).toMatchObject({ status: 422 })
    expect(await refusalOf(sign([]))).toMatchObject({ status: 422 })
    expect((await sign([3])).parts).toHaveLength(1)
  })

  it('of an upload in one PUT, of one that ended, and with another size than was declared', async () => {
    const test = await createTestServices()
    const single = await create(test)
    const ask = (ref: typeof single.ref) => test.caller.uploads.signParts({ ...ref, part_numbers: [1] })
    expect(await refusalOf(ask(single.ref))).toMatchObject({ status: 409, code: 'NOT_MULTIPART' })
    const { ref, sign } = await createInParts(test)
    const other = await refusalOf(sign([1], { file_size_bytes: BODY.length + 1 }))
    expect(other).toMatchObject({ status: 422, issues: [{ path: ['file_size_bytes'] }] })
    await test.caller.uploads.cancel(ref)
    expect(await refusalOf(sign([1]))).toMatchObject({ status: 409, code: 'UPLOAD_CANCELED' })
    expect(await refusalOf(test.caller.uploads.listParts(ref))).toMatchObject({ code: 'UPLOAD_CANCELED' })
  })

  it('where the quota has no room for them: the scope is named, and nothing is reserved or begun', async () => {
    const test = await createTestServices()
    const { ref, sign } = await createInParts(test, { file_size_bytes: null })
    await test.caller.quotas.set({ scope: 'bucket', id: test.place.bucketId, limit_bytes: 20 })
    expect(await refusalOf(sign([3]))).toMatchObject({
      status: 403,
      code: 'QUOTA_EXCEEDED',
      error: { details: { scope: 'bucket', asked_bytes: 30, limit_bytes: 20 } },
    })
    expect(await quotaOf(test)).toEqual({ ...NOTHING, reserved_objects: 1 })
    expect(test.store.openMultiparts()).toEqual([])
    expect(await test.caller.uploads.get(ref)).toMatchObject({ status: 'PENDING' })
    expect((await sign([2])).parts).toHaveLength(1)
  })

  it('where the bucket takes no file that has such a part', async () => {
    const test = await createTestServices({
      bucket: { rules: { maxFileBytes: 20, contentTypes: [], requireSize: false } },
    })
    const { sign } = await createInParts(test, { file_size_bytes: null })
    expect((await sign([1, 2])).parts).toHaveLength(2)
    expect(await refusalOf(sign([3], { file_size_bytes: 21 }))).toMatchObject({
      status: 413,
      code: 'FILE_TOO_LARGE',
    })
    expect((await sign([2], { file_size_bytes: 20 })).part_count).toBe(2)
  })

  it('7 days after the create; until then each signing moves the deadlines', async () => {
    const test = await createTestServices()
    const { upload, sign } = await createInParts(test)
    const created = Date.parse(upload.created_at)
    const at = (seconds: number) => test.db.clock.set(new Date(created + seconds * 1000))
    at(6 * 86_400)
    const signed = await sign([1], { presigned_url_expiration: 86_400 })
    expect(Date.parse(signed.expires_at) - created).toBe(7 * 86_400_000)
    expect(Date.parse(signed.settle_until)).toBeGreaterThan(Date.parse(signed.expires_at))
    at(7 * 86_400 - 60)
    const [last] = (await sign([1])).parts
    expect(last?.expires_at).toBe(new Date(created + 7 * 86_400_000).toISOString())
    at(7 * 86_400)
    expect(await refusalOf(sign([1]))).toMatchObject({ status: 409, code: 'RENEWAL_ENDED' })
  })
})

describe('a confirm of an upload in parts', () => {
  it('names the parts that are missing, and changes nothing', async () => {
    const test = await createTestServices()
    const { ref, send } = await createInParts(test)
    expect(await refusalOf(test.caller.uploads.confirm(ref))).toMatchObject({
      status: 400,
      code: 'PARTS_MISSING',
      retry: 'after_put',
      error: { type: 'ObjectNotInStorageError', details: { missing_parts: [1, 2, 3], stored_parts: 0 } },
    })
    await send([1, 3])
    const refused = await refusalOf(test.caller.uploads.confirm(ref))
    expect(refused.error.details).toMatchObject({ missing_parts: [2], missing_count: 1, stored_parts: 2 })
    await send([2])
    expect(await test.caller.uploads.confirm(ref)).toMatchObject({ status: 'COMPLETED' })
  })

  it.each([
    ['another ETag', { etag: etagOf(OTHER, PART_BYTES) }, 'ETAG_MISMATCH'],
    ['another size', { file_size_bytes: BODY.length + 1 }, 'SIZE_MISMATCH'],
  ])('that claims %s is refused before anything is put together', async (_, claim, code) => {
    const test = await createTestServices()
    const { ref, send } = await createInParts(test)
    await send()
    const refused = await refusalOf(test.caller.uploads.confirm({ ...ref, ...claim }))
    expect(refused).toMatchObject({ status: 400, code, retry: 'after_renew' })
    expect(test.store.openMultiparts()).toHaveLength(1)
    expect(await test.caller.uploads.confirm(ref)).toMatchObject({ status: 'COMPLETED' })
    expect(await refusalOf(test.caller.uploads.confirm({ ...ref, ...claim }))).toMatchObject({ code })
  })

  it('renews where the checksum differs: other parts, another key, and the old one is emptied', async () => {
    const test = await createTestServices()
    const { ref, send, upload } = await createInParts(test)
    await send()
    const checksum = { algorithm: 'CRC64NVME', value: 'AAAAAAAAAAA=' } as const
    const refused = await refusalOf(test.caller.uploads.confirm({ ...ref, checksum }))
    expect(refused).toMatchObject({ code: 'CHECKSUM_MISMATCH', retry: 'after_renew' })
    const renewed = await test.caller.uploads.renew(ref)
    expect(renewed).toMatchObject({ attempt: 2, presigned_url: null, multipart: upload.multipart })
    await send()
    expect(await test.caller.uploads.confirm(ref)).toMatchObject({ status: 'COMPLETED' })
    expect((await test.caller.uploads.get(ref)).s3_key).not.toBe(upload.s3_key)
  })

  it('says that the parts have to be sent again where the store has lost them', async () => {
    const test = await createTestServices()
    const { ref, send, upload } = await createInParts(test)
    await send()
    const record = await test.db.uploads.findById(ref.upload_id)
    const multipartUploadId = record?.multipart?.multipartUploadId ?? ''
    await test.store.abortMultipart({ key: upload.s3_key, multipartUploadId })
    const lost = { status: 409, code: 'MULTIPART_LOST', retry: 'after_renew' }
    expect(await refusalOf(test.caller.uploads.confirm(ref))).toMatchObject(lost)
    expect(await refusalOf(test.caller.uploads.listParts(ref))).toMatchObject(lost)
    await test.caller.uploads.renew(ref)
    await send()
    expect(await test.caller.uploads.confirm(ref)).toMatchObject({ status: 'COMPLETED' })
  })

  it('after a part too many came has no way but a renewal', async () => {
    const test = await createTestServices()
    const { ref, sign } = await createInParts(test, { file_size_bytes: null })
    const { parts } = await sign([1, 2])
    for (const part of parts) await test.store.put({ url: part.presigned_url, headers: {} }, 'x'.repeat(10))
    await sign([1], { file_size_bytes: 10 })
    expect(await refusalOf(test.caller.uploads.confirm(ref))).toMatchObject({
      code: 'SIZE_MISMATCH',
      retry: 'after_renew',
    })
  })

  it.each([
    ['declared', { file_size_bytes: 20 }, {}],
    ['claimed', {}, { file_size_bytes: 20 }],
  ])(
    'is not put together with a hole where parts behind the end make up the size that was %s',
    async (...[, declared, claimed]) => {
      const test = await createTestServices()
      const { ref, sign } = await createInParts(test, { file_size_bytes: null })
      const { parts } = await sign([1, 3])
      for (const part of parts) await test.store.put({ url: part.presigned_url, headers: {} }, 'x'.repeat(10))
      await sign([1], declared)
      expect(await refusalOf(test.caller.uploads.confirm({ ...ref, ...claimed }))).toMatchObject({
        code: 'SIZE_MISMATCH',
        retry: 'after_renew',
      })
      expect(test.store.openMultiparts()).toHaveLength(1)
    },
  )

  it('keeps no parts of a canceled one', async () => {
    const test = await createTestServices()
    const { ref } = await createInParts(test)
    const refused = await refusalOf(test.caller.uploads.cancel({ ...ref, delete_s3_object: false }))
    expect(refused).toMatchObject({ status: 422, issues: [{ path: ['delete_s3_object'] }] })
    expect(await test.caller.uploads.cancel(ref)).toMatchObject({ status: 'CANCELED' })
  })
})
