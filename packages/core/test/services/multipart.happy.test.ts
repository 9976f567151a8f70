import { runTask, settleUpload } from '@landfall/core/services'
import { createTestServices } from '@landfall/core/testing'
import { describe, expect, it } from 'vitest'
import { createInParts, cut, etagOf, PART_BYTES } from '../support/parts.ts'
import { BODY, NOTHING, quotaOf } from '../support/uploads.ts'

const ETAG = etagOf(BODY, PART_BYTES)

describe('an upload in parts', () => {
  it('has no URL of its own, but parts, each signed with its length', async () => {
    const test = await createTestServices()
    const { upload, sign, ref } = await createInParts(test)
    expect(upload).toMatchObject({
      status: 'PENDING',
      guard: 'SERVER',
      presigned_url: null,
      upload_headers: null,
      multipart: { part_size_bytes: PART_BYTES, part_count: 3 },
    })
    const signed = await sign([3, 1])
    expect(signed.parts.map(part => [part.part_number, part.content_length])).toEqual([
      [3, 5],
      [1, 10],
    ])
    expect(signed).toMatchObject({ attempt: 1, part_size_bytes: PART_BYTES, part_count: 3 })
    expect(await test.caller.uploads.get(ref)).toMatchObject({ status: 'IN_PROGRESS' })
  })

  it('becomes an object at its confirm, and the receipt says what was compared', async () => {
    const test = await createTestServices()
    const { ref, send } = await createInParts(test)
    await send()
    const { uploads } = test.caller
    const confirmed = await uploads.confirm({ ...ref, etag: ETAG, file_size_bytes: BODY.length })
    expect(confirmed).toMatchObject({
      status: 'COMPLETED',
      etag: ETAG,
      file_size_bytes: BODY.length,
      receipt: {
        size: 'matched',
        etag: 'matched',
        checksum: 'not_claimed',
        guard: 'SERVER',
        settled_by: 'client',
      },
    })
    expect(test.store.read((await uploads.get(ref)).s3_key)).toBe(BODY)
    expect(await quotaOf(test)).toEqual({ ...NOTHING, used_bytes: BODY.length, used_objects: 1 })
    expect(await uploads.confirm({ ...ref, etag: ETAG })).toEqual(confirmed)
    const { events } = await uploads.timeline({ upload_id: ref.upload_id })
    expect(events.map(({ kind }) => kind)).toEqual(['created', 'multipart_begun', 'bytes_seen', 'completed'])
  })

  it('is compared with the CRC64NVME that the store makes of the whole', async () => {
    const test = await createTestServices()
    const { ref, send, upload } = await createInParts(test)
    await send()
    const other = { algorithm: 'CRC64NVME', value: 'AAAAAAAAAAA=' } as const
    await expect(test.caller.uploads.confirm({ ...ref, checksum: other })).rejects.toThrow(/checksum/)
    const stored = await test.store.head(upload.s3_key)
    const checksum = { algorithm: 'CRC64NVME', value: stored?.checksums.CRC64NVME ?? '' } as const
    const confirmed = await test.caller.uploads.confirm({ ...ref, checksum })
    expect(confirmed.receipt).toMatchObject({ checksum: 'matched' })
  })

  it('says so where its store has no such checksum, or another form of ETag', async () => {
    const test = await createTestServices({
      behavior: { verifiesChecksum: false, opaqueMultipartEtag: true },
    })
    const { ref, send } = await createInParts(test)
    await send()
    const checksum = { algorithm: 'CRC64NVME', value: 'AAAAAAAAAAA=' } as const
    // The parts are there, so what the client claims of them can be compared whatever the store makes of it.
    const claim = { ...ref, etag: ETAG, checksum }
    const confirmed = await test.caller.uploads.confirm(claim)
    expect(confirmed).toMatchObject({ receipt: { etag: 'matched', checksum: 'unavailable' } })
    expect(confirmed.etag).toMatch(/^opaque/)
    expect(await test.caller.uploads.confirm(claim)).toEqual(confirmed)
  })

  it('that was put together before is settled by what lies there; an ETag of another form cannot be compared', async () => {
    const test = await createTestServices({ behavior: { opaqueMultipartEtag: true } })
    const { ref, send } = await createInParts(test)
    await send()
    test.store.faults.failNext('head')
    await expect(test.caller.uploads.confirm(ref)).rejects.toThrow()
    expect(await test.caller.uploads.listParts(ref)).toMatchObject({ parts: [], is_assembled: true })
    const confirmed = await test.caller.uploads.confirm({ ...ref, etag: ETAG })
    expect(confirmed).toMatchObject({ status: 'COMPLETED', receipt: { etag: 'unavailable' } })
    expect(await test.caller.uploads.confirm({ ...ref, etag: ETAG })).toEqual(confirmed)
  })

  it('of no bytes is one empty part', async () => {
    const test = await createTestServices()
    const { ref, upload, send } = await createInParts(test, { file_size_bytes: 0 })
    expect(upload.multipart?.part_count).toBe(1)
    await send([1], '')
    expect(await test.caller.uploads.confirm(ref)).toMatchObject({ status: 'COMPLETED', file_size_bytes: 0 })
  })

  it('of exactly 10,000 parts goes through, all pages of its list', async () => {
    const test = await createTestServices()
    test.deps.settings.minPartBytes = 1
    const body = 'x'.repeat(10_000)
    const fields = { multipart: { part_size_bytes: 1 }, file_size_bytes: body.length }
    const { ref, upload, sign } = await createInParts(test, fields)
    expect(upload.multipart).toEqual({ part_size_bytes: 1, part_count: 10_000 })
    for (let first = 1; first <= 10_000; first += 100) {
      const { parts } = await sign(Array.from({ length: 100 }, (_, index) => first + index))
      for (const part of parts) await test.store.put({ url: part.presigned_url, headers: {} }, 'x')
    }
    const confirmed = await test.caller.uploads.confirm({ ...ref, etag: etagOf(body, 1) })
    expect(confirmed).toMatchObject({ status: 'COMPLETED', receipt: { etag: 'matched' } })
  })

  it('is settled in the background, and by whoever finds it whole, without a claim', async () => {
    const test = await createTestServices()
    const inBackground = await createInParts(test)
    await inBackground.send()
    const { task_id } = await test.caller.uploads.confirm({ ...inBackground.ref, async: true })
    await runTask(test.deps, task_id ?? '')
    expect(await test.caller.uploads.get(inBackground.ref)).toMatchObject({ status: 'COMPLETED' })

    const swept = await createInParts(test)
    const sweep = async () => {
      const upload = await test.db.uploads.findById(swept.ref.upload_id)
      if (upload === null) throw new Error('gone')
      const claim = { etag: null, fileSizeBytes: null, checksum: null }
      return settleUpload(test.deps, upload, { kind: 'confirm', claim, settledBy: 'sweep', mayDefer: false })
    }
    await swept.send([1, 3])
    expect(await sweep()).toMatchObject({ ok: false, error: { code: 'PARTS_MISSING' } })
    expect(test.store.openMultiparts()).toHaveLength(1)
    await swept.send([2])
    expect(await sweep()).toMatchObject({ ok: true, value: { upload: { status: 'COMPLETED' } } })
  })
})

describe('an upload in parts without a size', () => {
  it('reserves what was signed, and is charged what came', async () => {
    const test = await createTestServices()
    const { ref, upload, sign } = await createInParts(test, { file_size_bytes: null })
    expect(upload.multipart).toEqual({ part_size_bytes: PART_BYTES, part_count: null })
    const pieces = cut(BODY, PART_BYTES)
    const first = await sign([1, 2])
    expect(first.parts.map(part => part.content_length)).toEqual([10, 10])
    expect(await quotaOf(test)).toEqual({ ...NOTHING, reserved_bytes: 20, reserved_objects: 1 })
    const last = await sign([3], { file_size_bytes: BODY.length })
    expect(last).toMatchObject({ part_count: 3, parts: [{ content_length: 5 }] })
    expect(await quotaOf(test)).toEqual({ ...NOTHING, reserved_bytes: 25, reserved_objects: 1 })
    for (const [index, part] of [...first.parts, ...last.parts].entries())
      await test.store.put({ url: part.presigned_url, headers: {} }, pieces[index] ?? '')
    expect(await test.caller.uploads.confirm(ref)).toMatchObject({ status: 'COMPLETED', file_size_bytes: 25 })
    expect(await quotaOf(test)).toEqual({ ...NOTHING, used_bytes: 25, used_objects: 1 })
  })

  it('that ends with a whole part needs nobody to tell the size, but its client', async () => {
    const test = await createTestServices()
    const { ref, sign } = await createInParts(test, { file_size_bytes: null })
    const { parts } = await sign([1, 2])
    for (const part of parts) await test.store.put({ url: part.presigned_url, headers: {} }, 'x'.repeat(10))
    const upload = await test.db.uploads.findById(ref.upload_id)
    if (upload === null) throw new Error('gone')
    const claim = { etag: null, fileSizeBytes: null, checksum: null }
    const swept = { kind: 'confirm', claim, settledBy: 'sweep', mayDefer: false } as const
    expect(await settleUpload(test.deps, upload, swept)).toMatchObject({ error: { code: 'PARTS_MISSING' } })
    expect(await test.caller.uploads.confirm(ref)).toMatchObject({
      file_size_bytes: 20,
      receipt: { size: 'observed_only' },
    })
  })
})
