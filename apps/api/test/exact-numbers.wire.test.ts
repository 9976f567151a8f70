/** Numbers that JSON.parse would change: no client may find another one in its metadata than it sent. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findInexactNumber } from '../src/http/exact-numbers.ts'
import { invalid } from './support/expected-errors.ts'
import { type Api, startApi } from './support/start-api.ts'
import { storedState } from './support/stored-state.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api[Symbol.asyncDispose]())

const UPLOADS = '/v1/buckets/uploads/uploads'
const OBJECTS = '/v1/buckets/uploads/objects'
const FILE = '"filename":"a.txt","content_type":"text/plain"'

describe('a number that JSON would change', () => {
  it.each<[string, string, (string | number)[]]>([
    [UPLOADS, `{${FILE},"metadata":{"id":9007199254740993}}`, ['metadata', 'id']],
    [UPLOADS, `{${FILE},"object_metadata":{"a":[1, -12345678901234567890]}}`, ['object_metadata', 'a', 1]],
    [UPLOADS, `{${FILE},"metadata":{"x":1e400}}`, ['metadata', 'x']],
    [
      `${UPLOADS}/batch`,
      `{"uploads":[{${FILE}},{${FILE},"metadata":{"x":-1E+999}}]}`,
      ['uploads', 1, 'metadata', 'x'],
    ],
    [
      `${UPLOADS}/batch`,
      `{"uploads":[{${FILE}}],"shared_metadata":{"n":1152921504606846976}}`,
      ['shared_metadata', 'n'],
    ],
    [OBJECTS, '{"n":\n 1152921504606846977}', ['n']],
    [`${OBJECTS}/batch`, '{"objects":[{},{"deep":{"n":1e-400}}]}', ['objects', 1, 'deep', 'n']],
    [`${OBJECTS}/list`, '{"filters":{"n":9007199254740993}}', ['filters', 'n']],
    [
      '/v1/buckets',
      '{"bucket_name":"n","bucket_schema":{"properties":{}},"metadata":{"n":1e309}}',
      ['metadata', 'n'],
    ],
  ])('is refused by %s, and nothing is stored: %s', async (path, raw, loc) => {
    const before = await storedState(api)
    const { status, body } = await api.call('POST', path, { raw })
    const why = expect.stringMatching(/send it as text/)
    expect([status, body]).toEqual([422, invalid(['body', ...loc], why, 'number_inexact')])
    expect(await storedState(api)).toEqual(before)
  })

  it('is refused by PATCH, PUT and tRPC', async () => {
    const { body: object } = await api.call('POST', OBJECTS, { json: { n: Number.MAX_SAFE_INTEGER } })
    const path = `${OBJECTS}/${object.object_id}`
    const patched = await api.call('PATCH', path, { raw: '{"n":9007199254740993}' })
    const put = await api.call('PUT', path, { raw: '{"metadata":{"n":9007199254740993}}' })
    expect([patched.status, put.status]).toEqual([422, 422])
    const raw = `{"bucket":"uploads",${FILE},"metadata":{"id":9007199254740993}}`
    const { status, body } = await api.call('POST', '/trpc/uploads.create', { raw })
    expect([status, body.error.data.error.details]).toMatchObject([422, { code: 'INVALID_INPUT' }])
    expect(body.error.message).toContain('metadata.id')
    expect((await api.call('GET', path)).body).toEqual(object)
  })

  it('is no other number: those come back as they are', async () => {
    const raw =
      '{"big":9007199254740992,"low":-9007199254740991,"round":1000000000000000000,"rounder":-1000000000000000000000.0,"mass":1.989e30,"tiny":5e-324,"zero":0e-999,"share":0.1234567890123456,' +
      '"text":"a: 9007199254740993, 1e400","hash":"12345678901234567890","list":["9007199254740993",1.7976931348623157e308]}'
    const { status, body } = await api.call('POST', OBJECTS, { raw })
    expect(status).toBe(200)
    const got = await api.call('GET', `${OBJECTS}/${body.object_id}`)
    expect(got.body).toMatchObject(JSON.parse(raw))
  })

  it('is found at its place, whatever stands in names and strings before it', () => {
    const raw = JSON.stringify({ 'a"{[,\\': ['1e400', { '': { b: '}"', c: [[], {}, 'N'] } }] }).replace(
      '"N"',
      '1e400',
    )
    const message = expect.stringMatching(/beyond the range/)
    expect(findInexactNumber(raw)).toEqual({ path: ['a"{[,\\', 1, '', 'c', 2], message })
    expect(findInexactNumber('{"a":"\\\\","b":9007199254740993}')).toMatchObject({ path: ['b'] })
  })

  it('is not looked for in what is no JSON, which tRPC refuses itself', async () => {
    for (const raw of ['{"a": 1234567890123456,', '{"a": "1234567890123456', '{"a": 1.2.3.4.5.6.7e999}']) {
      const { status, body } = await api.call('POST', '/trpc/uploads.create', { raw })
      expect([raw, status, body.error.data.error.details]).toMatchObject([
        raw,
        422,
        { code: 'INVALID_INPUT' },
      ])
    }
  })

  it('is not looked for on the stack of a body that nests without end', async () => {
    const deep = 50_000
    const raw = `{"n":1234567890123456,"a":${'['.repeat(deep)}${']'.repeat(deep)}}`
    expect((await api.call('POST', OBJECTS, { raw })).status).toBe(422)
    expect(findInexactNumber(`[${'['.repeat(3_000_000)} 1e400${']'.repeat(3_000_000)}]`)).toMatchObject({
      path: [],
    })
  })
})
