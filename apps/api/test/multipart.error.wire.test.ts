import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createInParts, FILE, listParts, PART_BYTES, sendParts, signParts } from './support/parts.ts'
import { type Api, startApi } from './support/start-api.ts'
import { confirmUnchanged, quotaOf } from './support/stored-state.ts'
import { confirm, createUpload } from './support/uploads.ts'

const GIB = 1024 ** 3

let api: Api
beforeAll(async () => {
  api = await startApi({ settings: { MIN_PART_BYTES: String(PART_BYTES) } })
  await api.runtime.ensureProbed()
})
afterAll(() => api[Symbol.asyncDispose]())

const create = (json: object) =>
  api.call('POST', '/v1/buckets/uploads/uploads', {
    json: { filename: 'a.bin', content_type: 'application/octet-stream', ...json },
  })

describe('limits', () => {
  it('one PUT takes 5 GiB; for a byte more the refusal names multipart', async () => {
    expect((await create({ file_size_bytes: 5 * GIB })).status).toBe(200)
    const refused = await create({ file_size_bytes: 5 * GIB + 1 })
    expect(refused.status).toBe(413)
    expect(refused.body.error).toMatchObject({
      type: 'FileTooLargeError',
      message: expect.stringContaining('multipart'),
      details: { code: 'SINGLE_PUT_TOO_LARGE', retryable: false },
    })
    const inParts = await create({ file_size_bytes: 5 * GIB + 1, multipart: {} })
    expect(inParts.body.multipart).toEqual({ part_size_bytes: PART_BYTES, part_count: 1025 })
  })

  it('10,000 parts of 5 GiB are the largest file', async () => {
    const most = 10_000 * 5 * GIB
    const largest = await create({ file_size_bytes: most, multipart: {} })
    expect(largest.body.multipart).toEqual({ part_size_bytes: 5 * GIB, part_count: 10_000 })
    expect((await create({ file_size_bytes: most + 1, multipart: {} })).status).toBe(413)
    await api.call('DELETE', `/v1/buckets/uploads/uploads/${largest.body.upload_id}`)
  })

  it.each([PART_BYTES - 1, 5 * GIB + 1, 0, -1, 1.5, 'large'])(
    'a part of %s is 422, with its place',
    async size => {
      const refused = await create({ file_size_bytes: 10, multipart: { part_size_bytes: size } })
      expect(refused.status).toBe(422)
      expect(refused.body.detail[0].loc).toEqual(['body', 'multipart', 'part_size_bytes'])
    },
  )

  it('parts that the quota has no room for are refused, and reserve nothing', async () => {
    const { upload_id: uploadId } = await createInParts(api, { file_size_bytes: null, owner: 'ada' })
    const quota = `/v1/quotas/owner?id=${api.tenant.bucketId}&owner=ada`
    const before = await quotaOf(api, 'organization')
    const id = api.tenant.bucketId
    const limit = { scope: 'owner', id, owner: 'ada', limit_bytes: PART_BYTES }
    expect((await api.call('PUT', '/v1/quotas/owner', { json: limit })).status).toBe(200)
    const refused = await signParts(api, uploadId, { json: { part_numbers: [1, 2] } })
    expect([refused.status, refused.body.error.details]).toMatchObject([
      403,
      { code: 'QUOTA_EXCEEDED', scope: 'owner', asked_bytes: 2 * PART_BYTES },
    ])
    expect(await quotaOf(api, 'organization')).toEqual(before)
    expect((await api.call('GET', quota)).body).toMatchObject({ reserved_bytes: 0 })
    expect((await signParts(api, uploadId, { json: { part_numbers: [1] } })).status).toBe(200)
  })
})

describe('refusals', () => {
  it.each([
    [{}, ['body', 'part_numbers']],
    [{ part_numbers: [] }, ['body', 'part_numbers']],
    [{ part_numbers: [0] }, ['body', 'part_numbers', 0]],
    [{ part_numbers: [1, 3] }, ['body', 'part_numbers', 1]],
    [{ part_numbers: [2, 2] }, ['body', 'part_numbers']],
    [{ part_numbers: Array.from({ length: 101 }, (_, index) => index + 1) }, ['body', 'part_numbers']],
    [{ part_numbers: [1], file_size_bytes: FILE.length + 1 }, ['body', 'file_size_bytes']],
    [{ part_numbers: [1], presigned_url_expiration: 59 }, ['body', 'presigned_url_expiration']],
  ])('signing %j is 422', async (json, loc) => {
    const { upload_id: uploadId } = await createInParts(api)
    const refused = await signParts(api, uploadId, { json })
    expect([refused.status, refused.body.detail?.[0]?.loc]).toEqual([422, loc])
  })

  it('a cursor that is none, and a page of nothing, are 422', async () => {
    const { upload_id: uploadId } = await createInParts(api)
    for (const query of ['?cursor=abc', '?limit=0', '?limit=1001', '?limit=x'])
      expect((await listParts(api, uploadId, query)).status).toBe(422)
    expect((await listParts(api, uploadId)).body).toMatchObject({ parts: [], next_cursor: null })
  })

  it('an upload in one PUT has no parts', async () => {
    const { upload_id: uploadId } = await createUpload(api)
    for (const answer of [
      await signParts(api, uploadId, { json: { part_numbers: [1] } }),
      await listParts(api, uploadId),
    ])
      expect([answer.status, answer.body.error.details.code]).toEqual([409, 'NOT_MULTIPART'])
  })

  it('a confirm names what is missing and changes nothing', async () => {
    const { upload_id: uploadId } = await createInParts(api)
    await sendParts(api, uploadId, [2])
    const refused = await confirmUnchanged(api, uploadId)
    expect([refused.status, refused.body.error]).toMatchObject([
      400,
      {
        type: 'ObjectNotInStorageError',
        details: { code: 'PARTS_MISSING', retry: 'after_put', missing_parts: [1], stored_parts: 1 },
      },
    ])
    await sendParts(api, uploadId, [1])
    const other = await confirmUnchanged(api, uploadId, { file_size_bytes: FILE.length - 1 })
    expect(other.body.error.details).toMatchObject({ code: 'SIZE_MISMATCH', retry: 'after_renew' })
    expect((await confirm(api, uploadId)).status).toBe(200)
  })
})

describe('strangers', () => {
  it("another tenant's upload is as unknown as one that never was", async () => {
    const { upload_id: uploadId } = await createInParts(api)
    await sendParts(api, uploadId)
    const missing = 'upl_0000000000000000'
    const call = { key: api.stranger.apiKey }
    for (const ask of [
      (id: string) => signParts(api, id, { json: { part_numbers: [1] }, ...call }),
      (id: string) => api.call('GET', `/v1/buckets/uploads/uploads/${id}/parts`, call),
    ]) {
      const [foreign, unknown] = [await ask(uploadId), await ask(missing)]
      expect(foreign.status).toBe(404)
      expect(foreign.text.replaceAll(uploadId, 'ID')).toBe(unknown.text.replaceAll(missing, 'ID'))
    }
    const noKey = await signParts(api, uploadId, { json: { part_numbers: [1] }, ...{ key: null } })
    expect(noKey.status).toBe(401)
  })
})
