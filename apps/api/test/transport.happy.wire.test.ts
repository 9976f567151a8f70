import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { requestText, sendRaw } from './support/raw-http.ts'
import { type Api, startApi } from './support/start-api.ts'
import { confirm, createUpload, put } from './support/uploads.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api[Symbol.asyncDispose]())

describe('the authorization header in two spellings (CONTRACT 1.6)', () => {
  const get = (...lines: string[]) =>
    sendRaw(api, requestText(['GET /v1/buckets/uploads HTTP/1.1', ...lines]))
  const good = (name: string) => `${name}: Bearer ${api.tenant.apiKey}`

  it('is taken in either, and in both with one value', async () => {
    for (const lines of [
      [good('Authorization')],
      [good('authorization')],
      [good('Authorization'), good('authorization')],
    ])
      expect((await get(...lines)).status).toBe(200)
  })

  it('that says two things is nobody’s, whichever comes first', async () => {
    const other = `authorization: Bearer ${api.stranger.apiKey}`
    for (const lines of [
      [good('Authorization'), other],
      [other, good('Authorization')],
      [good('Authorization'), 'authorization: Bearer sk_none'],
    ])
      expect((await get(...lines)).status).toBe(401)
  })
})

describe('a bucket in the path', () => {
  it('goes by id or by name, percent-encoded whatever is in it', async () => {
    const bucket_name = 'a/b %2F ü & more?'
    const { body } = await api.call('POST', '/v1/buckets', {
      json: { bucket_name, bucket_schema: { properties: {} } },
    })
    for (const ref of [body.bucket_id, encodeURIComponent(bucket_name)]) {
      const got = await api.call('GET', `/v1/buckets/${ref}`)
      expect([got.status, got.body.bucket_name]).toEqual([200, bucket_name])
      const made = await api.call('POST', `/v1/buckets/${ref}/uploads`, {
        json: { filename: 'a.txt', content_type: 'text/plain' },
      })
      expect([made.status, made.body.bucket_id]).toEqual([200, body.bucket_id])
    }
  })
})

it('every URL stays within 2083 characters for the longest of names, sent with their headers or without', async () => {
  for (const sends_headers of [false, true]) {
    const filename = '𝕏'.repeat(255)
    const content_type = `text/plain; name="${'x'.repeat(200)}"`
    const upload = await createUpload(api, { filename, content_type, sends_headers })
    expect(upload.presigned_url.length).toBeLessThanOrEqual(2083)
    expect((await put(upload)).status).toBe(200)
    const { body } = await confirm(api, upload.upload_id)
    const object = await api.call(
      'GET',
      `/v1/buckets/uploads/objects/${body.object_id}?return_presigned_urls=true`,
    )
    const url = object.body.blobs[0].properties.presigned_url
    expect(url.length).toBeLessThanOrEqual(2083)
    expect((await fetch(url)).status).toBe(200)
  }
})

it.each([
  ['POST', '/v1/buckets/list'],
  ['POST', '/v1/buckets/uploads/uploads/list'],
  ['POST', '/v1/buckets/uploads/objects/list'],
  ['POST', '/v1/tasks/list'],
])('%s %s takes nothing at all, sent as JSON', async (method, path) => {
  const headers = { 'content-type': 'application/json' }
  expect((await api.call(method, path, { headers })).status).toBe(200)
})
