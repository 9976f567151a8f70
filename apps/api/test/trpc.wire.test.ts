import { MAX_BODY_BYTES } from '@landfall/core/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, startApi } from './support/start-api.ts'
import { BYTES, put } from './support/uploads.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api[Symbol.asyncDispose]())

const query = (path: string, input: object) =>
  api.call('GET', `/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`)
const mutate = (path: string, json: object) => api.call('POST', `/trpc/${path}`, { json })

describe('tRPC over HTTP', () => {
  it('walks the same way as REST: create, PUT, confirm, get, content, delete', async () => {
    const created = await mutate('uploads.create', {
      bucket: 'uploads',
      filename: 'a.txt',
      content_type: 'text/plain',
    })
    expect(created.status).toBe(200)
    const upload = created.body.result.data
    await put(upload)
    const ref = { bucket: 'uploads', upload_id: upload.upload_id }
    const confirmed = await mutate('uploads.confirm', { ...ref, file_size_bytes: BYTES.length })
    expect(confirmed.body.result.data).toMatchObject({ status: 'COMPLETED', file_size_bytes: BYTES.length })

    const overRest = await api.call('GET', `/v1/buckets/uploads/uploads/${upload.upload_id}`)
    expect((await query('uploads.get', ref)).body.result.data).toEqual(overRest.body)

    const { object_id: objectId } = confirmed.body.result.data
    const content = await query('objects.content', { object_id: objectId })
    expect(await (await fetch(content.body.result.data.url)).text()).toBe(new TextDecoder().decode(BYTES))
    expect((await mutate('objects.delete', { object_id: objectId })).status).toBe(200)
    expect((await query('objects.get', { object_id: objectId })).status).toBe(404)
  })

  it('carries the same error object as REST, under data.error', async () => {
    const rest = await api.call('GET', '/v1/buckets/none')
    const { status, body } = await query('buckets.get', { bucket: 'none' })

    expect([status, body]).toEqual([
      404,
      {
        error: {
          code: -32004,
          message: rest.body.error.message,
          data: { code: 'NOT_FOUND', httpStatus: 404, path: 'buckets.get', error: rest.body.error },
        },
      },
    ])
  })

  it.each([
    ['401', { key: null }, 401, 'UNAUTHORIZED', 'UNAUTHORIZED'],
    ['404 for an unknown namespace', { headers: { 'x-namespace': 'none' } }, 404, 'NOT_FOUND', 'NOT_FOUND'],
  ])('answers %s as REST does', async (...[, call, status, trpcCode, code]) => {
    const answer = await api.call('GET', '/trpc/buckets.list?input=%7B%7D', call)

    expect([answer.status, answer.body.error.data.code]).toEqual([status, trpcCode])
    expect(answer.body.error.data.error.details.code).toBe(code)
  })

  it.each([
    [
      'a field that does not fit',
      '{"bucket":"uploads","filename":"","content_type":"text/plain"}',
      ['filename'],
    ],
    ['no JSON', '{"bucket"', []],
  ])('answers 422 with the fields for %s', async (...[, raw, path]) => {
    const { status, body } = await api.call('POST', '/trpc/uploads.create', { raw })

    expect([status, body.error.data.httpStatus]).toEqual([422, 422])
    const { details, type } = body.error.data.error
    expect([type, details.code]).toEqual(['ValidationError', 'INVALID_INPUT'])
    expect((details.issues ?? [{ path: [] }])[0].path).toEqual(path)
  })

  it('answers 413 in its own envelope', async () => {
    const { status, body } = await api.call('POST', '/trpc/uploads.create', {
      raw: JSON.stringify({ filename: 'x'.repeat(MAX_BODY_BYTES) }),
    })

    expect([status, body.error.data.httpStatus, body.error.data.error.details.code]).toEqual([
      413,
      413,
      'BODY_TOO_LARGE',
    ])
  })

  it.each([
    ['GET', '/trpc/nothing.here'],
    ['POST', '/trpc/uploads'],
    ['GET', '/trpc/__proto__'],
    ['GET', '/trpc/uploads.create'],
  ])('knows no %s %s', async (method, path) => {
    const { status, body } = await api.call(method, path, method === 'POST' ? { json: {} } : {})

    expect([status, body.error.data.error.type]).toEqual([404, 'NotFoundError'])
    expect(JSON.stringify(body)).not.toMatch(/stack|node_modules/)
  })

  it('takes a batch, but not one without an end', async () => {
    const batch = (size: number) => {
      const input = Object.fromEntries(
        Array.from({ length: size }, (_, index) => [index, { bucket: 'uploads' }]),
      )
      const paths = Array(size).fill('buckets.get').join(',')
      return api.call('GET', `/trpc/${paths}?batch=1&input=${encodeURIComponent(JSON.stringify(input))}`)
    }

    const few = await batch(3)
    expect(
      few.body.map((item: { result: { data: { bucket_name: string } } }) => item.result.data.bucket_name),
    ).toEqual(['uploads', 'uploads', 'uploads'])
    expect((await batch(51)).status).toBe(422)
  })
})
