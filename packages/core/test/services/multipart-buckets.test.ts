import { deleteDoomedKeys, runTask } from '@landfall/core/services'
import { createTestServices } from '@landfall/core/testing'
import { describe, expect, it } from 'vitest'
import { createInParts, PART_BYTES } from '../support/parts.ts'
import { BODY, quotaOf, refusalOf } from '../support/uploads.ts'

const FILE = { filename: 'a.txt', content_type: 'text/plain', file_size_bytes: BODY.length }

describe('a batch create', () => {
  it('takes items in parts beside others', async () => {
    const test = await createTestServices()
    const { uploads } = await test.caller.uploads.createBatch({
      bucket: test.place.bucketId,
      uploads: [FILE, { ...FILE, multipart: { part_size_bytes: PART_BYTES } }],
    })
    expect(uploads).toMatchObject([
      { multipart: null, presigned_url: expect.any(String) },
      { multipart: { part_size_bytes: PART_BYTES, part_count: 3 }, presigned_url: null },
    ])
  })

  it('names the item whose parts are too small, and reserves nothing', async () => {
    const test = await createTestServices()
    const before = await quotaOf(test)
    const refused = await refusalOf(
      test.caller.uploads.createBatch({
        bucket: test.place.bucketId,
        uploads: [FILE, { ...FILE, multipart: { part_size_bytes: 1 } }],
      }),
    )
    expect(refused).toMatchObject({
      status: 422,
      issues: [{ path: ['uploads', 1, 'multipart', 'part_size_bytes'] }],
    })
    expect(await quotaOf(test)).toEqual(before)
  })
})

it('a schema that was changed counts before the parts are put together', async () => {
  const test = await createTestServices()
  const { send, ref } = await createInParts(test)
  await send()
  test.db.clock.advance(1)
  const bucket = test.place.bucketId
  const title = { type: 'string', required: true }
  await test.caller.buckets.update({ bucket, bucket_schema: { properties: { title } } })
  const refused = await refusalOf(test.caller.uploads.confirm(ref))
  expect(refused).toMatchObject({ status: 409, code: 'SCHEMA_CHANGED' })
  expect(test.store.openMultiparts()).toHaveLength(1)
  await test.caller.buckets.update({ bucket, bucket_schema: { properties: {} } })
  expect(await test.caller.uploads.confirm(ref)).toMatchObject({ status: 'COMPLETED' })
})

it('what a deleted bucket had open in parts is aborted', async () => {
  const test = await createTestServices()
  const { send } = await createInParts(test)
  await send([1, 2])
  const { task_id } = await test.caller.buckets.delete({ bucket: test.place.bucketId })
  await runTask(test.deps, task_id)
  expect(await test.caller.tasks.get({ task_id })).toMatchObject({ status: 'COMPLETED' })
  expect(test.store.openMultiparts()).toHaveLength(1)
  await deleteDoomedKeys(test.deps)
  expect(test.store.openMultiparts()).toEqual([])
})
