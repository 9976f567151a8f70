import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { describe, expect, it } from 'vitest'
import { send } from './support/raw-http.ts'
import { presign, sha256 } from './support/signer.ts'
import { BUCKET, newClient, startTestStore } from './support/test-store.ts'

/** Presigned by the real SDK, spoiled by hand. */
type PutInput = Partial<ConstructorParameters<typeof PutObjectCommand>[0]>

async function presignPut(
  endpoint: string,
  input: PutInput = {},
  options: Parameters<typeof getSignedUrl>[2] = {},
) {
  const client = newClient(endpoint, { requestChecksumCalculation: 'WHEN_REQUIRED' })
  const command = new PutObjectCommand({ Bucket: BUCKET, Key: 'key', ...input })
  const url = await getSignedUrl(client as S3Client, command, { expiresIn: 600, ...options })
  client.destroy()
  return url
}

const put = (url: string, body = 'body', headers: Record<string, string> = {}) =>
  send({ method: 'PUT', url, body, headers })

async function isStored(store: { client: S3Client }): Promise<boolean> {
  const head = store.client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'key' }))
  return head.then(
    () => true,
    () => false,
  )
}

describe('a presigned URL', () => {
  it('stores with PUT and reads with GET, from anybody who has it', async () => {
    await using store = await startTestStore()
    expect(await put(await presignPut(store.endpoint))).toMatchObject({ status: 200 })
    const url = await getSignedUrl(store.client, new GetObjectCommand({ Bucket: BUCKET, Key: 'key' }))
    expect(await send({ method: 'GET', url })).toMatchObject({ status: 200, text: 'body' })
  })

  it('works from fetch as from a plain socket', async () => {
    await using store = await startTestStore()
    const answer = await fetch(await presignPut(store.endpoint), { method: 'PUT', body: 'from fetch' })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('etag')).toMatch(/^"[0-9a-f]{32}"$/)
  })

  it('serves its own method only', async () => {
    await using store = await startTestStore()
    const url = await presignPut(store.endpoint)
    expect(await send({ method: 'GET', url })).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' })
    expect(await send({ method: 'DELETE', url })).toMatchObject({
      status: 403,
      code: 'SignatureDoesNotMatch',
    })
  })

  it('does not match once its signature, key or query changes', async () => {
    await using store = await startTestStore()
    const url = await presignPut(store.endpoint)
    const signature = /X-Amz-Signature=([0-9a-f]{64})/.exec(url)?.[1] ?? ''
    const spoiled = [
      url.replace(signature, signature.replace(/^./, signature.startsWith('0') ? '1' : '0')),
      url.replace('/key?', '/other?'),
      url.replace('X-Amz-Expires=600', 'X-Amz-Expires=6000'),
      `${url}&response-content-type=text/html`,
    ]
    for (const bad of spoiled) {
      expect(await put(bad)).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' })
    }
    expect(await isStored(store)).toBe(false)
  })

  it('ends: after its time it gets AccessDenied, "Request has expired"', async () => {
    let shiftMs = 0
    await using store = await startTestStore({ now: () => new Date(Date.now() + shiftMs) })
    const url = await presignPut(store.endpoint, {}, { expiresIn: 60 })
    shiftMs = 58_000
    expect(await put(url)).toMatchObject({ status: 200 })
    shiftMs = 62_000
    const answer = await put(url)
    expect(answer).toMatchObject({ status: 403, code: 'AccessDenied' })
    expect(answer.text).toContain('<Message>Request has expired</Message>')
  })

  it('is not valid yet when it was signed more than 15 minutes ahead', async () => {
    await using store = await startTestStore()
    const signingDate = new Date(Date.now() + 16 * 60_000)
    const answer = await put(await presignPut(store.endpoint, {}, { signingDate }))
    expect(answer).toMatchObject({ status: 403, code: 'AccessDenied' })
    expect(answer.text).toContain('Request is not valid yet')
  })

  it('may live from 1 second to 7 days', async () => {
    await using store = await startTestStore()
    const week = await presignPut(store.endpoint, {}, { expiresIn: 604_800 })
    expect(await put(week)).toMatchObject({ status: 200 })
    for (const bad of ['604801', '0', '-1', 'soon']) {
      const url = week.replace('X-Amz-Expires=604800', `X-Amz-Expires=${bad}`)
      expect(await put(url)).toMatchObject({ status: 400, code: 'AuthorizationQueryParametersError' })
    }
  })

  it('needs all of its parameters', async () => {
    await using store = await startTestStore()
    const url = await presignPut(store.endpoint)
    for (const name of ['Algorithm', 'Credential', 'Date', 'Expires', 'SignedHeaders', 'Signature']) {
      const answer = await put(url.replace(new RegExp(`X-Amz-${name}=[^&]*&?`), ''))
      expect(answer).toMatchObject({ status: 400, code: 'AuthorizationQueryParametersError' })
    }
  })

  it('must not come together with an Authorization header', async () => {
    await using store = await startTestStore()
    const answer = await put(await presignPut(store.endpoint), 'x', { authorization: 'AWS4-HMAC-SHA256 x' })
    expect(answer).toMatchObject({ status: 400, code: 'InvalidArgument' })
  })

  it('signed with an unknown key, another region or a session token is refused', async () => {
    await using store = await startTestStore()
    const url = await presignPut(store.endpoint)
    expect(await put(url.replace('AKIATESTKEY', 'AKIANOBODY'))).toMatchObject({ code: 'InvalidAccessKeyId' })
    const elsewhere = await put(url.replace('us-east-1', 'eu-west-1'))
    expect(elsewhere).toMatchObject({ status: 400, code: 'AuthorizationQueryParametersError' })
    expect(await put(`${url}&X-Amz-Security-Token=t`)).toMatchObject({ status: 400, code: 'InvalidToken' })
  })
})

describe('headers of a presigned request', () => {
  it('that are signed have to arrive, and as they were signed', async () => {
    await using store = await startTestStore()
    const url = await presignPut(
      store.endpoint,
      { ContentType: 'image/png', IfNoneMatch: '*' },
      { signableHeaders: new Set(['content-type', 'host', 'if-none-match']) },
    )
    const right = { 'content-type': 'image/png', 'if-none-match': '*' }
    const wrong = [{}, { 'content-type': 'image/png' }, { ...right, 'content-type': 'text/html' }]
    for (const headers of wrong) {
      expect(await put(url, 'x', headers as Record<string, string>)).toMatchObject({
        status: 403,
        code: 'SignatureDoesNotMatch',
      })
    }
    expect(await put(url, 'x', right)).toMatchObject({ status: 200 })
    expect(await put(url, 'y', right)).toMatchObject({ status: 412, code: 'PreconditionFailed' })
  })

  it('refuse one byte more or less than the content-length that was signed', async () => {
    await using store = await startTestStore()
    const url = await presignPut(store.endpoint, { ContentLength: 4 })
    expect(url).toContain('content-length')
    for (const body of ['abc', 'abcde', '']) {
      expect(await put(url, body)).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' })
    }
    const chunked = await send({ method: 'PUT', url, headers: { 'transfer-encoding': 'chunked' } })
    expect(chunked).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' })
    expect(await isStored(store)).toBe(false)
    expect(await put(url, 'abcd')).toMatchObject({ status: 200 })
  })

  it('must not include an x-amz header that nobody signed, whatever it asks for', async () => {
    await using store = await startTestStore()
    const url = await presignPut(store.endpoint)
    const extras = {
      'x-amz-acl': 'public-read',
      'x-amz-meta-owner': 'me',
      'x-amz-storage-class': 'STANDARD',
      'x-amz-checksum-crc32': 'AAAAAA==',
      'x-amz-content-sha256': sha256('body'),
      'x-amz-copy-source': `${BUCKET}/other`,
    }
    for (const [name, value] of Object.entries(extras)) {
      const answer = await put(url, 'body', { [name]: value })
      expect(answer).toMatchObject({ status: 403, code: 'AccessDenied' })
      expect(answer.text).toContain(`<HeadersNotSigned>${name}</HeadersNotSigned>`)
    }
    expect(await isStored(store)).toBe(false)
  })

  it('may include others that nobody signed, as content-type by default', async () => {
    await using store = await startTestStore()
    const url = await presignPut(store.endpoint)
    expect(await put(url, 'x', { 'content-type': 'text/html', 'x-custom': '1' })).toMatchObject({
      status: 200,
    })
  })
})

describe('checksums of a presigned PUT', () => {
  const good = Buffer.from(sha256('body'), 'hex').toString('base64')

  it('as a signed header are held against the body', async () => {
    await using store = await startTestStore()
    const url = await presignPut(
      store.endpoint,
      { ChecksumSHA256: good },
      { unhoistableHeaders: new Set(['x-amz-checksum-sha256']) },
    )
    const headers = { 'x-amz-checksum-sha256': good }
    expect(await put(url, 'ydob', headers)).toMatchObject({ status: 400, code: 'BadDigest' })
    expect(await isStored(store)).toBe(false)
    expect(await put(url, 'body')).toMatchObject({ status: 403 })
    expect(await put(url, 'body', headers)).toMatchObject({ status: 200 })
  })

  it('in the query are signed and then ignored, as S3 ignores them', async () => {
    await using store = await startTestStore()
    const url = await presignPut(store.endpoint, { ChecksumSHA256: good })
    expect(url).toContain('x-amz-checksum-sha256=')
    expect(await put(url, 'something else')).toMatchObject({ status: 200 })
    expect(await put(url.replace('x-amz-checksum-sha256=', 'x-amz-checksum-sha256=a'), 'x')).toMatchObject({
      code: 'SignatureDoesNotMatch',
    })
  })

  it('that the SDK adds to the query by default do no harm', async () => {
    await using store = await startTestStore()
    const url = await getSignedUrl(store.client, new PutObjectCommand({ Bucket: BUCKET, Key: 'key' }))
    expect(url).toContain('x-amz-checksum-crc32=AAAAAA')
    const answer = await put(url, 'real bytes')
    expect(answer).toMatchObject({ status: 200 })
    expect(answer.headers['x-amz-checksum-crc64nvme']).toMatch(/^[\w+/]{11}=$/)
  })
})

describe('X-Amz-Content-Sha256 in the query', () => {
  it('holds the body to that hash', async () => {
    await using store = await startTestStore()
    const hash = sha256('body')
    const url = presign('PUT', `${store.endpoint}/${BUCKET}/key`, { 'X-Amz-Content-Sha256': hash })
    expect(await put(url, 'ydob')).toMatchObject({ status: 400, code: 'XAmzContentSHA256Mismatch' })
    expect(await put(url, 'body')).toMatchObject({ status: 200 })
  })
})
