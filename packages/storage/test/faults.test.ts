import { describe, expect, test } from 'vitest'
import { BucketMissingError, createS3ObjectStore } from '../src/index.ts'
import { makeConfig } from './support/config.ts'
import { CALLS, COPY, expectPortError } from './support/failures.ts'
import { always, closedPort, errorXml, startScriptedServer } from './support/scripted-server.ts'

/** For the calls that must give up. All others have the ordinary time, whatever else the machine is doing. */
const SHORT = { connectMs: 300, requestMs: 700, copyMs: 700 }

function storeAt(endpoint: string, timeouts = {}) {
  return createS3ObjectStore(makeConfig({ endpoint, timeouts }))
}

describe.concurrent.each(CALLS)('$name', ({ run }) => {
  test.each([500, 502, 503, 504, 429])('is unavailable when the store answers %i', async status => {
    await using server = await startScriptedServer(always(status, errorXml('Whatever')))
    await expectPortError(run(storeAt(server.endpoint)), 'STORAGE_UNAVAILABLE')
    expect(server.seen.length).toBeLessThanOrEqual(2)
  })

  test.each([
    [403, 'AccessDenied'],
    [403, 'InvalidAccessKeyId'],
    [403, 'SignatureDoesNotMatch'],
    [403, 'RequestTimeTooSkewed'],
    [400, 'AuthorizationHeaderMalformed'],
    [301, 'PermanentRedirect'],
    [501, 'NotImplemented'],
  ])('is misconfigured when the store answers %i %s', async (status, code) => {
    await using server = await startScriptedServer(always(status, errorXml(code)))
    await expectPortError(run(storeAt(server.endpoint)), 'STORAGE_MISCONFIGURED')
    expect(server.seen).toHaveLength(1)
  })

  test('is unavailable when nobody listens', async () => {
    await expectPortError(run(storeAt(await closedPort())), 'STORAGE_UNAVAILABLE')
  })

  test('is unavailable when the name does not resolve', async () => {
    await expectPortError(run(storeAt('http://no-such-host.invalid:9000')), 'STORAGE_UNAVAILABLE')
  })

  test('gives up within its bound on a server that never answers', async () => {
    await using server = await startScriptedServer(() => undefined)
    const startedAt = performance.now()
    await expectPortError(run(storeAt(server.endpoint, SHORT)), 'STORAGE_UNAVAILABLE')
    const tookMs = performance.now() - startedAt
    expect(tookMs).toBeGreaterThanOrEqual(SHORT.requestMs - 50)
    expect(tookMs).toBeLessThan(SHORT.requestMs + 5_000)
  })

  test('is unavailable when the connection is cut', async () => {
    await using server = await startScriptedServer((_, response) => response.destroy())
    await expectPortError(run(storeAt(server.endpoint)), 'STORAGE_UNAVAILABLE')
  })
})

test('repeats a request once when the store closed the socket it was written to', async () => {
  let count = 0
  await using server = await startScriptedServer((request, response) => {
    count += 1
    if (count === 1) response.destroy()
    else always(200, '', { etag: '"abc"', 'content-length': '5' })(request, response)
  })
  expect(await storeAt(server.endpoint).head('k')).toMatchObject({ etag: 'abc', sizeBytes: 5 })
  expect(server.seen).toHaveLength(2)
})

describe('head', () => {
  test('does not say absent when the bucket is missing as well', async () => {
    await using server = await startScriptedServer(always(404, errorXml('NoSuchBucket')))
    await expectPortError(storeAt(server.endpoint).head('k'), 'STORAGE_MISCONFIGURED')
  })

  test('says absent when the bucket is there, and asks for the bucket once for many keys', async () => {
    await using server = await startScriptedServer((request, response) => {
      const isBucket = new URL(request.url, 'http://x').pathname === '/landfall-test/'
      always(isBucket ? 200 : 404)(request, response)
    })
    const store = storeAt(server.endpoint)
    const found = await Promise.all(Array.from({ length: 20 }, (_, index) => store.head(`k${index}`)))
    expect(found).toEqual(Array.from({ length: 20 }, () => null))
    expect(await store.head('later')).toBeNull()
    expect(server.seen.filter(({ url }) => !url.includes('/k') && !url.includes('/later'))).toHaveLength(1)
  })

  test('asks for checksums and takes the full-object ones', async () => {
    const headers = {
      etag: '"abc"',
      'content-length': '5',
      'content-type': 'text/plain',
      'x-amz-version-id': 'v1',
      'x-amz-checksum-type': 'FULL_OBJECT',
      'x-amz-checksum-crc64nvme': 'AAAAAAAAAAA=',
      'x-amz-checksum-sha256': 'c2hh',
    }
    await using server = await startScriptedServer(always(200, '', headers))
    expect(await storeAt(server.endpoint).head('k')).toEqual({
      etag: 'abc',
      sizeBytes: 5,
      contentType: 'text/plain',
      versionId: 'v1',
      checksums: { CRC64NVME: 'AAAAAAAAAAA=', SHA256: 'c2hh' },
    })
    expect(server.seen[0]?.headers['x-amz-checksum-mode']).toBe('ENABLED')
  })

  test.each([
    ['by its type', { 'x-amz-checksum-type': 'COMPOSITE', 'x-amz-checksum-sha256': 'c2hh' }],
    ['by its number of parts', { 'x-amz-checksum-sha256': 'c2hh-12' }],
  ])('leaves out a composite checksum, known %s', async (_, checksum) => {
    const headers = { etag: '"abc-12"', 'content-length': '5', ...checksum }
    await using server = await startScriptedServer(always(200, '', headers))
    expect(await storeAt(server.endpoint).head('k')).toMatchObject({ etag: 'abc-12', checksums: {} })
  })

  test('names no version where the bucket has none', async () => {
    const headers = { etag: '"abc"', 'content-length': '0', 'x-amz-version-id': 'null' }
    await using server = await startScriptedServer(always(200, '', headers))
    expect(await storeAt(server.endpoint).head('k')).toMatchObject({ versionId: null, sizeBytes: 0 })
  })

  test('asks for the version that it was given', async () => {
    await using server = await startScriptedServer(always(200, '', { etag: '"a"', 'content-length': '1' }))
    await storeAt(server.endpoint).head('k', 'v/1')
    expect(new URL(server.seen[0]?.url ?? '', 'http://x').searchParams.get('versionId')).toBe('v/1')
  })

  test('does not believe a 200 that has no ETag', async () => {
    await using server = await startScriptedServer(always(200))
    await expectPortError(storeAt(server.endpoint).head('k'), 'STORAGE_UNAVAILABLE')
  })
})

describe('copy', () => {
  test.each([
    [412, 'PreconditionFailed', 'changed'],
    [404, 'NoSuchKey', 'absent'],
    [404, 'NoSuchVersion', 'absent'],
    [200, 'PreconditionFailed', 'changed'],
    [200, 'NoSuchKey', 'absent'],
  ])('reads %i %s as %s', async (status, code, outcome) => {
    await using server = await startScriptedServer(always(status, errorXml(code)))
    expect(await storeAt(server.endpoint).copy(COPY)).toBe(outcome)
  })

  test.each([
    ['InternalError', 'STORAGE_UNAVAILABLE'],
    ['SlowDown', 'STORAGE_UNAVAILABLE'],
    ['AccessDenied', 'STORAGE_MISCONFIGURED'],
  ] as const)('throws the error %s inside a 200', async (code, expected) => {
    await using server = await startScriptedServer(always(200, errorXml(code)))
    await expectPortError(storeAt(server.endpoint).copy(COPY), expected)
  })

  test.each([
    ['nothing', ''],
    ['HTML', '<html><body>sign in</body></html>'],
    ['text', 'sign in'],
    ['half a result', '<CopyObjectResult><ETag>"a'],
  ])('does not take a 200 with %s for a copy', async (_, body) => {
    await using server = await startScriptedServer(always(200, body))
    await expectPortError(storeAt(server.endpoint).copy(COPY), 'STORAGE_UNAVAILABLE')
  })

  test.each([
    ['NoSuchBucket', errorXml('NoSuchBucket')],
    ['a page of something else', '<html><body>not found</body></html>'],
  ])('does not take a 404 of %s for a lost upload', async (_, body) => {
    await using server = await startScriptedServer(always(404, body))
    await expectPortError(storeAt(server.endpoint).copy(COPY), 'STORAGE_MISCONFIGURED')
  })

  test('gives up on a body that never ends', async () => {
    await using server = await startScriptedServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/xml' })
      response.write('   ')
    })
    await expectPortError(storeAt(server.endpoint, SHORT).copy(COPY), 'STORAGE_UNAVAILABLE')
  })

  test('encodes the source and asks for all it needs', async () => {
    const body = '<CopyObjectResult><ETag>"new"</ETag></CopyObjectResult>'
    await using server = await startScriptedServer(always(200, body))
    const source = { sourceKey: 'a b+c%2F/ü😀?&=#.txt', sourceVersionId: 'v+1' }
    expect(await storeAt(server.endpoint).copy({ ...COPY, ...source })).toBe('copied')
    expect(server.seen[0]?.headers).toMatchObject({
      'x-amz-copy-source': 'landfall-test/a%20b%2Bc%252F/%C3%BC%F0%9F%98%80%3F%26%3D%23.txt?versionId=v%2B1',
      'x-amz-copy-source-if-match': '"abc"',
      'x-amz-metadata-directive': 'REPLACE',
      'x-amz-checksum-algorithm': 'SHA256',
      'content-type': 'text/plain',
    })
  })
})

describe('delete', () => {
  test('looks what is there when a condition fails, and finds other bytes', async () => {
    await using server = await startScriptedServer((request, response) => {
      const answer =
        request.method === 'DELETE'
          ? always(412, errorXml('PreconditionFailed'))
          : always(200, '', { etag: '"other"', 'content-length': '1' })
      answer(request, response)
    })
    expect(await storeAt(server.endpoint).delete('k', { ifEtag: 'abc' })).toBe('changed')
    expect(server.seen[0]?.headers['if-match']).toBe('"abc"')
  })

  test('counts a missing key as deleted where the store fails the condition on it', async () => {
    await using server = await startScriptedServer((request, response) => {
      const isBucket = new URL(request.url, 'http://x').pathname === '/landfall-test/'
      if (request.method === 'DELETE') always(412, errorXml('PreconditionFailed'))(request, response)
      else always(isBucket ? 200 : 404)(request, response)
    })
    expect(await storeAt(server.endpoint).delete('k', { ifEtag: 'abc' })).toBe('deleted')
  })

  test('counts a missing key as deleted where the store answers 404', async () => {
    await using server = await startScriptedServer(always(404, errorXml('NoSuchKey')))
    expect(await storeAt(server.endpoint).delete('k', { ifEtag: 'abc' })).toBe('deleted')
    expect(server.seen).toHaveLength(1)
  })

  test('does not count a missing bucket as deleted', async () => {
    await using server = await startScriptedServer(always(404, errorXml('NoSuchBucket')))
    await expectPortError(storeAt(server.endpoint).delete('k'), 'STORAGE_MISCONFIGURED')
  })

  test('names a version without a condition, since S3 refuses both together', async () => {
    await using server = await startScriptedServer(always(204))
    await storeAt(server.endpoint).delete('k', { versionId: 'v1', ifEtag: 'abc' })
    const [request] = server.seen
    expect(new URL(request?.url ?? '', 'http://x').searchParams.get('versionId')).toBe('v1')
    expect(request?.headers).not.toHaveProperty('if-match')
  })
})

describe('ensureBucket', () => {
  test('says that the bucket is missing when it must not create it', async () => {
    await using server = await startScriptedServer(always(404))
    await expect(storeAt(server.endpoint).ensureBucket({ create: false })).rejects.toThrow(BucketMissingError)
  })

  test('names the region when it creates the bucket', async () => {
    await using server = await startScriptedServer((request, response) => {
      always(request.method === 'HEAD' ? 404 : 200)(request, response)
    })
    expect(await storeAt(server.endpoint).ensureBucket({ create: true })).toBe('created')
    expect(server.seen.map(({ method }) => method)).toEqual(['HEAD', 'PUT'])
  })

  test('is content when another process was first', async () => {
    await using server = await startScriptedServer((request, response) => {
      const answer =
        request.method === 'HEAD' ? always(404) : always(409, errorXml('BucketAlreadyOwnedByYou'))
      answer(request, response)
    })
    expect(await storeAt(server.endpoint).ensureBucket({ create: true })).toBe('exists')
  })
})

test('signing without credentials is misconfigured, not a crash', async () => {
  const store = createS3ObjectStore(makeConfig({ accessKeyId: undefined, secretAccessKey: undefined }))
  const environment = { ...process.env }
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name]
  process.env.AWS_EC2_METADATA_DISABLED = 'true'
  process.env.AWS_SHARED_CREDENTIALS_FILE = '/nonexistent/credentials'
  process.env.AWS_CONFIG_FILE = '/nonexistent/config'
  try {
    const request = { key: 'k', versionId: null, expiresInSeconds: 60, contentDisposition: 'attachment' }
    await expectPortError(
      store.presignGet({ ...request, contentType: 'text/plain' }),
      'STORAGE_MISCONFIGURED',
    )
  } finally {
    process.env = environment
  }
})
