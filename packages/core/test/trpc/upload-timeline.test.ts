import { createTestServices, type TestServices } from '@landfall/core/testing'
import { describe, expect, it } from 'vitest'
import { BODY, create, md5, OTHER, refusalOf } from '../support/uploads.ts'

const timelineOf = async (test: TestServices, uploadId: string) =>
  (await test.caller.uploads.timeline({ upload_id: uploadId })).events

describe('the timeline of an upload', () => {
  it('tells a confirm that was refused, the renewal and the one that succeeded, oldest first', async () => {
    const test = await createTestServices()
    const { ref, put, upload } = await create(test)
    await put(OTHER)
    test.db.clock.advance(10)
    await refusalOf(test.caller.uploads.confirm({ ...ref, etag: md5(BODY) }))
    test.db.clock.advance(10)
    const renewed = await test.caller.uploads.renew(ref)
    const signed = { url: renewed.presigned_url ?? '', headers: renewed.upload_headers ?? {} }
    await test.store.put(signed, BODY)
    const { object_id } = await test.caller.uploads.confirm({ ...ref, etag: md5(BODY) })

    const events = await timelineOf(test, upload.upload_id)
    expect(events.map(({ kind, attempt }) => `${kind} ${attempt}`)).toEqual([
      'created 1',
      'confirm_refused 1',
      'renewed 2',
      'bytes_seen 2',
      'sealed 2',
      'completed 2',
    ])
    expect(events[0]).toEqual({
      at: upload.created_at,
      kind: 'created',
      attempt: 1,
      detail: {
        guard: 'SEALED',
        s3_key: upload.s3_key,
        file_size_bytes: BODY.length,
        expires_at: upload.expires_at,
      },
    })
    expect(events[1]?.detail).toMatchObject({
      code: 'ETAG_MISMATCH',
      expected: md5(BODY),
      observed: md5(OTHER),
    })
    expect(events[3]?.detail).toEqual({ size_bytes: BODY.length, etag: md5(BODY) })
    expect(events.at(-1)?.detail).toEqual({
      size_bytes: BODY.length,
      etag: md5(BODY),
      object_id,
      receipt: {
        size: 'matched',
        etag: 'matched',
        checksum: 'not_claimed',
        guard: 'SEALED',
        settled_by: 'client',
      },
    })
    const times = events.map(({ at }) => at)
    expect(times).toEqual(times.toSorted())
  })

  it('says nothing of a seal where none was needed', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test, { sends_headers: true })
    await put()
    await test.caller.uploads.confirm(ref)
    const events = await timelineOf(test, ref.upload_id)
    expect(events.map(({ kind }) => kind)).toEqual(['created', 'bytes_seen', 'completed'])
  })

  it('tells a cancel, and what became of the bytes', async () => {
    const test = await createTestServices()
    const { ref } = await create(test)
    await test.caller.uploads.cancel({ ...ref, delete_s3_object: false })
    const events = await timelineOf(test, ref.upload_id)
    expect(events.at(-1)).toMatchObject({ kind: 'canceled', detail: { bytes_kept: true } })
  })

  it('names no credential', async () => {
    const test = await createTestServices()
    const { ref } = await create(test)
    expect(JSON.stringify(await timelineOf(test, ref.upload_id))).not.toContain(test.actor.id)
    const stored = await test.db.uploads.events(test.actor, ref.upload_id)
    expect(JSON.stringify(stored)).toContain(test.actor.id)
  })

  it('is looked for in the bucket that was named', async () => {
    const test = await createTestServices()
    const { ref } = await create(test)
    expect((await test.caller.uploads.timeline(ref)).events).toHaveLength(1)
    const elsewhere = await test.caller.buckets.create({
      bucket_name: 'other',
      bucket_schema: { properties: {} },
    })
    const call = test.caller.uploads.timeline({ ...ref, bucket: elsewhere.bucket_id })
    expect(await refusalOf(call)).toMatchObject({ status: 404 })
  })
})
