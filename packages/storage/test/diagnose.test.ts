import { describe, expect, test } from 'vitest'
import { createS3ObjectStore, type S3Config } from '../src/index.ts'
import { makeConfig } from './support/config.ts'
import { always, closedPort, errorXml, startScriptedServer } from './support/scripted-server.ts'

const SHORT = { connectMs: 300, requestMs: 700, copyMs: 700 }

function diagnose(overrides: Partial<S3Config>) {
  return createS3ObjectStore(makeConfig(overrides)).diagnose()
}

describe('names the setting that is wrong', () => {
  test.each([
    { status: 404, code: 'NoSuchBucket', extra: '', setting: 'S3_BUCKET', words: 'landfall-test' },
    { status: 400, code: 'InvalidBucketName', extra: '', setting: 'S3_BUCKET', words: 'landfall-test' },
    { status: 403, code: 'InvalidAccessKeyId', extra: '', setting: 'S3_ACCESS_KEY_ID', words: 'access key' },
    { status: 403, code: 'AccessDenied', extra: '', setting: 'S3_ACCESS_KEY_ID', words: 's3:ListBucket' },
    {
      status: 403,
      code: 'SignatureDoesNotMatch',
      extra: '',
      setting: 'S3_SECRET_ACCESS_KEY',
      words: 'secret',
    },
    {
      status: 400,
      code: 'AuthorizationHeaderMalformed',
      extra: '<Region>eu-west-1</Region>',
      setting: 'S3_REGION',
      words: 'eu-west-1',
    },
    {
      status: 400,
      code: 'AuthorizationHeaderMalformed',
      extra: '',
      setting: 'S3_ACCESS_KEY_ID',
      words: 'credential',
    },
    { status: 301, code: 'PermanentRedirect', extra: '', setting: 'S3_ENDPOINT', words: 'not served' },
    { status: 403, code: 'RequestTimeTooSkewed', extra: '', setting: 'S3_ENDPOINT', words: 'clock' },
    { status: 503, code: 'SlowDown', extra: '', setting: 'S3_ENDPOINT', words: '503 SlowDown' },
  ])('$status $code $extra', async ({ status, code, extra, setting, words }) => {
    await using server = await startScriptedServer(always(status, errorXml(code, extra)))
    const diagnosis = await diagnose({ endpoint: server.endpoint })
    expect(diagnosis).toEqual({ ok: false, setting, message: expect.stringContaining(words) })
  })

  test.each([
    ['a page of HTML', 200, '<html><body>hello</body></html>'],
    ['a page that is not found', 404, '<html><body>hello</body></html>'],
    ['plain text', 200, 'hello'],
  ])('S3_ENDPOINT when the address answers with %s', async (_, status, body) => {
    await using server = await startScriptedServer(always(status, body))
    expect(await diagnose({ endpoint: server.endpoint })).toMatchObject({ ok: false, setting: 'S3_ENDPOINT' })
  })

  test('S3_ENDPOINT when nobody listens, and says where', async () => {
    const endpoint = await closedPort()
    expect(await diagnose({ endpoint })).toEqual({
      ok: false,
      setting: 'S3_ENDPOINT',
      message: `${endpoint} cannot be reached: ECONNREFUSED.`,
    })
  })

  test('S3_ENDPOINT when nothing ever answers', async () => {
    await using server = await startScriptedServer(() => undefined)
    expect(await diagnose({ endpoint: server.endpoint, timeouts: SHORT })).toMatchObject({
      ok: false,
      setting: 'S3_ENDPOINT',
    })
  })

  test('S3_ENDPOINT when TLS is spoken to a plain port', async () => {
    await using server = await startScriptedServer(always(200))
    const endpoint = server.endpoint.replace('http:', 'https:')
    expect(await diagnose({ endpoint })).toMatchObject({ ok: false, setting: 'S3_ENDPOINT' })
  })

  test('S3_ENDPOINT when it is no address at all', async () => {
    expect(await diagnose({ endpoint: 'not an address' })).toMatchObject({
      ok: false,
      setting: 'S3_ENDPOINT',
    })
  })

  test('nothing when the store lists the bucket', async () => {
    const body = '<ListBucketResult><Name>landfall-test</Name><KeyCount>0</KeyCount></ListBucketResult>'
    await using server = await startScriptedServer(always(200, body))
    expect(await diagnose({ endpoint: server.endpoint })).toEqual({ ok: true })
  })
})
