import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { send } from './support/raw-http.ts'
import { sha256, signRequest, type Unsigned } from './support/signer.ts'
import { BUCKET, newClient, startTestStore } from './support/test-store.ts'

const MINUTE_MS = 60_000

/** Signs for a key of the store, lets the test spoil it, and says what came back. */
async function put(endpoint: string, input: Partial<Unsigned> = {}, body = 'body') {
  const signed = signRequest({ method: 'PUT', url: `${endpoint}/${BUCKET}/key`, ...input })
  return send({ ...signed, body })
}

describe('a signature in the Authorization header', () => {
  it('is accepted when it is right', async () => {
    await using store = await startTestStore()
    expect(await put(store.endpoint)).toMatchObject({ status: 200 })
    expect(await put(store.endpoint, { payloadHash: sha256('body') })).toMatchObject({ status: 200 })
  })

  it('is demanded: an unsigned request gets AccessDenied', async () => {
    await using store = await startTestStore()
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const answer = await send({ method, url: `${store.endpoint}/${BUCKET}/key`, body: '' })
      expect(answer).toMatchObject({ status: 403, code: 'AccessDenied' })
    }
  })

  it('must come from a key that exists', async () => {
    await using store = await startTestStore()
    const answer = await put(store.endpoint, { accessKeyId: 'AKIANOBODY' })
    expect(answer).toMatchObject({ status: 403, code: 'InvalidAccessKeyId' })
  })

  it('does not match when made with another secret', async () => {
    await using store = await startTestStore()
    const answer = await put(store.endpoint, { secretAccessKey: 'another' })
    expect(answer).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' })
    expect(answer.text).toContain('<StringToSign>AWS4-HMAC-SHA256')
  })

  it('does not match when one character of it changes', async () => {
    await using store = await startTestStore()
    const signed = signRequest({ method: 'GET', url: `${store.endpoint}/${BUCKET}?list-type=2` })
    const last = signed.signature.endsWith('0') ? '1' : '0'
    const authorization = signed.headers.authorization?.slice(0, -1) + last
    expect(await send(signed)).toMatchObject({ status: 200 })
    const answer = await send({ ...signed, headers: { ...signed.headers, authorization } })
    expect(answer).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' })
  })

  it('does not match another method, path, query or signed header', async () => {
    await using store = await startTestStore()
    const signed = signRequest({
      method: 'PUT',
      url: `${store.endpoint}/${BUCKET}/key?x-id=PutObject`,
      headers: { 'content-type': 'text/plain' },
    })
    const spoiled = [
      { ...signed, url: signed.url.replace('/key', '/other') },
      { ...signed, url: signed.url.replace('PutObject', 'Other') },
      { ...signed, url: `${signed.url}&more=1` },
      { ...signed, headers: { ...signed.headers, 'content-type': 'text/html' } },
      { ...signed, headers: { ...signed.headers, host: 'elsewhere.example' } },
    ]
    for (const request of spoiled) {
      expect(await send({ ...request, body: 'x' })).toMatchObject({
        status: 403,
        code: 'SignatureDoesNotMatch',
      })
    }
    expect(await send({ ...signed, method: 'GET' })).toMatchObject({ code: 'SignatureDoesNotMatch' })
    expect(await send({ ...signed, body: 'x' })).toMatchObject({ status: 200 })
  })

  it('does not match when a signed header is missing, even one signed as empty', async () => {
    await using store = await startTestStore()
    const signed = signRequest({
      method: 'PUT',
      url: `${store.endpoint}/${BUCKET}/key`,
      headers: { 'cache-control': '' },
    })
    const { 'cache-control': _removed, ...headers } = signed.headers
    expect(await send({ ...signed, headers, body: 'x' })).toMatchObject({ code: 'SignatureDoesNotMatch' })
  })

  it('must cover every x-amz header that is sent', async () => {
    await using store = await startTestStore()
    const answer = await put(store.endpoint, { unsignedHeaders: { 'x-amz-meta-extra': 'smuggled' } })
    expect(answer).toMatchObject({ status: 403, code: 'AccessDenied' })
    expect(answer.text).toContain('<HeadersNotSigned>x-amz-meta-extra</HeadersNotSigned>')
  })

  it('must name the store’s region and the s3 service', async () => {
    await using store = await startTestStore()
    const region = await put(store.endpoint, { region: 'eu-central-1' })
    expect(region).toMatchObject({ status: 400, code: 'AuthorizationHeaderMalformed' })
    expect(region.text).toContain('<Region>us-east-1</Region>')
    expect(await put(store.endpoint, { service: 'sqs' })).toMatchObject({
      code: 'AuthorizationHeaderMalformed',
    })
  })

  it('is refused when its clock is off by more than 15 minutes either way', async () => {
    await using store = await startTestStore()
    for (const minutes of [-16, 16]) {
      const answer = await put(store.endpoint, { at: new Date(Date.now() + minutes * MINUTE_MS) })
      expect(answer).toMatchObject({ status: 403, code: 'RequestTimeTooSkewed' })
    }
    for (const minutes of [-14, 14]) {
      const answer = await put(store.endpoint, { at: new Date(Date.now() + minutes * MINUTE_MS) })
      expect(answer).toMatchObject({ status: 200 })
    }
  })

  it('is judged by the clock that the store is given', async () => {
    let shiftMs = 0
    await using store = await startTestStore({ now: () => new Date(Date.now() + shiftMs) })
    shiftMs = 60 * MINUTE_MS
    expect(await put(store.endpoint)).toMatchObject({ code: 'RequestTimeTooSkewed' })
    expect(await put(store.endpoint, { at: new Date(Date.now() + shiftMs) })).toMatchObject({ status: 200 })
  })

  it('is malformed without a credential, signed headers or a signature', async () => {
    await using store = await startTestStore()
    const signed = signRequest({ method: 'GET', url: `${store.endpoint}/${BUCKET}/key` })
    for (const part of [/Credential=[^,]+, /, /SignedHeaders=[^,]+, /, /, Signature=.*/, /\/aws4_request/]) {
      const authorization = (signed.headers.authorization ?? '').replace(part, '')
      const answer = await send({ ...signed, headers: { ...signed.headers, authorization } })
      expect(answer).toMatchObject({ status: 400, code: 'AuthorizationHeaderMalformed' })
    }
  })

  it('of another mechanism is refused', async () => {
    await using store = await startTestStore()
    const answer = await send({
      method: 'GET',
      url: `${store.endpoint}/${BUCKET}/key`,
      headers: { authorization: 'AWS AKIATESTKEY:c2lnbmF0dXJl' },
    })
    expect(answer).toMatchObject({ status: 400, code: 'InvalidRequest' })
  })

  it('must not come with a session token, since there are no temporary keys', async () => {
    await using store = await startTestStore()
    const answer = await put(store.endpoint, { headers: { 'x-amz-security-token': 'token' } })
    expect(answer).toMatchObject({ status: 400, code: 'InvalidToken' })
  })
})

describe('x-amz-content-sha256', () => {
  it('is demanded of every request signed in the header', async () => {
    await using store = await startTestStore()
    const signed = signRequest({ method: 'PUT', url: `${store.endpoint}/${BUCKET}/key` })
    const { 'x-amz-content-sha256': _removed, ...headers } = signed.headers
    const answer = await send({ ...signed, headers, body: 'x' })
    expect(answer).toMatchObject({ status: 400, code: 'InvalidRequest' })
  })

  it('must be the hash of the body, else nothing is stored', async () => {
    await using store = await startTestStore()
    const answer = await put(store.endpoint, { payloadHash: sha256('another body') })
    expect(answer).toMatchObject({ status: 400, code: 'XAmzContentSHA256Mismatch' })
    const get = store.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'key' }))
    await expect(get).rejects.toMatchObject({ name: 'NoSuchKey' })
  })

  it('must be the hash of nothing where an operation takes no body', async () => {
    await using store = await startTestStore()
    const url = `${store.endpoint}/${BUCKET}/key`
    const answer = await send(signRequest({ method: 'DELETE', url, payloadHash: sha256('x') }))
    expect(answer).toMatchObject({ status: 400, code: 'XAmzContentSHA256Mismatch' })
  })

  it.each(['abc', 'constructor'])('must have one of the known forms: not %s', async payloadHash => {
    await using store = await startTestStore()
    const headers = { 'x-amz-decoded-content-length': '0' }
    const answer = await put(store.endpoint, { payloadHash, headers }, '0\r\n\r\n')
    expect(answer).toMatchObject({ status: 400, code: 'InvalidArgument' })
  })
})

describe('the SDK', () => {
  it('is believed with the right keys and refused with wrong ones', async () => {
    await using store = await startTestStore()
    const input = { Bucket: BUCKET, Key: 'key', Body: 'x' }
    await expect(store.client.send(new PutObjectCommand(input))).resolves.toMatchObject({
      ETag: expect.any(String),
    })
    const stranger = newClient(store.endpoint, {
      credentials: { accessKeyId: 'AKIATESTKEY', secretAccessKey: 'no' },
    })
    await expect(stranger.send(new PutObjectCommand(input))).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
    })
    stranger.destroy()
  })
})
