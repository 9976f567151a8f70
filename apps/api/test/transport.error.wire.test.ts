import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { MAX_BODY_BYTES } from '@landfall/core/wire'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { invalid, refusal } from './support/expected-errors.ts'
import { requestText, sendRaw } from './support/raw-http.ts'
import { type Api, startApi } from './support/start-api.ts'
import { storedState } from './support/stored-state.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api[Symbol.asyncDispose]())

const CREATE = '/v1/buckets/uploads/uploads'
const notJson = invalid(['body'], 'is not valid JSON', 'json_invalid')
const notObject = invalid(['body'], 'must be a JSON object', 'object_type')
const notJsonType = invalid(['body'], 'must be JSON, sent as Content-Type: application/json', 'content_type')

describe('a body that is no JSON object', () => {
  it.each([
    ['cut off', '{"filename":"a"', notJson],
    ['not JSON', 'filename=a', notJson],
    ['a number too much', '{"filename":"a","content_type":"text/plain"} 1', notJson],
    ['an array', '[{"filename":"a"}]', notObject],
    ['a string', '"text"', notObject],
    ['a number', '7', notObject],
    ['null', 'null', notObject],
  ])('is refused: %s', async (_what, raw, expected) => {
    const before = await storedState(api)
    const answer = await api.call('POST', CREATE, { raw })

    expect([answer.status, answer.body]).toEqual([422, expected])
    expect(await storedState(api)).toEqual(before)
  })

  it('is refused when it is not UTF-8, instead of being stored as replacement characters', async () => {
    const raw = Buffer.concat([
      Buffer.from('{"filename":"'),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('","content_type":"text/plain"}'),
    ])
    const answer = await api.call('POST', CREATE, { raw })

    expect([answer.status, answer.body]).toEqual([422, notJson])
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'nonsense', 'application/jsonx', ';;;'])(
    'is refused when it comes as %j',
    async type => {
      const raw = '{"filename":"a","content_type":"text/plain"}'
      const answer = await api.call('POST', CREATE, { raw, headers: { 'content-type': type } })

      expect([answer.status, answer.body]).toEqual([422, notJsonType])
    },
  )

  it('may come as any JSON type, with parameters', async () => {
    for (const type of ['application/json; charset=utf-8', 'APPLICATION/JSON', 'application/vnd.x+json']) {
      const answer = await api.call('POST', '/v1/buckets/list', {
        raw: '{}',
        headers: { 'content-type': type },
      })
      expect(answer.status).toBe(200)
    }
  })
})

describe('an empty body', () => {
  it('is {} with a JSON content type, and without any (CONTRACT 1.5)', async () => {
    const withType = await api.call('POST', '/v1/buckets/list', { raw: '' })
    const without = await api.call('POST', '/v1/buckets/list')

    expect([withType.status, without.status]).toEqual([200, 200])
    const looked = { stats_updated_at: expect.any(String) }
    expect(withType.body.results).toEqual(
      without.body.results.map((bucket: object) => ({ ...bucket, ...looked })),
    )
  })

  it('lacks the fields that are required', async () => {
    const answer = await api.call('POST', CREATE, { raw: '' })

    expect(answer.status).toBe(422)
    expect(answer.body.detail.map((item: { loc: string[] }) => item.loc)).toEqual([
      ['body', 'filename'],
      ['body', 'content_type'],
    ])
  })
})

describe('a compressed body', () => {
  it('is refused by the name of its header', async () => {
    const raw = new Uint8Array(gzipSync('{"filename":"a.txt","content_type":"text/plain"}'))
    const answer = await api.call('POST', CREATE, { raw, headers: { 'content-encoding': 'gzip' } })

    const expected = invalid(['header', 'Content-Encoding'], expect.any(String), 'content_encoding')
    expect([answer.status, answer.body]).toEqual([422, expected])
    const identity = { 'content-encoding': 'identity' }
    expect((await api.call('POST', '/v1/tasks/list', { json: {}, headers: identity })).status).toBe(200)
  })
})

describe('a body that is too large', () => {
  const tooLarge = refusal(
    [413, 'PayloadTooLargeError'],
    { code: 'BODY_TOO_LARGE', retry: 'never', limit_bytes: MAX_BODY_BYTES },
    expect.stringContaining(String(MAX_BODY_BYTES)),
  )
  const huge = JSON.stringify({
    filename: 'a',
    content_type: 'text/plain',
    metadata: { x: 'y'.repeat(MAX_BODY_BYTES) },
  })

  it('is refused by its announced length', async () => {
    const before = await storedState(api)
    const answer = await api.call('POST', CREATE, { raw: huge })

    expect([answer.status, answer.body]).toEqual([413, tooLarge])
    expect(await storedState(api)).toEqual(before)
  })

  it('can be sent to its end by a client that reads the answer only then, and the connection goes on', async () => {
    const body = Buffer.from(huge.padEnd(12 * MAX_BODY_BYTES))
    const { hostname, port } = new URL(api.url)
    const socket = connect({ host: hostname, port: Number(port) }).setEncoding('utf8')
    let text = ''
    socket.on('data', chunk => {
      text += chunk
    })
    const failure = new Promise<string>(done => socket.on('error', error => done(error.message)))
    const closed = new Promise<string>(done => socket.on('close', () => done('closed')))
    const answers = () => text.match(/HTTP\/1\.1 \d+/g) ?? []
    const lines = [
      `POST ${CREATE} HTTP/1.1`,
      'host: localhost',
      `authorization: Bearer ${api.tenant.apiKey}`,
      'content-type: application/json',
      `content-length: ${body.length}`,
    ]
    socket.write(`${lines.join('\r\n')}\r\n\r\n`)
    await vi.waitFor(() => expect(answers()).toEqual(['HTTP/1.1 413']), 10_000)
    const sent = new Promise<string>(done => socket.write(body, error => done(error?.message ?? 'sent')))
    expect(await Promise.race([sent, failure, closed])).toBe('sent')
    socket.write('GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n')
    expect(await Promise.race([failure, closed])).toBe('closed')
    expect(answers()).toEqual(['HTTP/1.1 413', 'HTTP/1.1 200'])
  })

  it('is refused when its length is not announced', async () => {
    const head = [
      `POST ${CREATE} HTTP/1.1`,
      `authorization: Bearer ${api.tenant.apiKey}`,
      'content-type: application/json',
      'transfer-encoding: chunked',
    ]
    const chunk = `${huge.length.toString(16)}\r\n${huge}\r\n0\r\n\r\n`
    const answer = await sendRaw(api, requestText(head, chunk))

    expect([answer.status, JSON.parse(answer.body)]).toEqual([413, tooLarge])
  })
})

describe('a route that does not exist', () => {
  it.each([
    ['GET', '/'],
    ['GET', '/v1/nothing'],
    ['PATCH', CREATE],
    ['PUT', CREATE],
    ['POST', '/v1/buckets/uploads/uploads/confirm/all'],
    ['GET', '/v1/buckets'],
  ])('is %s %s, in the shape of every refusal', async (method, path) => {
    const answer = await api.call(method, path)
    const details = { code: 'NOT_FOUND', retry: 'never', resource: 'route', id: `${method} ${path}` }

    expect(answer.status).toBe(404)
    expect(answer.body).toEqual(refusal([404, 'NotFoundError'], details, `There is no ${method} ${path}`))
  })

  it('does not repeat a query', async () => {
    const answer = await api.call('GET', '/v1/nothing?X-Amz-Signature=abc')

    expect(answer.text).not.toContain('abc')
  })
})

describe('a request that cannot be read', () => {
  const auth = () => `authorization: Bearer ${api.tenant.apiKey}`

  it('has a path with broken percent-encoding', async () => {
    const answer = await sendRaw(api, requestText(['GET /v1/buckets/%E0%A4%A HTTP/1.1', auth()]))

    expect(answer.status).toBe(422)
    expect(JSON.parse(answer.body)).toEqual(
      invalid(['path'], 'is not valid percent-encoding', 'url_encoding'),
    )
    expect(answer.head).toMatch(/x-request-id: req_[0-9a-f]{24}/)
    expect(answer.head).toContain('access-control-allow-origin: *')
  })

  it('has headers beyond all measure', async () => {
    const answer = await sendRaw(
      api,
      requestText(['GET /healthz HTTP/1.1', `x-filler: ${'x'.repeat(20_000)}`]),
    )
    const expected = refusal(
      [413, 'PayloadTooLargeError'],
      { code: 'BODY_TOO_LARGE', retry: 'never' },
      'The request line and headers are too large',
    )

    expect([answer.status, JSON.parse(answer.body)]).toEqual([413, expected])
    expect(answer.head).toContain('content-type: application/json')
  })

  it('is not HTTP at all', async () => {
    const answer = await sendRaw(api, 'GARBAGE\r\n\r\n')

    expect(answer.status).toBe(422)
    expect(JSON.parse(answer.body)).toEqual(
      invalid(['header'], 'is not a readable HTTP request', 'http_invalid'),
    )
  })

  it.each([
    ['no Host', 'GET /v1/buckets/uploads HTTP/1.1\r\nconnection: close\r\n\r\n'],
    ['an expectation that nobody knows', requestText(['GET /v1/buckets/uploads HTTP/1.1', 'expect: tea'])],
    ['no Host where no route is', 'GET /v1/nothing HTTP/1.1\r\nconnection: close\r\n\r\n'],
    ['an unknown method', requestText(['BREW /v1/buckets/uploads HTTP/1.1'])],
    ['a known method that is never served', requestText(['PROPFIND /v1/buckets/uploads HTTP/1.1'])],
    ['TRACE', requestText(['TRACE /v1/buckets/uploads HTTP/1.1'])],
    ['another protocol', requestText(['GET /v1/buckets/uploads HTTP/9.9'])],
    [
      'two lengths',
      requestText(['POST /v1/buckets/list HTTP/1.1', 'content-length: 1', 'content-length: 2'], 'ab'),
    ],
    [
      'a length and chunks',
      requestText(
        ['POST /v1/buckets/list HTTP/1.1', 'content-length: 3', 'transfer-encoding: chunked'],
        '0\r\n\r\n',
      ),
    ],
    ['a header with a line break', requestText(['GET /v1/buckets/uploads HTTP/1.1', 'x-a: b\nc'])],
  ])('has %s: answered in a shape of the document', async (_, request) => {
    const answer = await sendRaw(api, request)
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(500)
  })

  it('announces more bytes than it sends', async () => {
    const head = [`POST ${CREATE} HTTP/1.1`, auth(), 'content-type: application/json', 'content-length: ab']
    const answer = await sendRaw(api, requestText(head))

    expect(answer.status).toBe(422)
    expect(answer.body).toContain('"detail"')
  })

  it('has an id in its path that is longer than any id', async () => {
    const answer = await api.call('GET', `/v1/buckets/${'b'.repeat(300)}`)
    expect([answer.status, answer.body.detail[0].loc]).toEqual([422, ['path', 'bucket']])

    const far = await api.call('GET', `/v1/buckets/${'b'.repeat(9_000)}`)
    expect([far.status, far.body]).toEqual([422, invalid(['path'], 'is too long', 'too_long')])
  })

  it('has a NUL in its path', async () => {
    const answer = await api.call('GET', '/v1/buckets/uploads/uploads/upl%00x')

    expect([answer.status, answer.body]).toEqual([
      422,
      invalid(['path', 'upload_id'], 'must not contain control characters', 'custom'),
    ])
  })

  it.each([
    ['async=maybe', 'async', 'bool_parsing'],
    ['async=', 'async', 'bool_parsing'],
    ['async=true&async=false', 'async', 'given_twice'],
  ])('has the query %s', async (query, field, type) => {
    const answer = await api.call('POST', `${CREATE}/upl_aaaaaaaaaaaaaaaa/confirm?${query}`, { json: {} })

    expect([answer.status, answer.body]).toEqual([422, invalid(['query', field], expect.any(String), type)])
  })
})

describe('the request id', () => {
  it('is the caller’s own if it is sane, else a new one, on every answer', async () => {
    const own = await api.call('GET', '/healthz', { headers: { 'x-request-id': 'trace-7.a:b' } })
    const odd = await api.call('GET', '/v1/nothing', { headers: { 'x-request-id': 'a b"c' } })
    const none = await api.call('POST', CREATE, { key: null, json: {} })

    expect(own.headers.get('x-request-id')).toBe('trace-7.a:b')
    expect(odd.headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{24}$/)
    expect(none.headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{24}$/)
  })
})
