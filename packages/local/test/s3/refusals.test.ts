import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { describe, expect, it, vi } from 'vitest'
import { openSocket, send } from './support/raw-http.ts'
import { signRequest } from './support/signer.ts'
import { BUCKET, startTestStore } from './support/test-store.ts'

describe('an operation that is not there', () => {
  it.each([
    ['GET', ''],
    ['GET', `${BUCKET}`],
    ['GET', `${BUCKET}?list-type=1`],
    ['GET', `${BUCKET}?notification`],
    ['DELETE', `${BUCKET}?versioning`],
    ['PUT', `${BUCKET}?policy`],
    ['DELETE', `${BUCKET}?encryption`],
    ['POST', `${BUCKET}?restore`],
    ['POST', `${BUCKET}/key?select`],
    ['PUT', `${BUCKET}/key?acl`],
    ['PUT', `${BUCKET}/key?tagging`],
    ['GET', `${BUCKET}/key?attributes`],
    ['PUT', `${BUCKET}/key?versionId=null`],
    ['DELETE', `${BUCKET}/key?tagging`],
    ['DELETE', `${BUCKET}/key?tagging&versionId=null`],
    ['PATCH', `${BUCKET}/key`],
  ])('is answered with 501: %s /%s', async (method, path) => {
    await using store = await startTestStore()
    await store.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'key', Body: 'kept' }))
    const answer = await send(signRequest({ method, url: `${store.endpoint}/${path}` }))
    expect(answer).toMatchObject({ status: 501, code: 'NotImplemented' })
    const kept = await send(signRequest({ method: 'GET', url: `${store.endpoint}/${BUCKET}/key` }))
    expect(kept).toMatchObject({ status: 200, text: 'kept' })
  })

  it('is refused for its missing signature first', async () => {
    await using store = await startTestStore()
    const answer = await send({ method: 'GET', url: `${store.endpoint}/${BUCKET}?versioning` })
    expect(answer).toMatchObject({ status: 403, code: 'AccessDenied' })
  })
})

describe('every answer', () => {
  it('carries request ids, a server name and a date', async () => {
    await using store = await startTestStore()
    const url = `${store.endpoint}/${BUCKET}/key`
    const answers = [
      await send({ ...signRequest({ method: 'PUT', url }), body: 'x' }),
      await send(signRequest({ method: 'GET', url })),
      await send(signRequest({ method: 'GET', url: `${url}2` })),
      await send({ method: 'GET', url }),
    ]
    expect(answers.map(answer => answer.status)).toEqual([200, 200, 404, 403])
    for (const { headers } of answers) {
      expect(headers['x-amz-request-id']).toMatch(/^[0-9A-F]{16}$/)
      expect(headers['x-amz-id-2']).toMatch(/^[\w+/=]{40,}$/)
      expect(headers.server).toBe('LandfallS3')
      expect(Date.parse(headers.date ?? '')).toBeGreaterThan(Date.now() - 10_000)
    }
    expect(new Set(answers.map(answer => answer.headers['x-amz-request-id'])).size).toBe(4)
  })

  it('that refuses is an XML document with code, message and the ids of the headers', async () => {
    await using store = await startTestStore()
    const answer = await send(signRequest({ method: 'GET', url: `${store.endpoint}/${BUCKET}/a%3Cb%3E%26` }))
    expect(answer.headers['content-type']).toBe('application/xml')
    expect(answer.text).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message>' +
        `<Key>a&lt;b&gt;&amp;</Key><RequestId>${answer.headers['x-amz-request-id']}</RequestId><HostId>${answer.headers['x-amz-id-2']}</HostId></Error>`,
    )
  })
})

describe('an error of our own', () => {
  it('leaves as InternalError without a word about its cause, which the log keeps', async () => {
    await using store = await startTestStore()
    const temporaryDir = join(store.dir, 'tmp')
    await rename(temporaryDir, `${temporaryDir}-away`)
    const answer = await send({
      ...signRequest({ method: 'PUT', url: `${store.endpoint}/${BUCKET}/key` }),
      body: 'x',
    })
    expect(answer).toMatchObject({ status: 500, code: 'InternalError' })
    expect(answer.text).not.toMatch(/ENOENT|tmp|node:|\.ts/)
    // The line is written once the answer is out, so that the client may be first.
    await vi.waitFor(() =>
      expect(store.lines.at(-1)).toMatchObject({ status: 500, error: expect.stringContaining('ENOENT') }),
    )
    await rename(`${temporaryDir}-away`, temporaryDir)
    const after = await send({
      ...signRequest({ method: 'PUT', url: `${store.endpoint}/${BUCKET}/key` }),
      body: 'x',
    })
    expect(after).toMatchObject({ status: 200 })
  })
})

describe('the log', () => {
  it('has one line per request, with the refusal’s code and never a signature', async () => {
    await using store = await startTestStore()
    const url = `${store.endpoint}/${BUCKET}/key?X-Amz-Signature=topsecret&X-Amz-Credential=x`
    const answer = await send({ method: 'GET', url })
    await vi.waitFor(() =>
      expect(store.lines.at(-1)).toMatchObject({
        method: 'GET',
        bucket: BUCKET,
        key: 'key',
        status: 400,
        code: 'AuthorizationQueryParametersError',
        requestId: answer.headers['x-amz-request-id'],
      }),
    )
    expect(JSON.stringify(store.lines)).not.toContain('topsecret')
  })
})

describe('what is not HTTP', () => {
  it('gets a 400 and the connection’s end', async () => {
    await using store = await startTestStore()
    const { socket, closed } = openSocket(store.endpoint)
    socket.write('HELLO\r\n\r\n')
    expect(await closed).toMatch(/^HTTP\/1\.1 400 /)
  })

  it('or has too many header bytes is refused', async () => {
    await using store = await startTestStore()
    const { socket, closed } = openSocket(store.endpoint)
    socket.write(`GET /${BUCKET}/key HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`)
    expect(await closed).toContain('<Code>RequestHeaderSectionTooLarge</Code>')
  })
})
