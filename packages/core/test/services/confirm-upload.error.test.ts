import { createTestServices, digestOf, type TestServices } from '@landfall/core/testing'
import { describe, expect, it } from 'vitest'
import { BODY, create, md5, NOTHING, OTHER, quotaOf, refusalOf, sha256 } from '../support/uploads.ts'

const RESERVED = { ...NOTHING, reserved_bytes: BODY.length, reserved_objects: 1 }

/** The refused upload is as it was, and the right confirm still goes through. */
async function expectUnchanged(test: TestServices, ref: { bucket: string; upload_id: string }) {
  expect(await test.caller.uploads.get(ref)).toMatchObject({
    status: 'PENDING',
    object_id: null,
    receipt: null,
  })
  expect(await quotaOf(test)).toEqual(RESERVED)
}

describe('a process whose clock is ahead', () => {
  it('says that nothing was stored, and fails nothing', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test)
    const { clock } = test.deps
    test.deps.clock = { now: () => new Date(test.db.clock.now().getTime() + 86_400_000) }
    expect(await refusalOf(test.caller.uploads.confirm(ref))).toMatchObject({
      code: 'OBJECT_NOT_IN_STORAGE',
      retry: 'after_put',
    })
    test.deps.clock = clock
    await put()
    expect(await test.caller.uploads.confirm(ref)).toMatchObject({ status: 'COMPLETED' })
  })
})

describe('a claim that differs from what the store holds', () => {
  const CLAIMS = [
    { claim: { etag: md5(OTHER) }, code: 'ETAG_MISMATCH', expected: md5(OTHER), observed: md5(BODY) },
    { claim: { file_size_bytes: 1 }, code: 'SIZE_MISMATCH', expected: 1, observed: BODY.length },
    {
      claim: { file_size_bytes: BODY.length + 1 },
      code: 'SIZE_MISMATCH',
      expected: BODY.length + 1,
      observed: BODY.length,
    },
  ]

  it.each(CLAIMS)(
    'is refused as $code, names both and leaves the upload open',
    async ({ claim, ...refusal }) => {
      const test = await createTestServices()
      const { ref, put } = await create(test)
      await put()
      const refused = await refusalOf(test.caller.uploads.confirm({ ...ref, ...claim }))
      expect(refused).toMatchObject({ status: 400, code: refusal.code, retry: 'after_renew' })
      expect(refused.error.details).toMatchObject({
        source: 'claimed',
        expected: refusal.expected,
        observed: refusal.observed,
      })
      await expectUnchanged(test, ref)
      expect(await test.caller.uploads.confirm(ref)).toMatchObject({ status: 'COMPLETED' })
    },
  )

  it('is refused when the SHA-256 claimed at confirm is another one', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test)
    await put()
    const refused = await refusalOf(test.caller.uploads.confirm({ ...ref, file_hash: sha256(OTHER) }))
    expect(refused).toMatchObject({ status: 400, code: 'CHECKSUM_MISMATCH', retry: 'after_renew' })
    await expectUnchanged(test, ref)
    expect(test.store.keys().filter(key => key.includes('/sealed/'))).toHaveLength(1)
  })

  it('is refused when the bytes are not those that were declared at create', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test, { file_hash: sha256(BODY) })
    await put(OTHER)
    const refused = await refusalOf(test.caller.uploads.confirm(ref))
    expect(refused).toMatchObject({ status: 400, code: 'CHECKSUM_MISMATCH' })
    expect(refused.error.details).toMatchObject({ source: 'declared' })
    await expectUnchanged(test, ref)
  })

  it('dooms the seal of a refused confirm, so that the worker removes its bytes', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test, { file_hash: sha256(BODY) })
    await put(OTHER)
    await refusalOf(test.caller.uploads.confirm(ref))
    const { keys } = await test.db.books()
    expect(keys.filter(key => key.role === 'seal').map(key => key.state)).toEqual(['doomed'])
  })
})

describe('a claim that no database can hold', () => {
  it.each(['\u0000', 'a\u0000b', '\ud800'])('%j is refused as the field it is', async etag => {
    const test = await createTestServices()
    const { ref, put } = await create(test)
    await put()
    const refused = await refusalOf(test.caller.uploads.confirm({ ...ref, etag }))
    expect(refused).toMatchObject({ status: 422, issues: [{ path: ['etag'] }] })
    await expectUnchanged(test, ref)
  })
})

describe('bytes that are not there', () => {
  it('are answered with "PUT, then confirm again", and the same confirm succeeds afterwards', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test)
    const refused = await refusalOf(test.caller.uploads.confirm(ref))
    expect(refused).toMatchObject({ status: 400, code: 'OBJECT_NOT_IN_STORAGE', retry: 'after_put' })
    expect(refused.error).toMatchObject({ type: 'ObjectNotInStorageError', details: { retryable: false } })
    await expectUnchanged(test, ref)
    await put()
    expect(await test.caller.uploads.confirm(ref)).toMatchObject({ status: 'COMPLETED' })
  })

  it('fail the upload once nothing that was begun in time can arrive any more', async () => {
    const test = await createTestServices()
    const { ref, upload } = await create(test)
    test.db.clock.set(new Date(Date.parse(upload.settle_until) + 1000))
    const refused = await refusalOf(test.caller.uploads.confirm(ref))
    expect(refused).toMatchObject({ status: 409, code: 'UPLOAD_FAILED', retry: 'never' })
    expect(await test.caller.uploads.get(ref)).toMatchObject({ status: 'FAILED' })
    expect(await quotaOf(test)).toEqual(NOTHING)
  })

  it('that came in time are still confirmed after the URL ran out', async () => {
    const test = await createTestServices()
    const { ref, put, upload } = await create(test)
    await put()
    test.db.clock.set(new Date(Date.parse(upload.settle_until) + 1000))
    expect(await test.caller.uploads.confirm(ref)).toMatchObject({ status: 'COMPLETED' })
  })
})

describe('a repeated confirm with another claim', () => {
  it('is the mismatch, names who settled, and changes nothing', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test)
    await put()
    const confirmed = await test.caller.uploads.confirm(ref)
    const refused = await refusalOf(test.caller.uploads.confirm({ ...ref, etag: md5(OTHER) }))
    expect(refused).toMatchObject({ status: 400, code: 'ETAG_MISMATCH' })
    expect(refused.error.details).toMatchObject({ settled_by: 'client' })
    expect(await test.caller.uploads.confirm(ref)).toEqual(confirmed)
  })

  it('compares a CRC that the store had, which nobody declared', async () => {
    const test = await createTestServices()
    const right = { algorithm: 'CRC32' as const, value: digestOf('CRC32', new TextEncoder().encode(BODY)) }
    const { ref, put } = await create(test, { sends_headers: true, checksum: right })
    await put()
    await test.caller.uploads.confirm({ ...ref, checksum: right })
    const wrong = { ...ref, checksum: { ...right, value: 'AAAAAA==' } }
    const refused = await refusalOf(test.caller.uploads.confirm(wrong))
    expect(refused).toMatchObject({ status: 400, code: 'CHECKSUM_MISMATCH' })
    const again = await test.caller.uploads.confirm({ ...ref, checksum: right })
    expect(again.receipt).toEqual({
      size: 'matched',
      etag: 'not_claimed',
      checksum: 'matched',
      guard: 'CONDITIONAL',
      settled_by: 'client',
    })
  })

  it('compares a claimed SHA-256 with the one that the store verified', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test)
    await put()
    await test.caller.uploads.confirm(ref)
    const refused = await refusalOf(test.caller.uploads.confirm({ ...ref, file_hash: sha256(OTHER) }))
    expect(refused).toMatchObject({ status: 400, code: 'CHECKSUM_MISMATCH' })
  })
})

describe('a quota without room', () => {
  it('refuses the confirm with 403, keeps the upload open, and lets it through once the limit is raised', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test, { file_size_bytes: null })
    await put()
    await test.caller.quotas.set({ scope: 'organization', limit_bytes: BODY.length - 1 })
    const refused = await refusalOf(test.caller.uploads.confirm(ref))
    expect(refused).toMatchObject({ status: 403, code: 'QUOTA_EXCEEDED', retry: 'never' })
    expect(refused.error.details).toMatchObject({
      scope: 'organization',
      limit_bytes: BODY.length - 1,
      used_bytes: 0,
      asked_bytes: BODY.length,
    })
    expect(await test.caller.uploads.get(ref)).toMatchObject({ status: 'PENDING' })
    await test.caller.quotas.set({ scope: 'organization', limit_bytes: BODY.length })
    expect(await test.caller.uploads.confirm(ref)).toMatchObject({ status: 'COMPLETED' })
  })
})

describe('a canceled upload', () => {
  it('cannot be confirmed or renewed, and canceling it again changes nothing', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test)
    await put()
    expect(await test.caller.uploads.cancel(ref)).toMatchObject({ status: 'CANCELED' })
    expect(await quotaOf(test)).toEqual(NOTHING)
    expect(await refusalOf(test.caller.uploads.confirm(ref))).toMatchObject({
      status: 409,
      code: 'UPLOAD_CANCELED',
    })
    expect(await refusalOf(test.caller.uploads.renew(ref))).toMatchObject({
      status: 409,
      code: 'UPLOAD_CANCELED',
    })
    expect(await test.caller.uploads.cancel(ref)).toMatchObject({ status: 'CANCELED' })
  })
})

describe('bytes that were deleted', () => {
  it('have no download URL any more', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test, { create_object_on_confirm: false })
    await put()
    await test.caller.uploads.confirm(ref)
    const look = () => test.caller.uploads.get({ ...ref, return_presigned_urls: true })
    expect((await look()).presigned_url).not.toBeNull()
    await test.caller.uploads.cancel(ref)
    expect(await look()).toMatchObject({ presigned_url: null, deleted_at: expect.any(String) })
  })

  it('are never those that somebody asked to keep', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test, { create_object_on_confirm: false })
    await put()
    await test.caller.uploads.confirm(ref)
    const kept = test.caller.uploads.cancel({ ...ref, delete_s3_object: false })
    expect(await refusalOf(kept)).toMatchObject({ status: 409, code: 'UPLOAD_SETTLED' })
    expect((await test.db.books()).keys.filter(({ state }) => state === 'live')).toHaveLength(1)
  })
})

describe('a dependency that fails', () => {
  it.each(['head', 'copy'] as const)(
    'in the store, at %s, is 503 and the same request succeeds later',
    async method => {
      const test = await createTestServices()
      const { ref, put } = await create(test)
      await put()
      test.store.faults.failNext(method)
      const refused = await refusalOf(test.caller.uploads.confirm(ref))
      expect(refused).toMatchObject({ status: 503, code: 'STORAGE_UNAVAILABLE', retry: 'same_request' })
      await expectUnchanged(test, ref)
      expect(await test.caller.uploads.confirm(ref)).toMatchObject({ status: 'COMPLETED' })
    },
  )

  it('in the store, by denying us, is 503 that nobody should repeat', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test)
    await put()
    test.store.behavior.denies = true
    const refused = await refusalOf(test.caller.uploads.confirm(ref))
    expect(refused).toMatchObject({ status: 503, code: 'STORAGE_MISCONFIGURED', retry: 'never' })
  })

  it('in the database is 503, and says nothing of its inside', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test)
    await put()
    test.db.faults.failNext('uploads.finish')
    const refused = await refusalOf(test.caller.uploads.confirm(ref))
    expect(refused).toMatchObject({ status: 503, code: 'DATABASE_UNAVAILABLE', retry: 'same_request' })
    expect(JSON.stringify(refused.error)).not.toContain('switched off')
    expect(await test.caller.uploads.confirm(ref)).toMatchObject({ status: 'COMPLETED' })
  })

  it('after the work was done: the repeated confirm answers what was settled, once', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test)
    await put()
    test.db.faults.failNext('uploads.finish', 'after')
    expect(await refusalOf(test.caller.uploads.confirm(ref))).toMatchObject({ status: 503 })
    expect(await test.caller.uploads.confirm(ref)).toMatchObject({ status: 'COMPLETED' })
    expect(await quotaOf(test)).toEqual({ ...NOTHING, used_bytes: BODY.length, used_objects: 1 })
  })
})
