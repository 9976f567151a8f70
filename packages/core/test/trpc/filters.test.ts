import { InfrastructureError } from '@landfall/core/domain'
import { createTestServices } from '@landfall/core/testing'
import { expect, it } from 'vitest'
import { create, refusalOf } from '../support/uploads.ts'

it('every list takes filters, and its figures are about what they match', async () => {
  const test = await createTestServices()
  const { ref, put } = await create(test, { filename: 'a.txt', object_metadata: { year: 2024 } })
  await put()
  await test.caller.uploads.confirm(ref)
  await create(test, { filename: 'b.txt', metadata: { year: 1999 } })
  const { uploads, objects, buckets, tasks } = test.caller

  const old = { AND: [{ field: 'metadata.year', operator: 'lt', value: 2000 }] }
  expect((await uploads.list({ filters: old })).results).toMatchObject([{ filename: 'b.txt' }])
  expect(await uploads.stats({ filters: old })).toMatchObject({ total_uploads: 1, stats_estimated: false })
  expect((await objects.list({ filters: { year: 2024 } })).results).toHaveLength(1)
  expect(await objects.stats({ filters: old })).toMatchObject({ total_objects: 0, avg_blobs_per_object: 0 })
  expect(await buckets.list({ filters: { bucket_name: 'nosuch' } })).toMatchObject({
    results: [],
    total_count: 0,
    stats: { avg_size_per_bucket: 0 },
  })
  expect(await tasks.list({ filters: { status: 'FAILED' }, include_total: true })).toEqual({
    results: [],
    next_cursor: null,
    total: 0,
  })
  expect(await refusalOf(uploads.list({ filters: { nosuch: 1 } }))).toMatchObject({
    status: 422,
    code: 'INVALID_INPUT',
  })
})

it('a list that the database gives up on is the caller’s to change, not an outage', async () => {
  const test = await createTestServices()
  test.db.faults.beforeEach(method => {
    if (method === 'uploads.list') throw new InfrastructureError('FILTER_TOO_SLOW', null)
  })
  expect(await refusalOf(test.caller.uploads.list({ filters: { owner: 'a' } }))).toMatchObject({
    status: 422,
    code: 'FILTER_TOO_SLOW',
  })
})
