import { createTestServices } from '@landfall/core/testing'
import { describe, expect, it } from 'vitest'
import { BODY, create, md5, OTHER, refusalOf } from '../support/uploads.ts'

describe('the overview', () => {
  it('shows what was uploaded, what is open and what needs somebody', async () => {
    const test = await createTestServices()
    const done = await create(test)
    await done.put()
    await test.caller.uploads.confirm(done.ref)
    const wrong = await create(test, { filename: 'wrong.txt', presigned_url_expiration: 60 })
    await wrong.put(OTHER)
    await refusalOf(test.caller.uploads.confirm({ ...wrong.ref, etag: md5(BODY) }))
    await test.caller.quotas.set({ scope: 'bucket', id: test.place.bucketId, limit_bytes: 2 * BODY.length })
    test.db.clock.advance(61)

    const overview = await test.caller.overview.get({ days: 2 })
    const today = test.db.clock.now().toISOString().slice(0, 10)
    expect(overview.days).toHaveLength(2)
    expect(overview.days[1]).toEqual({
      date: today,
      uploads: { COMPLETED: 1, PENDING: 1 },
      uploads_created: 2,
      uploads_completed: 1,
      bytes_completed: BODY.length,
    })
    expect(overview.totals).toEqual({
      completed_uploads: 1,
      open_uploads: 1,
      objects: 1,
      used_bytes: BODY.length,
      reserved_bytes: BODY.length,
    })
    const bucket = await test.caller.buckets.get({ bucket: test.place.bucketId })
    const seen = {
      upload_id: wrong.ref.upload_id,
      bucket_id: bucket.bucket_id,
      bucket_name: bucket.bucket_name,
      filename: 'wrong.txt',
    }
    expect(overview.attention).toMatchObject({
      expired: { count: 1, items: [{ ...seen, expires_at: wrong.upload.expires_at }] },
      refused_confirms: { count: 1, items: [{ ...seen, code: 'ETAG_MISMATCH' }] },
      failing: { count: 0, items: [] },
      quotas: [{ scope: 'bucket', name: bucket.bucket_name, limit_bytes: 2 * BODY.length }],
    })
  })

  it('covers a fortnight if nobody says otherwise, and ninety days at most', async () => {
    const test = await createTestServices()
    expect((await test.caller.overview.get({})).days).toHaveLength(14)
    expect((await test.caller.overview.get({ days: 90 })).days).toHaveLength(90)
    expect(await refusalOf(test.caller.overview.get({ days: 91 }))).toMatchObject({ status: 422 })
  })
})

describe('all quotas', () => {
  it('come with names, widest first, by scope if asked', async () => {
    const test = await createTestServices({ bucket: { name: 'photos' } })
    await create(test, { owner: 'ada' })
    const { results, total_count } = await test.caller.quotas.list({})
    expect(total_count).toBe(4)
    expect(results.map(({ scope, name, owner }) => [scope, name, owner])).toEqual([
      ['organization', test.place.organizationId.replace('org_', 'org '), null],
      ['namespace', 'default', null],
      ['bucket', 'photos', null],
      ['owner', 'photos', 'ada'],
    ])
    const owners = await test.caller.quotas.list({ scope: 'owner' })
    expect(owners).toMatchObject({ total_count: 1, results: [{ reserved_bytes: BODY.length }] })
    expect(await test.caller.quotas.list({ limit: 1, offset: 2 })).toMatchObject({
      total_count: 4,
      results: [{ scope: 'bucket' }],
    })
  })
})
