import { compareStore } from '@landfall/core/services'
import { createTestServices } from '@landfall/core/testing'
import { describe, expect, it } from 'vitest'
import { scan, startMarked } from '../support/store-check.ts'
import { BODY, create, OTHER, refusalOf } from '../support/uploads.ts'

/** Confirmed, and then gone from the store behind our back. */
async function loseBytes() {
  const test = await startMarked()
  const { ref, put } = await create(test, { sends_headers: true })
  await put()
  const { object_id } = await test.caller.uploads.confirm(ref)
  const key = (await test.caller.uploads.get(ref)).s3_key ?? ''
  await test.store.delete(key)
  return { test, ref, object: { object_id: object_id ?? '' }, key }
}

describe('bytes that are gone', () => {
  it('are answered BYTES_MISSING and shown, until they are back', async () => {
    const { test, ref, object, key } = await loseBytes()
    expect((await scan(test)).figures).toMatchObject({ missing: 1 })

    expect(await refusalOf(test.caller.objects.content(object))).toMatchObject({
      status: 404,
      code: 'BYTES_MISSING',
    })
    const shown = await test.caller.objects.get({ ...object, return_presigned_urls: true })
    expect(shown.blobs).toMatchObject([{ properties: null, bytes_missing_since: expect.any(String) }])
    const upload = await test.caller.uploads.get({ ...ref, return_presigned_urls: true })
    expect(upload.presigned_url).toBeNull()
    const { attention } = await test.caller.overview.get({})
    expect(attention.missing).toMatchObject({ count: 1, items: [{ ...object, filename: 'hello.txt' }] })

    test.store.write(key, BODY)
    expect((await scan(test)).figures).toMatchObject({ missing: 0, back: 1 })
    expect(await test.caller.objects.content(object)).toMatchObject({ url: expect.any(String) })
    expect((await test.caller.overview.get({})).attention.missing.count).toBe(0)
  })

  it('are looked for by whoever asks for the object, and taken only as they were', async () => {
    const { test, object, key } = await loseBytes()
    await compareStore(test.deps)
    const missing = async () =>
      (await test.caller.objects.get(object)).blobs.some(blob => 'bytes_missing_since' in blob)

    test.store.write(key, OTHER)
    expect(await missing()).toBe(true)
    test.store.write(key, BODY)
    test.store.faults.failNext('head')
    expect(await missing()).toBe(true)
    expect(await test.caller.objects.content(object)).toMatchObject({ url: expect.any(String) })
    expect((await test.caller.overview.get({})).attention.missing.count).toBe(0)
    const heads = test.store.faults.calls.length
    expect(await missing()).toBe(false)
    expect(test.store.faults.calls).toHaveLength(heads)
  })

  it('are not those of a version that is served under somebody’s delete marker', async () => {
    const test = await createTestServices({ behavior: { versioned: true } })
    const { ref, put } = await create(test, { sends_headers: true })
    await put()
    const { object_id } = await test.caller.uploads.confirm(ref)
    const { s3_key: key } = await test.caller.uploads.get(ref)
    await test.store.delete(key ?? '')
    await compareStore(test.deps)
    const { url } = await test.caller.objects.content({ object_id: object_id ?? '' })
    expect((await test.store.get(url)).status).toBe(200)
  })

  it('are those of a version that is gone, whatever else lies at its key', async () => {
    const test = await createTestServices({ behavior: { versioned: true } })
    const { ref, put } = await create(test, { sends_headers: true })
    await put()
    await test.caller.uploads.confirm(ref)
    const key = (await test.caller.uploads.get(ref)).s3_key ?? ''
    const versionId = (await test.store.head(key))?.versionId ?? null
    test.store.write(key, 'somebody else’s')
    await test.store.delete(key, { versionId })
    expect(await compareStore(test.deps)).toMatchObject({ missing: 1 })
  })

  it('are not what a listing lacks that is older than a settle', async () => {
    const test = await startMarked()
    const { ref, put } = await create(test, { sends_headers: true })
    const list = test.store.list
    test.store.list = async request => {
      const page = await list(request)
      await put()
      await test.caller.uploads.confirm(ref)
      return page
    }
    expect((await scan(test)).figures).toMatchObject({ missing: 0 })
  })
})
