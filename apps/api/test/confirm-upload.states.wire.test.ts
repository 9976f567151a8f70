import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { invalid, refusal } from './support/expected-errors.ts'
import { type Api, startApi } from './support/start-api.ts'
import { confirmUnchanged, storedState } from './support/stored-state.ts'
import {
  BYTES,
  completeUpload,
  confirm,
  createUpload,
  getUpload,
  md5Hex,
  put,
  sha256Hex,
} from './support/uploads.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
  await api.runtime.ensureProbed()
})
afterAll(() => api[Symbol.asyncDispose]())

const refused = (uploadId: string, json: object = {}) => confirmUnchanged(api, uploadId, json)

describe('a settled upload', () => {
  it('answers the stored result for ever, and refuses a claim that differs from it', async () => {
    const { upload, confirmed } = await completeUpload(api)
    const right = await confirm(api, upload.upload_id, {
      etag: md5Hex(BYTES),
      file_size_bytes: BYTES.length,
      file_hash: sha256Hex(BYTES),
    })
    expect([right.status, right.body]).toEqual([200, confirmed])

    const before = await storedState(api)
    const wrong = await confirm(api, upload.upload_id, { file_size_bytes: 1 })
    expect([wrong.status, wrong.body.error.details]).toEqual([
      400,
      {
        code: 'SIZE_MISMATCH',
        retry: 'after_renew',
        retryable: false,
        upload_id: upload.upload_id,
        attempt: 1,
        source: 'claimed',
        expected: 1,
        observed: BYTES.length,
        settled_by: 'client',
      },
    ])
    expect(await storedState(api)).toEqual(before)
  })

  it('is not renewed, and not deleted while its object names it', async () => {
    const { upload, confirmed } = await completeUpload(api)
    const before = await storedState(api)
    const renewed = await api.call('POST', `/v1/buckets/uploads/uploads/${upload.upload_id}/renew`)
    const deleted = await api.call('DELETE', `/v1/buckets/uploads/uploads/${upload.upload_id}`)

    expect([renewed.status, renewed.body.error.details.code]).toEqual([409, 'UPLOAD_SETTLED'])
    expect([deleted.status, deleted.body.error.details]).toEqual([
      409,
      {
        code: 'UPLOAD_HAS_OBJECT',
        retry: 'never',
        retryable: false,
        upload_id: upload.upload_id,
        object_id: confirmed.object_id,
      },
    ])
    expect(await storedState(api)).toEqual(before)
  })
})

describe('a canceled upload', () => {
  it('is 409 to confirm and to renew, even with its bytes in place', async () => {
    const upload = await createUpload(api)
    await put(upload)
    await api.call('DELETE', `/v1/buckets/uploads/uploads/${upload.upload_id}`)
    const answer = await refused(upload.upload_id)
    const details = {
      code: 'UPLOAD_CANCELED',
      retry: 'never',
      upload_id: upload.upload_id,
      upload_status: 'CANCELED',
    }

    expect([answer.status, answer.body]).toEqual([
      409,
      refusal([409, 'ConflictError'], details, expect.stringContaining('canceled')),
    ])
    const renewed = await api.call('POST', `/v1/buckets/uploads/uploads/${upload.upload_id}/renew`)
    expect([renewed.status, renewed.body]).toEqual([409, answer.body])
  })
})

describe('a confirm that does not fit the schema', () => {
  it.each([
    ['a negative size', { file_size_bytes: -1 }, 'file_size_bytes'],
    ['a size as text', { file_size_bytes: '25' }, 'file_size_bytes'],
    ['an ETag of 2 kB', { etag: 'e'.repeat(2000) }, 'etag'],
    ['a hash that is none', { file_hash: 'xyz' }, 'file_hash'],
  ])('is 422: %s', async (_what, json, field) => {
    const upload = await createUpload(api)
    const answer = await refused(upload.upload_id, json)

    expect([answer.status, answer.body]).toEqual([
      422,
      invalid(['body', field], expect.any(String), expect.any(String)),
    ])
  })

  it('ignores keys it does not know, async in the body among them', async () => {
    const upload = await createUpload(api)
    await put(upload)
    const answer = await confirm(api, upload.upload_id, {
      async: true,
      upload_id: 'upl_other',
      bucket: 'none',
      status: 'FAILED',
    })

    expect(answer.body).toMatchObject({ status: 'COMPLETED', upload_id: upload.upload_id })
  })
})

describe('a confirm over the quota', () => {
  it('is 403 for bytes nobody declared; with room it works', async () => {
    const upload = await createUpload(api)
    await put(upload)
    const quota = (await api.call('GET', '/v1/quotas/bucket?id=uploads')).body
    const limit = quota.used_bytes + quota.reserved_bytes
    await api.call('PUT', '/v1/quotas/bucket?id=uploads', { json: { limit_bytes: limit } })

    const answer = await confirm(api, upload.upload_id)
    expect([answer.status, answer.body.error.type]).toEqual([403, 'QuotaExceededError'])
    expect(answer.body.error.details).toMatchObject({
      code: 'QUOTA_EXCEEDED',
      retry: 'never',
      scope: 'bucket',
      limit_bytes: limit,
      asked_bytes: BYTES.length,
    })
    expect((await getUpload(api, upload.upload_id)).body).toMatchObject({
      status: 'PENDING',
      object_id: null,
    })

    await api.call('PUT', '/v1/quotas/bucket?id=uploads', { json: { limit_bytes: null } })
    expect((await confirm(api, upload.upload_id)).body.status).toBe('COMPLETED')
  })
})
