import { createTestServices } from '@landfall/core/testing'
import { describe, expect, it } from 'vitest'
import { BODY, create, NOTHING, OTHER, quotaOf, refusalOf, sha256 } from '../support/uploads.ts'

describe('renew', () => {
  it('gives the next attempt a key and a URL of its own, and dooms the old key', async () => {
    const test = await createTestServices()
    const { ref, upload, put } = await create(test, { sends_headers: true, file_hash: sha256(BODY) })
    const renewed = await test.caller.uploads.renew(ref)
    expect(renewed).toMatchObject({ attempt: 2, status: 'PENDING', file_hash: sha256(BODY) })
    expect(renewed.s3_key).not.toBe(upload.s3_key)
    expect(renewed.presigned_url).not.toBe(upload.presigned_url)
    const { keys } = await test.db.books()
    expect(keys.map(({ state }) => state).sort()).toEqual(['doomed', 'open'])

    await put()
    expect(await refusalOf(test.caller.uploads.confirm(ref))).toMatchObject({ code: 'OBJECT_NOT_IN_STORAGE' })
    await test.store.put({ url: renewed.presigned_url ?? '', headers: renewed.upload_headers ?? {} }, BODY)
    expect(await test.caller.uploads.confirm(ref)).toMatchObject({
      status: 'COMPLETED',
      receipt: { checksum: 'matched' },
    })
  })

  it('adjusts the reservation to a new size, and forgets a checksum that cannot hold for it', async () => {
    const test = await createTestServices()
    const { ref } = await create(test, { file_hash: sha256(BODY) })
    const renewed = await test.caller.uploads.renew({ ...ref, file_size_bytes: 5 })
    expect(renewed).toMatchObject({ file_size_bytes: 5, file_hash: null, checksum: null })
    expect(await quotaOf(test)).toEqual({ ...NOTHING, reserved_bytes: 5, reserved_objects: 1 })
    const again = await test.caller.uploads.renew({ ...ref, file_hash: sha256(OTHER) })
    expect(again).toMatchObject({ attempt: 3, file_size_bytes: 5, file_hash: sha256(OTHER) })
  })

  it('is refused where the new size does not fit, and changes nothing', async () => {
    const test = await createTestServices()
    const { ref } = await create(test)
    await test.caller.quotas.set({ scope: 'bucket', id: test.place.bucketId, limit_bytes: 100 })
    const refused = await refusalOf(test.caller.uploads.renew({ ...ref, file_size_bytes: 101 }))
    expect(refused).toMatchObject({
      status: 403,
      code: 'QUOTA_EXCEEDED',
      error: { details: { scope: 'bucket' } },
    })
    expect(await test.caller.uploads.get(ref)).toMatchObject({ attempt: 1, file_size_bytes: BODY.length })
  })

  it('ends 24 hours after the create', async () => {
    const test = await createTestServices()
    const { ref, upload } = await create(test)
    test.db.clock.set(new Date(Date.parse(upload.created_at) + 86_400_000))
    expect(await refusalOf(test.caller.uploads.renew(ref))).toMatchObject({
      status: 409,
      code: 'RENEWAL_ENDED',
    })
  })

  it('is refused in a bucket that takes nothing, and goes on in a locked one', async () => {
    const test = await createTestServices()
    const { ref } = await create(test)
    await test.db.stage.setBucket(test.place.bucketId, { isLocked: true })
    expect(await test.caller.uploads.renew(ref)).toMatchObject({ attempt: 2 })
    await test.db.stage.setBucket(test.place.bucketId, { status: 'IN_PROGRESS' })
    expect(await refusalOf(test.caller.uploads.renew(ref))).toMatchObject({
      status: 409,
      code: 'BUCKET_DELETING',
    })
  })

  it('is refused for a settled upload', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test)
    await put()
    await test.caller.uploads.confirm(ref)
    expect(await refusalOf(test.caller.uploads.renew(ref))).toMatchObject({
      status: 409,
      code: 'UPLOAD_SETTLED',
    })
  })
})
