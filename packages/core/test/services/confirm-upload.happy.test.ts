import { createTestServices } from '@landfall/core/testing'
import { describe, expect, it } from 'vitest'
import { BODY, create, md5, NOTHING, quotaOf, sha256 } from '../support/uploads.ts'

const GUARDS = [
  { guard: 'SEALED', sends_headers: false },
  { guard: 'CONDITIONAL', sends_headers: true },
] as const

describe.each(GUARDS)('confirm with guard $guard', ({ guard, sends_headers }) => {
  it('makes the object, charges the quota and says what was compared', async () => {
    const test = await createTestServices()
    const { ref, put, upload } = await create(test, { sends_headers })
    expect(upload).toMatchObject({ status: 'PENDING', guard, attempt: 1 })
    expect((await put()).status).toBe(200)

    const confirmed = await test.caller.uploads.confirm({
      ...ref,
      etag: `"${md5(BODY)}"`,
      file_size_bytes: BODY.length,
    })
    expect(confirmed).toMatchObject({
      status: 'COMPLETED',
      etag: md5(BODY),
      file_size_bytes: BODY.length,
      receipt: { size: 'matched', etag: 'matched', checksum: 'not_claimed', guard, settled_by: 'client' },
    })
    expect(await quotaOf(test)).toEqual({ ...NOTHING, used_bytes: BODY.length, used_objects: 1 })

    const object = await test.caller.objects.get({ object_id: confirmed.object_id ?? '' })
    expect(object.blobs).toHaveLength(1)
    expect(object.blobs[0]).toMatchObject({
      property: 'hello',
      type: 'text',
      upload_id: upload.upload_id,
      details: { filename: 'hello.txt', size_bytes: BODY.length, mime_type: 'text/plain' },
    })
  })

  it('still settles what was sent in time, after the URL ran out', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test, { sends_headers })
    await put()
    test.db.clock.advance(3_601)
    expect(await test.caller.uploads.confirm(ref)).toMatchObject({ status: 'COMPLETED' })
  })

  it('serves the bytes that were confirmed', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test, { sends_headers })
    await put()
    const { object_id } = await test.caller.uploads.confirm(ref)
    const { url } = await test.caller.objects.content({ object_id: object_id ?? '' })
    const got = await test.store.get(url)
    expect(new TextDecoder().decode(got.body)).toBe(BODY)
  })

  it('answers a repeated confirm with the first result, and charges nothing twice', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test, { sends_headers })
    await put()
    const first = await test.caller.uploads.confirm(ref)
    const second = await test.caller.uploads.confirm({
      ...ref,
      etag: md5(BODY),
      file_size_bytes: BODY.length,
    })
    expect(second).toEqual(first)
    expect(await quotaOf(test)).toEqual({ ...NOTHING, used_bytes: BODY.length, used_objects: 1 })
  })

  it('keeps a matching SHA-256 as verified by the store', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test, { sends_headers, file_hash: sha256(BODY) })
    await put()
    const confirmed = await test.caller.uploads.confirm(ref)
    expect(confirmed).toMatchObject({ file_hash: sha256(BODY), receipt: { checksum: 'matched' } })
  })

  it('completes an empty file', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test, { sends_headers, file_size_bytes: 0 })
    await put('')
    expect(await test.caller.uploads.confirm(ref)).toMatchObject({ status: 'COMPLETED', file_size_bytes: 0 })
  })

  it('charges what lies there where no size was declared', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test, { sends_headers, file_size_bytes: null })
    await put()
    const confirmed = await test.caller.uploads.confirm(ref)
    expect(confirmed.receipt?.size).toBe('observed_only')
    expect(await quotaOf(test)).toEqual({ ...NOTHING, used_bytes: BODY.length, used_objects: 1 })
  })

  it('makes no object where none was asked for, and charges the bytes', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test, { sends_headers, create_object_on_confirm: false })
    await put()
    expect(await test.caller.uploads.confirm(ref)).toMatchObject({ status: 'COMPLETED', object_id: null })
    expect(await quotaOf(test)).toEqual({ ...NOTHING, used_bytes: BODY.length })
  })
})

describe('how many requests a confirm takes', () => {
  it('is one HEAD and one statement with guard CONDITIONAL, after the row was read', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test, { sends_headers: true })
    await put()
    test.db.faults.calls.length = 0
    test.store.faults.calls.length = 0
    await test.caller.uploads.confirm(ref)
    expect(test.store.faults.calls).toEqual(['head'])
    expect(test.db.faults.calls).toEqual(['uploads.find', 'uploads.finish'])
  })
})
