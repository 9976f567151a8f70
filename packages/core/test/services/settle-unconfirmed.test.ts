import { sweepUploads } from '@landfall/core/services'
import { createTestServices, type TestServices } from '@landfall/core/testing'
import { describe, expect, it } from 'vitest'
import { LATE_SECONDS, MINUTE, sweepFor } from '../support/sweep.ts'
import { BODY, create, md5, NOTHING, OTHER, quotaOf, refusalOf, sha256 } from '../support/uploads.ts'

/** An hour's URL and a quarter of grace. */
const OUT_OF_TIME = 75 * MINUTE + 1

const statusOf = async (test: TestServices, ref: { bucket: string; upload_id: string }) =>
  (await test.caller.uploads.get(ref)).status

const kindsOf = async (test: TestServices, ref: { bucket: string; upload_id: string }) =>
  (await test.caller.uploads.timeline(ref)).events.map(({ kind }) => kind)

const used = { ...NOTHING, used_bytes: BODY.length, used_objects: 1 }

describe('bytes that nobody confirms', () => {
  it('PUT within the first two minutes are COMPLETED five minutes after the PUT at the latest', async () => {
    for (let at = 0; at <= 2 * MINUTE; at += 5) {
      const test = await createTestServices()
      const { ref, put } = await create(test)
      await sweepFor(test, at)
      await put()
      await sweepFor(test, 5 * MINUTE)
      expect(await statusOf(test, ref), `PUT ${at} s after the create`).toBe('COMPLETED')
    }
  })

  it('become an object, charged once, with a receipt that says who settled', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test)
    await put()
    await sweepFor(test, 5 * MINUTE)
    const upload = await test.caller.uploads.get(ref)
    expect(upload).toMatchObject({ etag: md5(BODY), receipt: { settled_by: 'sweep', size: 'matched' } })
    expect(await quotaOf(test)).toEqual(used)
    const { url } = await test.caller.objects.content({ object_id: upload.object_id ?? '' })
    expect((await test.store.get(url)).status).toBe(200)
    expect(await kindsOf(test, ref)).toEqual(['created', 'bytes_seen', 'bytes_seen', 'sealed', 'completed'])
    expect(await test.caller.uploads.confirm(ref)).toMatchObject({ object_id: upload.object_id })
  })

  it('are left to their client for the grace of the bucket', async () => {
    const test = await createTestServices({ bucket: { confirmGraceSeconds: 1800 } })
    const { ref, put } = await create(test)
    await put()
    await sweepFor(test, 25 * MINUTE)
    expect(await statusOf(test, ref)).toBe('PENDING')
    await sweepFor(test, 10 * MINUTE)
    expect(await statusOf(test, ref)).toBe('COMPLETED')
  })

  it('are left to their client for the grace that the bucket has by now', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test)
    await put()
    await sweepFor(test, MINUTE + LATE_SECONDS)
    expect(await kindsOf(test, ref)).toContain('bytes_seen')
    await test.caller.buckets.update({ bucket: ref.bucket, confirm_grace: 1800 })
    await sweepFor(test, 25 * MINUTE)
    expect(await statusOf(test, ref)).toBe('PENDING')
    await sweepFor(test, 10 * MINUTE)
    expect(await statusOf(test, ref)).toBe('COMPLETED')
  })

  it('are settled at once where the store itself verified a signed SHA-256', async () => {
    const test = await createTestServices({ bucket: { confirmGraceSeconds: 86_400 } })
    const { ref, put } = await create(test, { file_hash: sha256(BODY), sends_headers: true })
    await put()
    await sweepFor(test, MINUTE + LATE_SECONDS)
    expect(await statusOf(test, ref)).toBe('COMPLETED')
  })

  it.each([
    ['nobody signed it', { sends_headers: false }, { verifiesChecksum: true }],
    ['the store was not seen to verify it', { sends_headers: true }, { verifiesChecksum: false }],
  ])('wait although a SHA-256 was declared, where %s', async (_, fields, behavior) => {
    const test = await createTestServices({ behavior, bucket: { confirmGraceSeconds: 86_400 } })
    const { ref, put } = await create(test, { file_hash: sha256(BODY), ...fields })
    await put()
    await sweepFor(test, 10 * MINUTE)
    expect(await statusOf(test, ref)).toBe('PENDING')
  })

  it('are let go of at the end, where the bucket wants a confirm', async () => {
    const test = await createTestServices({ bucket: { unconfirmed: 'expire' } })
    const { ref, put } = await create(test)
    await put()
    await sweepFor(test, 70 * MINUTE)
    expect(await statusOf(test, ref)).toBe('PENDING')
    await sweepFor(test, 10 * MINUTE)
    expect(await statusOf(test, ref)).toBe('FAILED')
    expect(await quotaOf(test)).toEqual(NOTHING)
  })

  it('that are not what was declared stay open, told once, and go at the end', async () => {
    const test = await createTestServices({ behavior: { enforcesLength: false } })
    const { ref, put } = await create(test)
    await put(`${BODY}${OTHER}`)
    await sweepFor(test, 10 * MINUTE)
    let looks = 0
    test.store.faults.beforeEach(async method => {
      if (method === 'head') looks += 1
    })
    await sweepFor(test, 60 * MINUTE)
    expect(looks).toBeLessThan(6)
    expect(await test.caller.uploads.get(ref)).toMatchObject({
      status: 'PENDING',
      last_error: { code: 'SIZE_MISMATCH' },
    })
    expect(await kindsOf(test, ref)).toEqual(['created', 'bytes_seen', 'confirm_refused'])
    await sweepFor(test, 10 * MINUTE)
    expect(await statusOf(test, ref)).toBe('FAILED')
    expect(await quotaOf(test)).toEqual(NOTHING)
  })

  it('whose copy alone shows that they are not what was declared are copied once', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test, { file_hash: sha256(OTHER) })
    await put()
    await sweepFor(test, 40 * MINUTE)
    expect(test.store.faults.calls.filter(method => method === 'copy')).toHaveLength(1)
    await put(OTHER)
    await sweepFor(test, 30 * MINUTE)
    expect(await statusOf(test, ref)).toBe('COMPLETED')
  })

  it('that are put right before the end are taken', async () => {
    const test = await createTestServices({ behavior: { enforcesLength: false } })
    const { ref, put } = await create(test)
    await put(`${BODY}${OTHER}`)
    await sweepFor(test, 20 * MINUTE)
    await put()
    await sweepFor(test, 20 * MINUTE)
    expect(await test.caller.uploads.get(ref)).toMatchObject({ status: 'COMPLETED', etag: md5(BODY) })
  })

  it('without room for them stay open, and are taken when there is', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test, { file_size_bytes: null })
    await put()
    await test.caller.quotas.set({ scope: 'organization', limit_bytes: 3 })
    await sweepFor(test, 10 * MINUTE)
    let copies = 0
    test.store.faults.beforeEach(async method => {
      if (method === 'copy') copies += 1
    })
    await sweepFor(test, 40 * MINUTE)
    expect(copies).toBeLessThan(4)
    expect(await test.caller.uploads.get(ref)).toMatchObject({ last_error: { code: 'QUOTA_EXCEEDED' } })
    await test.caller.quotas.set({ scope: 'organization', limit_bytes: 1000 })
    await sweepFor(test, 20 * MINUTE)
    expect(await statusOf(test, ref)).toBe('COMPLETED')
  })
})

describe('bytes that change at every look', () => {
  async function restless() {
    const test = await createTestServices()
    const { upload, ref, put } = await create(test)
    await put()
    test.db.clock.advance(OUT_OF_TIME)
    let writes = 0
    test.store.faults.beforeEach(async method => {
      if (method !== 'copy') return
      writes += 1
      test.store.write(upload.s3_key, BODY.replaceAll('e', String(writes % 10)))
    })
    return { test, ref }
  }

  it('are not let go of at the end, where they may come to rest', async () => {
    const { test, ref } = await restless()
    expect(await sweepUploads(test.deps)).toMatchObject({ looked_at: 1, settled: 0, expired: 0 })
    expect(await statusOf(test, ref)).toBe('PENDING')
    test.store.faults.beforeEach(null)
    await sweepFor(test, 3 * MINUTE)
    expect(await statusOf(test, ref)).toBe('COMPLETED')
  })

  it('are not looked at for ever', async () => {
    const { test, ref } = await restless()
    test.db.clock.advance(24 * 60 * MINUTE)
    await sweepUploads(test.deps)
    expect(await statusOf(test, ref)).toBe('FAILED')
  })
})

describe('a claim that comes after the sweep', () => {
  it('and differs names the sweep; then the upload may be deleted with its object', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test)
    await put()
    await sweepFor(test, 5 * MINUTE)
    expect(await refusalOf(test.caller.uploads.cancel(ref))).toMatchObject({ code: 'UPLOAD_HAS_OBJECT' })
    expect(await refusalOf(test.caller.uploads.confirm({ ...ref, etag: md5(OTHER) }))).toMatchObject({
      code: 'ETAG_MISMATCH',
      error: { details: { settled_by: 'sweep' } },
    })
    await test.caller.uploads.cancel(ref)
    const upload = await test.caller.uploads.get(ref)
    expect(upload).toMatchObject({ status: 'COMPLETED', deleted_at: expect.any(String) })
    const gone = test.caller.objects.get({ object_id: upload.object_id ?? '' })
    expect(await refusalOf(gone)).toMatchObject({ status: 404 })
    expect(await quotaOf(test)).toEqual(NOTHING)
  })
})
