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
