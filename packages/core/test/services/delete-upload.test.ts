import { createTestServices, newCompletion, type TestServices, testIds } from '@landfall/core/testing'
import { describe, expect, it } from 'vitest'
import { BODY, create, md5, NOTHING, quotaOf, refusalOf } from '../support/uploads.ts'

/** As the sweep settles an upload whose client did not come back. */
async function settleWithoutClient(test: TestServices, by: 'sweep' | 'event' | 'client') {
  const made = await create(test)
  const upload = await test.db.uploads.findById(made.upload.upload_id)
  if (upload === null) throw new Error('not created')
  const completion = newCompletion(upload, { observed: { sourceEtag: md5(BODY) } })
  await test.db.uploads.finish({
    ...completion,
    settledBy: by,
    receipt: { ...completion.receipt, settledBy: by },
  })
  return made
}

describe('an upload that was settled without its client', () => {
  it.each(['sweep', 'event'] as const)(
    'by %s is deleted with its object once its client claimed other bytes',
    async by => {
      const test = await createTestServices()
      const { ref } = await settleWithoutClient(test, by)
      const before = await refusalOf(test.caller.uploads.cancel(ref))
      expect(before).toMatchObject({ status: 409, code: 'UPLOAD_HAS_OBJECT' })

      const claim = { ...ref, file_size_bytes: 1 }
      const differing = await refusalOf(test.caller.uploads.confirm(claim))
      expect(differing).toMatchObject({
        status: 400,
        code: 'SIZE_MISMATCH',
        error: { details: { settled_by: by } },
      })
      const kept = await refusalOf(test.caller.uploads.cancel({ ...ref, delete_s3_object: false }))
      expect(kept).toMatchObject({ code: 'UPLOAD_SETTLED' })
      const writer = test.callerFor({ ...test.actor, permission: 'write' })
      expect(await refusalOf(writer.uploads.cancel(ref))).toMatchObject({ status: 403, code: 'FORBIDDEN' })

      await test.caller.uploads.cancel(ref)
      expect(await test.caller.uploads.get(ref)).toMatchObject({
        status: 'COMPLETED',
        deleted_at: expect.any(String),
      })
      expect(await quotaOf(test)).toEqual(NOTHING)
      await test.caller.uploads.cancel(ref)
    },
  )

  it('ends whole where the process died between the two', async () => {
    const test = await createTestServices()
    const { ref } = await settleWithoutClient(test, 'sweep')
    await refusalOf(test.caller.uploads.confirm({ ...ref, file_size_bytes: 1 }))
    test.db.faults.failNext('uploads.dropReference')
    expect(await refusalOf(test.caller.uploads.cancel(ref))).toMatchObject({ status: 503 })
    await test.caller.uploads.cancel(ref)
    expect(await test.caller.uploads.get(ref)).toMatchObject({ deleted_at: expect.any(String) })
    expect(await quotaOf(test)).toEqual(NOTHING)
  })

  it('stays where its client agreed, and one that its client settled stays whatever is claimed', async () => {
    const test = await createTestServices()
    for (const [by, claim] of [
      ['sweep', {}],
      ['client', { file_size_bytes: 1 }],
    ] as const) {
      const { ref } = await settleWithoutClient(test, by)
      await test.caller.uploads.confirm({ ...ref, ...claim }).catch(() => null)
      const refused = await refusalOf(test.caller.uploads.cancel(ref))
      expect(refused).toMatchObject({ status: 409, code: 'UPLOAD_HAS_OBJECT' })
    }
  })
})

describe('deleting', () => {
  it('a SKIPPED upload answers and leaves it as it is', async () => {
    const test = await createTestServices({ bucket: { uniqueKey: { fields: ['sku'] } } })
    const fields = { object_metadata: { sku: 'a' } }
    const { ref: first, put } = await create(test, fields)
    await put()
    const { object_id } = await test.caller.uploads.confirm(first)
    const { ref, upload } = await create(test, fields)
    expect(upload).toMatchObject({ status: 'SKIPPED', existing_object_id: object_id })
    expect(await test.caller.uploads.cancel(ref)).toMatchObject({ status: 'SKIPPED' })
    expect(await test.caller.uploads.confirm(ref)).toMatchObject({ status: 'SKIPPED', object_id })
  })

  it('a COMPLETED upload whose object is gone answers, and says when', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test)
    await put()
    const { object_id } = await test.caller.uploads.confirm(ref)
    await test.caller.objects.delete({ object_id: object_id ?? '' })
    await test.caller.uploads.cancel(ref)
    expect(await test.caller.uploads.get(ref)).toMatchObject({
      status: 'COMPLETED',
      deleted_at: expect.any(String),
    })
  })

  it('a COMPLETED upload that an object names is refused, and goes once that object is gone', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test, { create_object_on_confirm: false })
    await put()
    await test.caller.uploads.confirm(ref)
    const object_id = testIds.next('object')
    const link = { uploadId: ref.upload_id, objectId: object_id, blobId: testIds.next('blob') }
    await test.db.stage.linkObject(link)
    const refused = await refusalOf(test.caller.uploads.cancel(ref))
    expect(refused).toMatchObject({ status: 409, code: 'UPLOAD_HAS_OBJECT' })
    await test.caller.objects.delete({ object_id })
    expect(await quotaOf(test)).toEqual({ ...NOTHING, used_bytes: BODY.length })
    await test.caller.uploads.cancel(ref)
    expect(await quotaOf(test)).toEqual(NOTHING)
  })
})
