import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OPERATIONS } from '../src/openapi/build-document.ts'
import { type Answer, type Api, startApi } from './support/start-api.ts'

let api: Api
let answer: Answer
beforeAll(async () => {
  api = await startApi()
  answer = await api.call('GET', '/openapi.json', { key: null })
})
afterAll(() => api[Symbol.asyncDispose]())

describe('/openapi.json', () => {
  it('is valid OpenAPI 3.1, for anybody', async () => {
    expect(answer.status).toBe(200)
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    const { valid, errors } = await new Validator().validate(structuredClone(answer.body))
    expect([valid, errors]).toEqual([true, undefined])
  })

  it('has every route of /v1, and no other', () => {
    const routes = api.app
      .printRoutes({ commonPrefix: false, includeHooks: false })
      .split('\n')
      .filter(line => line.includes('('))
    const documented = OPERATIONS.map(({ method, path }) => ({ method: method.toUpperCase(), path }))
    for (const { method, path } of documented) {
      const url = path.replaceAll(/\{\w+\}/g, 'x')
      const found = api.app.findRoute({ method, url: fastifyPath(path) }) ?? api.app.hasRoute({ method, url })
      expect([method, path, Boolean(found)]).toEqual([method, path, true])
    }
    const served = routes.reduce((sum, line) => sum + methodsOf(line), 0)
    const others = OTHER_ROUTES.filter(url => api.app.hasRoute({ method: 'GET', url })).length
    expect(others).toBe(OTHER_ROUTES.length)
    expect(served - others).toBe(documented.length)
  })

  it('describes every operation: id, text, parameters, examples, all refusals', () => {
    const operations = Object.values(answer.body.paths).flatMap(item => Object.values(item as object))
    const ids = operations.map(({ operationId }) => operationId)
    expect(new Set(ids).size).toBe(OPERATIONS.length)
    for (const operation of operations) {
      expect(operation.description.length).toBeGreaterThan(5)
      const statuses = Object.keys(operation.responses)
      expect(statuses).toEqual(
        expect.arrayContaining(['400', '401', '403', '404', '409', '413', '422', '429', '500', '503']),
      )
      for (const content of Object.values(operation.requestBody?.content ?? {}))
        expect(content).toMatchObject({ examples: { example: { value: expect.any(Object) } } })
    }
    const list = answer.body.paths['/v1/buckets/{bucket_identifier}/uploads/list'].post
    expect(list.parameters.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['limit', 'offset', 'cursor', 'include_total', 'X-Namespace']),
    )
  })
})

describe('what a client that is generated from it knows', () => {
  const schemaOf = (name: string) => answer.body.components.schemas[name]
  const FIELD = { $ref: '#/components/schemas/BucketSchemaField' }

  it('how a bucket’s schema is written, whose fields nest', () => {
    expect(schemaOf('BucketCreateRequest').properties.bucket_schema).toEqual({
      $ref: '#/components/schemas/BucketSchema',
    })
    for (const name of ['BucketPatchRequest', 'BucketUpdateRequest'])
      expect(schemaOf(name).properties.bucket_schema.anyOf[0].$ref).toBe('#/components/schemas/BucketSchema')
    expect(schemaOf('BucketSchema').properties.properties.additionalProperties).toEqual(FIELD)
    const { properties, required } = schemaOf('BucketSchemaField')
    expect(properties.type.enum).toEqual(expect.arrayContaining(['string', 'datetime', 'image', 'pdf']))
    expect([required, properties.items.anyOf[0]]).toEqual([['type'], FIELD])
  })

  it('what a blob may be, and how long to wait', () => {
    const [blobs] = schemaOf('CreateObjectRequest').properties.blobs.anyOf
    expect(blobs.items.properties.type).toMatchObject({ type: 'string', enum: expect.any(Array) })
    const { responses } = answer.body.components
    for (const status of [429, 503])
      expect(responses[`Error${status}`].headers['Retry-After'].schema.type).toBe('integer')
  })
})

const OTHER_ROUTES = [
  ...['/healthz', '/readyz', '/openapi.json', '/docs', '/docs/start.js'],
  ...['/docs/swagger-ui.css', '/docs/swagger-ui-bundle.js', '/docs/favicon-32x32.png'],
]

const PARAMETERS: Record<string, string> = {
  bucket_identifier: ':bucket',
  object_identifier: ':object_id',
}
const fastifyPath = (path: string) =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => PARAMETERS[name] ?? `:${name}`)

/** A line of Fastify's tree ends in its methods; HEAD comes with every GET, and tRPC and preflights are no part of `/v1`. */
function methodsOf(line: string): number {
  if (line.includes('/trpc') || line.includes('*')) return 0
  const methods = /\(([A-Z, ]+)\)\s*$/.exec(line)?.[1]?.split(', ') ?? []
  return methods.filter(method => method !== 'HEAD' && method !== 'OPTIONS').length
}

describe('/docs', () => {
  it('is a page whose every part comes from here', async () => {
    const page = await api.call('GET', '/docs', { key: null })
    expect(page.status).toBe(200)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    const parts = Array.from(page.text.matchAll(/(?:src|href)="([^"]+)"/g), ([, url = '']) => url)
    expect(parts.length).toBeGreaterThan(3)
    for (const part of parts) {
      expect(part).toMatch(/^\/docs\//)
      const { status, headers } = await api.call('GET', part, { key: null })
      expect([part, status, headers.get('content-type')]).toEqual([part, 200, expect.any(String)])
    }
    expect((await api.call('GET', '/docs/start.js', { key: null })).text).toContain("'/openapi.json'")
  })
})
