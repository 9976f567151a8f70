import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { openSocket, requestHead, send } from './support/raw-http.ts'
import { signRequest } from './support/signer.ts'
import { BUCKET, startTestStore } from './support/test-store.ts'

const md5 = (text: string) => createHash('md5').update(text).digest('hex')

describe('PutObject', () => {
  it('answers the MD5 of the bytes as a quoted ETag and the checksum it was given', async () => {
    await using store = await startTestStore()
    const put = await store.client.send(
      new PutObjectCommand({ Bucket: BUCKET, Key: 'key', Body: 'hello', ChecksumAlgorithm: 'SHA256' }),
    )
    expect(put.ETag).toBe(`"${md5('hello')}"`)
    expect(put.ChecksumSHA256).toBe(createHash('sha256').update('hello').digest('base64'))
    expect(put.ChecksumType).toBe('FULL_OBJECT')
  })

  it('stores an empty object', async () => {
    await using store = await startTestStore()
    await store.client.send(
      new PutObjectCommand({ Bucket: BUCKET, Key: 'empty', Body: '', ContentLength: 0 }),
    )
    const got = await store.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'empty' }))
    expect(await got.Body?.transformToString()).toBe('')
    expect(got).toMatchObject({ ContentLength: 0, ETag: `"${md5('')}"` })
  })

  it('gives every description header and user metadata back', async () => {
    await using store = await startTestStore()
    const description = {
      ContentType: 'text/plain; charset=utf-8',
      ContentDisposition: 'attachment; filename="a.txt"; filename*=UTF-8\'\'%C3%A9.txt',
      CacheControl: 'max-age=60',
      ContentEncoding: 'gzip',
      ContentLanguage: 'de',
      Metadata: { owner: 'somebody', 'two-words': 'a b' },
    }
    const Expires = new Date('2030-01-01T00:00:00Z')
    const at = { Bucket: BUCKET, Key: 'key' }
    await store.client.send(new PutObjectCommand({ ...at, Body: 'not really gzip', Expires, ...description }))
    for (const command of [new HeadObjectCommand(at), new GetObjectCommand(at)]) {
      const answer = await store.client.send(command as HeadObjectCommand)
      expect(answer).toMatchObject({ ...description, ExpiresString: Expires.toUTCString() })
    }
  })

  it('describes what came without a type as binary/octet-stream', async () => {
    await using store = await startTestStore()
    const url = `${store.endpoint}/${BUCKET}/key`
    await send({ ...signRequest({ method: 'PUT', url }), body: 'x' })
    const answer = await send(signRequest({ method: 'HEAD', url }))
    expect(answer.headers['content-type']).toBe('binary/octet-stream')
  })

  it('replaces bytes and metadata together', async () => {
    await using store = await startTestStore()
    const at = { Bucket: BUCKET, Key: 'key' }
    await store.client.send(new PutObjectCommand({ ...at, Body: 'first', Metadata: { a: '1' } }))
    await store.client.send(new PutObjectCommand({ ...at, Body: 'second', Metadata: { b: '2' } }))
    const got = await store.client.send(new GetObjectCommand(at))
    expect(await got.Body?.transformToString()).toBe('second')
    expect(got.Metadata).toEqual({ b: '2' })
  })

  it('refuses a bucket that does not exist', async () => {
    await using store = await startTestStore()
    const put = store.client.send(new PutObjectCommand({ Bucket: 'no-such-bucket', Key: 'key', Body: 'x' }))
    await expect(put).rejects.toMatchObject({ name: 'NoSuchBucket', $metadata: { httpStatusCode: 404 } })
  })

  it('refuses more than 5 GiB before a byte of it has come', async () => {
    await using store = await startTestStore()
    const headers = { 'content-length': String(5 * 1024 ** 3 + 1), expect: '100-continue' }
    const signed = signRequest({ method: 'PUT', url: `${store.endpoint}/${BUCKET}/key` })
    const { socket, closed } = openSocket(store.endpoint)
    socket.write(requestHead({ ...signed, headers: { ...signed.headers, ...headers } }))
    const answer = await closed
    expect(answer).toMatch(/^HTTP\/1.1 400 /)
    expect(answer).toContain('<Code>EntityTooLarge</Code>')
  })

  it('refuses a body of unknown length', async () => {
    await using store = await startTestStore()
    const signed = signRequest({ method: 'PUT', url: `${store.endpoint}/${BUCKET}/key` })
    const answer = await send({ ...signed, headers: { ...signed.headers, 'transfer-encoding': 'chunked' } })
    expect(answer).toMatchObject({ status: 411, code: 'MissingContentLength' })
  })

  it('refuses more than 2 KB of user metadata', async () => {
    await using store = await startTestStore()
    const put = (bytes: number) =>
      store.client.send(
        new PutObjectCommand({
          Bucket: BUCKET,
          Key: 'key',
          Body: 'x',
          Metadata: { m: 'x'.repeat(bytes - 1) },
        }),
      )
    await expect(put(2049)).rejects.toMatchObject({ name: 'MetadataTooLarge' })
    await put(2048)
    const stored = await store.client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'key' }))
    expect(stored.Metadata?.m).toHaveLength(2047)
  })

  it.each([
    ['x-amz-server-side-encryption', 'AES256', 'NotImplemented'],
    ['x-amz-tagging', 'a=b', 'NotImplemented'],
    ['x-amz-object-lock-mode', 'GOVERNANCE', 'NotImplemented'],
    ['x-amz-storage-class', 'GLACIER', 'NotImplemented'],
    ['x-amz-grant-read', 'id=1', 'NotImplemented'],
    ['x-amz-expected-bucket-owner', '123456789012', 'NotImplemented'],
    ['x-amz-acl', 'public-read', 'AccessControlListNotSupported'],
  ])('refuses %s instead of ignoring it', async (name, value, code) => {
    await using store = await startTestStore()
    const url = `${store.endpoint}/${BUCKET}/key`
    const signed = signRequest({ method: 'PUT', url, headers: { [name]: value } })
    expect(await send({ ...signed, body: 'x' })).toMatchObject({ code })
    expect(await send(signRequest({ method: 'HEAD', url }))).toMatchObject({ status: 404 })
  })

  it('leaves no temporary file behind, whether it stored or refused', async () => {
    await using store = await startTestStore()
    const url = `${store.endpoint}/${BUCKET}/key`
    await send({ ...signRequest({ method: 'PUT', url }), body: 'x' })
    const refused = await send({
      ...signRequest({
        method: 'PUT',
        url,
        headers: { 'content-md5': createHash('md5').update('y').digest('base64') },
      }),
      body: 'x',
    })
    expect(refused).toMatchObject({ code: 'BadDigest' })
    expect(await readdir(join(store.dir, 'tmp'))).toEqual([])
  })
})
