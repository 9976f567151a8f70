import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, startApi } from './support/start-api.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api[Symbol.asyncDispose]())

const origin = 'https://any.example'

describe('CORS', () => {
  it.each(['/v1/buckets/uploads/uploads', '/trpc/uploads.create', '/v1/quotas/organization'])(
    'answers a preflight of %s without a credential',
    async path => {
      const answer = await api.call('OPTIONS', path, {
        key: null,
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,content-type,idempotency-key,x-namespace',
        },
      })

      expect(answer.status).toBe(204)
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'access-control-allow-origin': '*',
        'access-control-max-age': '7200',
      })
      const allowed = answer.headers.get('access-control-allow-headers')?.split(', ')
      for (const header of [
        'authorization',
        'content-type',
        'idempotency-key',
        'x-namespace',
        'trpc-accept',
        'last-event-id',
      ]) {
        expect(allowed).toContain(header)
      }
      const methods = answer.headers.get('access-control-allow-methods')
      for (const method of ['GET', 'POST', 'PUT', 'DELETE']) expect(methods).toContain(method)
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
    },
  )

  it('lets pages read answers, refusals too, and the headers that tell when to retry', async () => {
    const answers = [
      await api.call('GET', '/v1/buckets/uploads', { headers: { origin } }),
      await api.call('GET', '/v1/buckets/none', { headers: { origin } }),
      await api.call('GET', '/v1/nothing', { headers: { origin } }),
      await api.call('GET', '/v1/buckets/uploads', { key: null, headers: { origin } }),
      await api.call('GET', '/trpc/none', { headers: { origin } }),
    ]

    expect(answers.map(answer => answer.status)).toEqual([200, 404, 404, 401, 404])
    for (const { headers } of answers) {
      expect(headers.get('access-control-allow-origin')).toBe('*')
      expect(headers.get('access-control-expose-headers')).toBe('retry-after, x-request-id')
      expect(headers.get('access-control-allow-credentials')).toBeNull()
    }
  })

  it('answers an OPTIONS that is no preflight in our own words', async () => {
    const answer = await api.call('OPTIONS', '/v1/buckets/uploads', { key: null })

    expect([answer.status, answer.text]).toEqual([204, ''])
  })
})
