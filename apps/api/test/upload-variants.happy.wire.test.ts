import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, startApi } from './support/start-api.ts'
import { quotaOf } from './support/stored-state.ts'
import { BYTES, confirm, createUpload, getUpload, put } from './support/uploads.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api[Symbol.asyncDispose]())

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)

describe('an upload without an object', () => {
  it('is COMPLETED by its confirm, charged, and given back by its delete', async () => {
    const before = await quotaOf(api, 'bucket')
    const upload = await createUpload(api, { create_object_on_confirm: false })
    await put(upload)
    const confirmed = await confirm(api, upload.upload_id)

    expect(confirmed.body).toMatchObject({ status: 'COMPLETED', object_id: null })
    expect(await quotaOf(api, 'bucket')).toMatchObject({ used_bytes: before.used_bytes + BYTES.length })

    const path = `/v1/buckets/uploads/uploads/${upload.upload_id}`
    expect((await api.call('DELETE', path)).status).toBe(204)
    expect((await api.call('DELETE', path)).status).toBe(204)
    expect(await quotaOf(api, 'bucket')).toEqual(before)
    expect((await getUpload(api, upload.upload_id)).body).toMatchObject({
      status: 'COMPLETED',
      deleted_at: TIME,
    })
  })
})

describe('null', () => {
  it('is as if the field were not there, wherever it need not be', async () => {
    const path = '/v1/buckets/uploads/uploads'
    const required = { filename: 'null.txt', content_type: 'text/plain' }
    const optional = [
      ...[
        'file_size_bytes',
        'presigned_url_expiration',
        'metadata',
        'create_object_on_confirm',
        'object_metadata',
      ],
      ...[
        'blob_property',
        'blob_type',
        'file_hash',
        'skip_duplicates',
        'owner',
        'checksum',
        'sends_headers',
        'multipart',
      ],
    ]
    const nulls = Object.fromEntries(optional.map(field => [field, null]))
    const [bare, full] = [
      await api.call('POST', path, { json: required }),
      await api.call('POST', path, { json: { ...required, ...nulls } }),
    ]
    const { upload_id: _, created_at: _c, expires_at: _e, settle_until: _s, ...same } = bare.body
    expect([full.status, full.body]).toMatchObject([
      200,
      { ...same, s3_key: expect.any(String), presigned_url: expect.any(String) },
    ])
    const bucket = {
      ...{ description: null, unique_key: null, metadata: null, rules: null, unconfirmed: null },
      ...{ confirm_grace: null, bucket_name: 'nulls', bucket_schema: { properties: {} } },
    }
    expect((await api.call('POST', '/v1/buckets', { json: bucket })).body).toMatchObject({
      unconfirmed: 'settle',
      confirm_grace: 120,
    })
    const token = { bucket: 'uploads', expires_in_seconds: null, max_files: null, allow_content: null }
    expect((await api.call('POST', '/v1/tokens', { json: token })).status).toBe(200)
  })
})

describe('file names', () => {
  it.each([
    ['Unicode', '写真 📷.jpg'],
    ['255 characters', `${'n'.repeat(251)}.txt`],
    ['255 characters of four bytes', `${'📷'.repeat(251)}.jpg`],
    ['quotes and percent signs', `a"b'c%20;d.txt`],
    ['only dots', '...'],
    ['a leading dot', '.gitignore'],
  ])('come back as they were: %s', async (_what, filename) => {
    const upload = await createUpload(api, { filename })
    expect(upload.presigned_url.length).toBeLessThanOrEqual(2083)
    expect(upload.s3_key).toMatch(/^[\w!.*'()/-]+$/)
    expect((await put(upload)).status).toBe(200)
    const { body } = await confirm(api, upload.upload_id)

    const got = await getUpload(api, upload.upload_id, '?return_presigned_urls=true')
    expect(got.body).toMatchObject({ filename, status: 'COMPLETED' })
    expect(got.body.presigned_url.length).toBeLessThanOrEqual(2083)
    expect((await fetch(got.body.presigned_url)).status).toBe(200)
    const object = await api.call(
      'GET',
      `/v1/buckets/uploads/objects/${body.object_id}?return_presigned_urls=true`,
    )
    expect(object.body.blobs[0].details.filename).toBe(filename)
    expect(object.body.blobs[0].properties.presigned_url.length).toBeLessThanOrEqual(2083)
  })
})

describe('sizes', () => {
  it('may be zero', async () => {
    const upload = await createUpload(api, { file_size_bytes: 0 })
    const empty = new Uint8Array()
    expect((await put(upload, empty)).status).toBe(200)

    expect((await confirm(api, upload.upload_id, { file_size_bytes: 0 })).body).toMatchObject({
      status: 'COMPLETED',
      file_size_bytes: 0,
    })
  })

  it('are observed where none was declared', async () => {
    const upload = await createUpload(api)
    await put(upload)

    expect((await confirm(api, upload.upload_id)).body).toMatchObject({
      status: 'COMPLETED',
      file_size_bytes: BYTES.length,
      receipt: { size: 'observed_only', etag: 'not_claimed' },
    })
  })
})

describe('an upload renewed', () => {
  it('gets a key and URL of its own; the old ones count no more', async () => {
    const first = await createUpload(api, { file_size_bytes: BYTES.length })
    const renewed = await api.call('POST', `/v1/buckets/uploads/uploads/${first.upload_id}/renew`)

    expect(renewed.status).toBe(200)
    expect(renewed.body).toMatchObject({ upload_id: first.upload_id, attempt: 2, status: 'PENDING' })
    expect(renewed.body.s3_key).toBe(first.s3_key.replace('/1/', '/2/'))
    await put(first)
    expect((await confirm(api, first.upload_id)).body.error.details.code).toBe('OBJECT_NOT_IN_STORAGE')
    await put(renewed.body)
    expect((await confirm(api, first.upload_id)).body.status).toBe('COMPLETED')
  })
})

describe('a canceled upload', () => {
  it('keeps its record, gives back its reservation, and is 204 again', async () => {
    const before = await quotaOf(api, 'bucket')
    const upload = await createUpload(api, { file_size_bytes: 10 })
    const path = `/v1/buckets/uploads/uploads/${upload.upload_id}`

    expect([(await api.call('DELETE', path)).status, (await api.call('DELETE', path)).status]).toEqual([
      204, 204,
    ])
    expect((await getUpload(api, upload.upload_id)).body.status).toBe('CANCELED')
    expect(await quotaOf(api, 'bucket')).toEqual(before)
    const keys = await api.database.sql('SELECT state FROM stored_key WHERE upload_id = $1', [
      upload.upload_id,
    ])
    expect(keys).toEqual([{ state: 'doomed' }])
  })

  it('keeps its bytes where the caller asks for it', async () => {
    const upload = await createUpload(api)
    await put(upload)
    await api.call('DELETE', `/v1/buckets/uploads/uploads/${upload.upload_id}?delete_s3_object=false`)

    const keys = await api.database.sql('SELECT state FROM stored_key WHERE upload_id = $1', [
      upload.upload_id,
    ])
    expect(keys).toEqual([{ state: 'kept' }])
  })
})
