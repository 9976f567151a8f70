import { SHORT_LIMITS } from '@landfall/runtime/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, startApi } from './support/start-api.ts'
import { BYTES, completeUpload, confirm, createUpload, getUpload, put } from './support/uploads.ts'

let api: Api
beforeAll(async () => {
  api = await startApi({ settings: { LOG_LEVEL: 'trace' }, runtime: SHORT_LIMITS })
})
afterAll(() => api[Symbol.asyncDispose]())

const entries = () => api.logLines.map(line => JSON.parse(line))

describe('the log of a request', () => {
  it('has method, route pattern, status, time and request id, and nothing of the URL', async () => {
    const upload = await createUpload(api)
    const headers = { 'x-request-id': 'trace-log-1' }
    await api.call('GET', `/v1/buckets/uploads/uploads/${upload.upload_id}?secret=in-the-query`, { headers })
    await expect.poll(() => entries().filter(entry => entry.requestId === 'trace-log-1')).toHaveLength(1)

    expect(entries().find(entry => entry.requestId === 'trace-log-1')).toEqual({
      level: 'info',
      time: expect.any(String),
      requestId: 'trace-log-1',
      method: 'GET',
      route: '/v1/buckets/:bucket/uploads/:upload_id',
      status: 200,
      ms: expect.any(Number),
      msg: 'request',
    })
    expect(api.logLines.join('')).not.toContain('in-the-query')
  })

  it('names no route for a path that is none', async () => {
    await api.call('GET', '/v1/secret-path/x', { headers: { 'x-request-id': 'trace-log-2' } })
    await expect
      .poll(() => entries().find(entry => entry.requestId === 'trace-log-2')?.route)
      .toBe('unmatched')

    expect(api.logLines.join('')).not.toContain('secret-path')
  })
})

describe('a whole day of traffic', () => {
  it('leaves no key, secret, signed URL, body or password in the log', async () => {
    await api.runtime.ensureProbed()
    const signed: string[] = []
    for (const sends_headers of [true, false]) {
      const { upload, confirmed } = await completeUpload(api, {
        sends_headers,
        metadata: { note: 'private-note' },
      })
      const got = await getUpload(api, upload.upload_id, '?return_presigned_urls=true')
      const content = await api.call('GET', `/v1/objects/${confirmed.object_id}/content`)
      signed.push(upload.presigned_url, got.body.presigned_url, content.headers.get('location') ?? '')
    }
    const broken = await createUpload(api)
    await put(broken)
    signed.push(broken.presigned_url)
    for (const fault of ['deny', 'error', 'refuse', 'hang'] as const) {
      api.faultyStore.fail(fault)
      await confirm(api, broken.upload_id)
      await api.call('GET', '/readyz', { key: null })
    }
    api.faultyStore.heal()
    api.databaseGate.shut()
    await confirm(api, broken.upload_id)
    await api.databaseGate.open()
    await api.call('GET', '/v1/buckets/uploads', { key: 'sk_wrongwrongwrongwrongwrongwrongwrongwrong' })
    await api.call('GET', '/v1/buckets/uploads', { headers: { cookie: 'session=cookie-secret' } })

    const text = api.logLines.join('')
    expect(entries().filter(entry => entry.level === 'warn').length).toBeGreaterThan(0)
    for (const url of signed) {
      expect(text).not.toContain(new URL(url).searchParams.get('X-Amz-Signature') ?? 'no signature')
    }
    const secrets = [
      api.tenant.apiKey,
      api.stranger.apiKey,
      'sk_wrong',
      api.store.secretAccessKey,
      'private-note',
      'cookie-secret',
      new TextDecoder().decode(BYTES),
      'X-Amz-Signature=',
      'X-Amz-Credential=',
      'AWS4-HMAC-SHA256',
    ]
    for (const secret of secrets) expect(text).not.toContain(secret)
    expect(text).not.toMatch(/https?:\/\/[^\s"]*\?(?!\[redacted\])/)
    expect(text).not.toMatch(/postgres(ql)?:\/\/[^\s":]*:(?!\[redacted\])[^\s"@]*@/)
  })
})

describe('a bug', () => {
  it('is 500 with a request id and no internals; the log has the cause', async () => {
    const { upload_id: id } = await createUpload(api)
    const broken = new Error('internal detail: table upload_event')
    const original = api.runtime.services.uploads.find
    api.runtime.services.uploads.find = () => Promise.reject(broken)
    const headers = { 'x-request-id': 'trace-bug' }
    const rest = await api.call('GET', `/v1/buckets/uploads/uploads/${id}`, { headers })
    const input = encodeURIComponent(JSON.stringify({ bucket: 'uploads', upload_id: id }))
    const trpc = await api.call('GET', `/trpc/uploads.get?input=${input}`, { headers })
    api.runtime.services.uploads.find = original

    expect([rest.status, rest.body]).toEqual([
      500,
      {
        success: false,
        status: 500,
        error: {
          message: 'Something went wrong on our side; nothing of it is your request',
          type: 'InternalError',
          details: { code: 'INTERNAL', retry: 'never', retryable: false, request_id: 'trace-bug' },
        },
      },
    ])
    expect([trpc.status, trpc.body.error.data.error]).toEqual([500, rest.body.error])
    expect(rest.text + trpc.text).not.toContain('internal detail')
    const logged = entries().filter(entry => entry.requestId === 'trace-bug' && entry.level === 'error')
    expect(logged.map(entry => entry.err.message)).toEqual([broken.message, broken.message])
  })
})
