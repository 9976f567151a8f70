import { createHash } from 'node:crypto'
import {
  type CORSRule,
  DeleteBucketCorsCommand,
  GetBucketCorsCommand,
  PutBucketCorsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { send } from './support/raw-http.ts'
import { signRequest } from './support/signer.ts'
import { BUCKET, startTestStore, type TestStore } from './support/test-store.ts'

const RULES: CORSRule[] = [
  {
    ID: 'app',
    AllowedOrigins: ['https://app.example', 'http://localhost:*'],
    AllowedMethods: ['PUT', 'GET', 'HEAD'],
    AllowedHeaders: ['content-type', 'If-None-Match', 'x-amz-checksum-*'],
    ExposeHeaders: ['ETag', 'x-amz-checksum-crc64nvme'],
    MaxAgeSeconds: 600,
  },
  { AllowedOrigins: ['*'], AllowedMethods: ['GET'] },
]

async function storeWithCors(rules = RULES): Promise<TestStore> {
  const store = await startTestStore()
  await store.client.send(
    new PutBucketCorsCommand({ Bucket: BUCKET, CORSConfiguration: { CORSRules: rules } }),
  )
  return store
}

type Asked = [origin: string, method: string, headers?: string]

function preflight(store: TestStore, ...[origin, method, headers]: Asked) {
  return send({
    method: 'OPTIONS',
    url: `${store.endpoint}/${BUCKET}/some/key?X-Amz-Signature=abc`,
    headers: {
      origin,
      'access-control-request-method': method,
      ...(headers === undefined ? {} : { 'access-control-request-headers': headers }),
    },
  })
}

describe('a bucket’s CORS configuration', () => {
  it('is given back as it was put, replaced as a whole, and deleted', async () => {
    await using store = await storeWithCors()
    const read = () => store.client.send(new GetBucketCorsCommand({ Bucket: BUCKET }))
    expect((await read()).CORSRules).toEqual(RULES)
    const other = [{ AllowedOrigins: ['https://a&b.example'], AllowedMethods: ['HEAD'] }]
    await store.client.send(
      new PutBucketCorsCommand({ Bucket: BUCKET, CORSConfiguration: { CORSRules: other } }),
    )
    expect((await read()).CORSRules).toEqual(other)
    await store.client.send(new DeleteBucketCorsCommand({ Bucket: BUCKET }))
    await expect(read()).rejects.toMatchObject({
      name: 'NoSuchCORSConfiguration',
      $metadata: { httpStatusCode: 404 },
    })
  })

  it.each([
    ['an unknown method', { AllowedOrigins: ['*'], AllowedMethods: ['PATCH'] }, 'InvalidRequest'],
    ['two stars in an origin', { AllowedOrigins: ['*.*'], AllowedMethods: ['GET'] }, 'InvalidRequest'],
    [
      'two stars in a header',
      { AllowedOrigins: ['*'], AllowedMethods: ['GET'], AllowedHeaders: ['*a*'] },
      'InvalidRequest',
    ],
    [
      'a star to expose',
      { AllowedOrigins: ['*'], AllowedMethods: ['GET'], ExposeHeaders: ['*'] },
      'InvalidRequest',
    ],
    ['no origin', { AllowedOrigins: [], AllowedMethods: ['GET'] }, 'MalformedXML'],
  ])('is refused with %s', async (_name, rule, name) => {
    await using store = await startTestStore()
    const put = store.client.send(
      new PutBucketCorsCommand({ Bucket: BUCKET, CORSConfiguration: { CORSRules: [rule as CORSRule] } }),
    )
    await expect(put).rejects.toMatchObject({ name })
  })

  it('is refused when it is no such XML, or comes without a digest', async () => {
    await using store = await startTestStore()
    const attempt = (body: string, headers: Record<string, string>) =>
      send({ ...signRequest({ method: 'PUT', url: `${store.endpoint}/${BUCKET}?cors`, headers }), body })
    const digest = (body: string) => ({ 'content-md5': createHash('md5').update(body).digest('base64') })
    const documents = [
      '',
      'text',
      '<CORSConfiguration>',
      '<CORSConfiguration></CORSConfiguration>',
      '<Other><CORSRule/></Other>',
      '<!DOCTYPE x [<!ENTITY a "b">]><CORSConfiguration><CORSRule><AllowedOrigin>&a;</AllowedOrigin></CORSRule></CORSConfiguration>',
    ]
    for (const body of documents) {
      expect(await attempt(body, digest(body))).toMatchObject({ status: 400, code: 'MalformedXML' })
    }
    const good =
      '<?xml version="1.0"?><CORSConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>'
    expect(await attempt(good, {})).toMatchObject({ status: 400, code: 'InvalidRequest' })
    expect(await attempt(good, digest('other'))).toMatchObject({ status: 400, code: 'BadDigest' })
    expect(await attempt(good, digest(good))).toMatchObject({ status: 200 })
    const brokenLine = good.replace('</CORSRule>', '<ExposeHeader>a&#10;b</ExposeHeader></CORSRule>')
    const refused = await attempt(brokenLine, digest(brokenLine))
    expect(refused).toMatchObject({ status: 400, code: 'InvalidRequest' })
    const huge = `<!--${' '.repeat(1024 * 1024)}-->`
    expect(await attempt(huge, digest(huge))).toMatchObject({ status: 400, code: 'MaxMessageLengthExceeded' })
  })
})

describe('a preflight', () => {
  it('needs no signature and is answered by the first rule that fits', async () => {
    await using store = await storeWithCors()
    const answer = await preflight(
      store,
      'https://app.example',
      'PUT',
      'Content-Type, if-none-match,x-amz-checksum-sha256',
    )
    expect(answer).toMatchObject({ status: 200, text: '' })
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': 'https://app.example',
      'access-control-allow-methods': 'PUT, GET, HEAD',
      'access-control-allow-headers': 'content-type, if-none-match, x-amz-checksum-sha256',
      'access-control-expose-headers': 'ETag, x-amz-checksum-crc64nvme',
      'access-control-max-age': '600',
      'access-control-allow-credentials': 'true',
      vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
    })
    const port = await preflight(store, 'http://localhost:5173', 'PUT')
    expect(port).toMatchObject({
      status: 200,
      headers: { 'access-control-allow-origin': 'http://localhost:5173' },
    })
    const anybody = await preflight(store, 'https://elsewhere.example', 'GET')
    expect(anybody).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': '*' } })
    expect(anybody.headers).not.toHaveProperty('access-control-allow-credentials')
  })

  it.each([
    ['another origin', 'https://elsewhere.example', 'PUT', 'content-type'],
    ['another scheme', 'http://app.example', 'PUT', ''],
    ['another method', 'https://app.example', 'DELETE', ''],
    ['another header', 'https://app.example', 'PUT', 'content-type, x-amz-acl'],
  ])('from %s is refused', async (...[, origin, method, headers]) => {
    await using store = await storeWithCors()
    const answer = await preflight(store, origin, method, headers)
    expect(answer).toMatchObject({ status: 403, code: 'AccessForbidden' })
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
  })

  it('is refused where the bucket has no rules or does not exist', async () => {
    await using store = await startTestStore()
    const answer = await preflight(store, 'https://app.example', 'PUT')
    expect(answer).toMatchObject({ status: 403, code: 'AccessForbidden' })
    expect(answer.text).toContain('CORS is not enabled for this bucket')
  })

  it('has to say its origin and method', async () => {
    await using store = await storeWithCors()
    const url = `${store.endpoint}/${BUCKET}/key`
    expect(await send({ method: 'OPTIONS', url })).toMatchObject({ status: 400, code: 'BadRequest' })
    const noMethod = await send({ method: 'OPTIONS', url, headers: { origin: 'https://app.example' } })
    expect(noMethod).toMatchObject({ status: 400, code: 'BadRequest' })
  })
})

describe('any other request with an Origin', () => {
  it('gets the rule’s headers, refused ones as well', async () => {
    await using store = await storeWithCors()
    await store.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'key', Body: 'x' }))
    const expected = {
      'access-control-allow-origin': 'https://app.example',
      'access-control-expose-headers': 'ETag, x-amz-checksum-crc64nvme',
    }
    const headers = { origin: 'https://app.example' }
    const url = `${store.endpoint}/${BUCKET}/key`
    const put = await send({ ...signRequest({ method: 'PUT', url, headers }), body: 'x' })
    expect(put).toMatchObject({ status: 200, headers: expected })
    const missing = await send(signRequest({ method: 'GET', url: `${url}2`, headers }))
    expect(missing).toMatchObject({ status: 404, headers: expected })
    expect(await send({ method: 'GET', url, headers })).toMatchObject({ status: 403, headers: expected })
  })

  it('gets none where no rule fits', async () => {
    await using store = await storeWithCors()
    const url = `${store.endpoint}/${BUCKET}/key`
    const headers = { origin: 'https://elsewhere.example' }
    const put = await send({ ...signRequest({ method: 'PUT', url, headers }), body: 'x' })
    expect(put.status).toBe(200)
    expect(put.headers).not.toHaveProperty('access-control-allow-origin')
  })
})
