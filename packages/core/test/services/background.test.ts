import { failTask, runTask, sweepUploads } from '@landfall/core/services'
import { createTestServices, type TestServices } from '@landfall/core/testing'
import { describe, expect, it } from 'vitest'
import { BODY, create, md5, NOTHING, OTHER, quotaOf, refusalOf } from '../support/uploads.ts'

/** A seal of this very size goes to a task. */
async function createLarge(test: TestServices) {
  test.deps.settings.syncSealBytes = BODY.length - 1
  const created = await create(test)
  await created.put()
  return created
}

describe('a confirm in the background', () => {
  it('answers PROCESSING with a task, and the same task again until it is done', async () => {
    const test = await createTestServices()
    const { ref } = await createLarge(test)
    const first = await test.caller.uploads.confirm(ref)
    expect(first).toMatchObject({ status: 'PROCESSING', object_id: null })
    expect(await test.caller.uploads.confirm(ref)).toEqual(first)
    expect(await test.caller.uploads.get(ref)).toMatchObject({ status: 'PROCESSING', task_id: first.task_id })
    const task_id = first.task_id ?? ''
    expect(await test.caller.tasks.get({ task_id })).toMatchObject({
      task_type: 'api_buckets_uploads_confirm',
    })

    await runTask(test.deps, task_id)
    const settled = await test.caller.uploads.confirm(ref)
    expect(settled).toMatchObject({ status: 'COMPLETED', etag: md5(BODY), receipt: { guard: 'SEALED' } })
    expect(await test.caller.tasks.get({ task_id })).toMatchObject({
      status: 'COMPLETED',
      outputs: [{ upload_id: ref.upload_id, status: 'COMPLETED', object_id: settled.object_id }],
    })
  })

  it('is what async asks for, whatever the size', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test, { sends_headers: true })
    await put()
    const { status, task_id } = await test.caller.uploads.confirm({ ...ref, async: true })
    expect(status).toBe('PROCESSING')
    await runTask(test.deps, task_id ?? '')
    expect(await test.caller.uploads.confirm(ref)).toMatchObject({ status: 'COMPLETED' })
  })

  it('that fails leaves the upload open, with the reason, and may be asked for again', async () => {
    const test = await createTestServices()
    const { ref } = await createLarge(test)
    const { task_id } = await test.caller.uploads.confirm({ ...ref, etag: md5(OTHER), async: true })
    await runTask(test.deps, task_id ?? '')
    expect(await test.caller.tasks.get({ task_id: task_id ?? '' })).toMatchObject({
      status: 'FAILED',
      outputs: [{ upload_id: ref.upload_id, error: { type: 'ETagMismatchError' } }],
    })
    const upload = await test.caller.uploads.get(ref)
    expect(upload).toMatchObject({ status: 'PENDING', task_id: null, last_error: { code: 'ETAG_MISMATCH' } })
    const again = await test.caller.uploads.confirm(ref)
    await runTask(test.deps, again.task_id ?? '')
    expect(await test.caller.uploads.get(ref)).toMatchObject({ status: 'COMPLETED', last_error: null })
  })

  it('that loses to a renewal may be sent again', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test)
    await put()
    let isDone = false
    test.db.faults.beforeEach(async method => {
      if (method !== 'tasks.startConfirm' || isDone) return
      isDone = true
      await test.caller.uploads.renew(ref)
    })
    const refused = await refusalOf(test.caller.uploads.confirm({ ...ref, async: true }))
    expect(refused).toMatchObject({ status: 409, code: 'SUPERSEDED', retry: 'same_request' })
  })

  it('keeps renew and cancel out while it runs', async () => {
    const test = await createTestServices()
    const { ref } = await createLarge(test)
    await test.caller.uploads.confirm(ref)
    expect(await refusalOf(test.caller.uploads.renew(ref))).toMatchObject({ status: 409, code: 'CONFIRMING' })
    expect(await refusalOf(test.caller.uploads.cancel(ref))).toMatchObject({
      status: 409,
      code: 'CONFIRMING',
    })
  })

  it('is thrown back to the queue when the store is down, and settles when it runs again', async () => {
    const test = await createTestServices()
    const { ref } = await createLarge(test)
    const { task_id } = await test.caller.uploads.confirm(ref)
    test.store.faults.failNext('copy')
    await expect(runTask(test.deps, task_id ?? '')).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
    })
    await Promise.all([runTask(test.deps, task_id ?? ''), runTask(test.deps, task_id ?? '')])
    expect(await test.caller.uploads.confirm(ref)).toMatchObject({ status: 'COMPLETED' })
    expect(await quotaOf(test)).toEqual({ ...NOTHING, used_bytes: BODY.length, used_objects: 1 })
  })

  it('that finds nothing when time is up says so and ends, and then the upload does', async () => {
    const test = await createTestServices()
    const { ref } = await create(test)
    const ask = async () => (await test.caller.uploads.confirm({ ...ref, async: true })).task_id ?? ''
    const first = await ask()
    test.db.clock.advance(76 * 60)
    for (const task_id of [first, await ask()]) {
      await runTask(test.deps, task_id)
      expect(await test.caller.tasks.get({ task_id })).toMatchObject({
        status: 'FAILED',
        outputs: [{ error: { details: { code: 'OBJECT_NOT_IN_STORAGE' } } }],
      })
    }
    const batch = { bucket: ref.bucket, confirmations: [{ upload_id: ref.upload_id }] }
    await runTask(test.deps, (await test.caller.uploads.confirmBatch(batch)).task_id)
    expect(await test.caller.uploads.get(ref)).toMatchObject({ status: 'PENDING', task_id: null })
    await sweepUploads(test.deps)
    expect(await refusalOf(test.caller.uploads.confirm({ ...ref, async: true }))).toMatchObject({
      code: 'UPLOAD_FAILED',
    })
  })

  it('that the queue gave up on tells the caller, who may confirm again', async () => {
    const test = await createTestServices()
    const { ref } = await createLarge(test)
    const { task_id } = await test.caller.uploads.confirm(ref)
    await failTask(test.deps, task_id ?? '', { code: 'STORAGE_UNAVAILABLE', message: 'no answer' })
    expect(await test.caller.tasks.get({ task_id: task_id ?? '' })).toMatchObject({ status: 'FAILED' })
    expect((await test.caller.uploads.confirm(ref)).task_id).not.toBe(task_id)
  })
})
