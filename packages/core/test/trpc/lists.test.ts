import { createTestServices } from '@landfall/core/testing'
import { describe, expect, it } from 'vitest'
import { create, refusalOf } from '../support/uploads.ts'

const newest = { field: 'created_at', direction: 'desc' } as const

describe('lists over all buckets', () => {
  it('find, sort and filter uploads, and count what they find', async () => {
    const test = await createTestServices()
    const other = await test.caller.buckets.create({
      bucket_name: 'other',
      bucket_schema: { properties: {} },
    })
    await create(test, { filename: 'b.txt' })
    const canceled = await create(test, { filename: 'A.txt' })
    await test.caller.uploads.cancel(canceled.ref)
    await create(test, { filename: 'c.png', bucket: other.bucket_id })
    const names = async (input: Parameters<typeof test.caller.uploads.list>[0]) =>
      (await test.caller.uploads.list(input)).results.map(({ filename }) => filename)

    expect(await names({ sort: { field: 'filename' } })).toEqual(['A.txt', 'b.txt', 'c.png'])
    expect(await names({ search: '', sort: { field: 'filename' } })).toHaveLength(3)
    expect(await names({ search: '.TXT', sort: { field: 'filename', direction: 'desc' } })).toEqual([
      'b.txt',
      'A.txt',
    ])
    expect(await names({ status: ['CANCELED', 'FAILED'] })).toEqual(['A.txt'])
    expect(await names({ status: 'PENDING', bucket: 'other' })).toEqual(['c.png'])
    expect(await test.caller.uploads.stats({})).toMatchObject({
      total_uploads: 3,
      uploads_by_status: { PENDING: 2, CANCELED: 1 },
      unique_buckets: 2,
    })
    expect(await test.caller.uploads.stats({ bucket: 'other' })).toMatchObject({ unique_buckets: 1 })
  })

  it('go on where a cursor ends, and refuse the cursor of another sort', async () => {
    const test = await createTestServices()
    for (const filename of ['a', 'b', 'c']) {
      const { ref, put } = await create(test, { filename })
      await put()
      await test.caller.uploads.confirm(ref)
    }
    const sort = { field: 'filename', direction: 'asc' } as const
    for (const list of [test.caller.uploads.list, test.caller.objects.list]) {
      const { next_cursor: cursor } = await list({ sort, limit: 2 })
      expect((await list({ sort, limit: 2, cursor })).results).toHaveLength(1)
      for (const other of [undefined, newest, { ...sort, direction: 'desc' as const }]) {
        const call = list({ limit: 2, cursor, ...(other ? { sort: other } : {}) })
        expect(await refusalOf(call)).toMatchObject({ status: 422, code: 'INVALID_INPUT' })
      }
    }
  })

  it('take the default order by its name as well', async () => {
    const test = await createTestServices()
    for (let count = 0; count < 2; count += 1) await create(test)
    const { next_cursor: cursor } = await test.caller.uploads.list({ limit: 1 })
    expect((await test.caller.uploads.list({ sort: newest, cursor })).results).toHaveLength(1)
  })

  it('find an upload by its id alone', async () => {
    const test = await createTestServices()
    const { ref, upload } = await create(test)
    expect(await test.caller.uploads.get({ upload_id: ref.upload_id })).toMatchObject({
      upload_id: upload.upload_id,
      bucket_id: upload.bucket_id,
    })
  })
})
