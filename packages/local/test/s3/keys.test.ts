import { readdir } from 'node:fs/promises'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { openSocket, send } from './support/raw-http.ts'
import { signRequest } from './support/signer.ts'
import { BUCKET, startTestStore } from './support/test-store.ts'

describe('keys', () => {
  it.each([
    'a b+c%/é/🙂',
    '../x',
    '../../../../etc/passwd',
    '/leading',
    'trailing/',
    'a//b',
    './.',
    '..',
    'C:\\windows\\x',
    "!*'();:@&=+$,?#[]",
    '%2e%2e%2fx',
    'NUL',
    'line\nbreak\ttab',
    'é',
    'e\u0301',
    'x'.repeat(1024),
    '🙂'.repeat(256),
    '\uffff',
  ])('%j are stored, read, listed and deleted under exactly that name', async Key => {
    await using store = await startTestStore()
    const at = { Bucket: BUCKET, Key }
    await store.client.send(new PutObjectCommand({ ...at, Body: Key }))
    const got = await store.client.send(new GetObjectCommand(at))
    expect(await got.Body?.transformToString()).toBe(Key)
    const list = await store.client.send(new ListObjectsV2Command({ Bucket: BUCKET, EncodingType: 'url' }))
    expect(list.Contents?.map(item => decodeURIComponent(item.Key ?? ''))).toEqual([Key])
    await store.client.send(new DeleteObjectCommand(at))
    await expect(store.client.send(new GetObjectCommand(at))).rejects.toMatchObject({ name: 'NoSuchKey' })
  })

  it('may hold a NUL byte', async () => {
    await using store = await startTestStore()
    const url = `${store.endpoint}/${BUCKET}/a%00b`
    expect(await send({ ...signRequest({ method: 'PUT', url }), body: 'nul' })).toMatchObject({ status: 200 })
    expect(await send(signRequest({ method: 'GET', url }))).toMatchObject({ text: 'nul' })
    expect(await send(signRequest({ method: 'GET', url: `${store.endpoint}/${BUCKET}/a` }))).toMatchObject({
      status: 404,
    })
  })

  it('differ by case and by Unicode form, on any file system', async () => {
    await using store = await startTestStore()
    const names = ['Key', 'key', 'KEY', 'é', 'e\u0301']
    for (const Key of names) await store.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: Key }))
    for (const Key of names) {
      const got = await store.client.send(new GetObjectCommand({ Bucket: BUCKET, Key }))
      expect(await got.Body?.transformToString()).toBe(Key)
    }
  })

  it('leave nothing outside the folder of the store, and no trace of themselves in it', async () => {
    await using store = await startTestStore()
    const Key = '../../escaped'
    await store.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'x' }))
    const files = await readdir(store.dir, { recursive: true })
    expect(files.filter(name => name.includes('escaped'))).toEqual([])
    expect(
      files.filter(name => /^buckets\/test-bucket\/objects\/[0-9a-f]{2}\/[0-9a-f]{64}\.obj$/.test(name)),
    ).toHaveLength(1)
    expect((await readdir(`${store.dir}/..`)).includes('escaped')).toBe(false)
  })

  it('of more than 1024 bytes are too long, counted in UTF-8', async () => {
    await using store = await startTestStore()
    for (const Key of ['x'.repeat(1025), 'é'.repeat(513)]) {
      const put = store.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'x' }))
      await expect(put).rejects.toMatchObject({ name: 'KeyTooLongError', $metadata: { httpStatusCode: 400 } })
    }
  })
})

describe('a path', () => {
  it.each(['a%zz', 'a%', 'a%4', '%ff', '%c0%af', '%ed%a0%80', 'k?x=%zz', 'k?x=%ff'])(
    'holding %s is an InvalidURI',
    async path => {
      await using store = await startTestStore()
      const answer = await send({ method: 'GET', url: `${store.endpoint}/${BUCKET}/${path}` })
      expect(answer).toMatchObject({ status: 400, code: 'InvalidURI' })
    },
  )

  it('with bytes that are not ASCII, or that is a whole URL, is refused', async () => {
    await using store = await startTestStore()
    for (const target of ['/test-bucket/é', 'http://elsewhere/test-bucket/key', '*']) {
      const { socket, closed } = openSocket(store.endpoint)
      socket.write(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
      expect(await closed).toMatch(/^HTTP\/1\.1 400 .*<Code>(InvalidURI|BadRequest)<\/Code>/s)
    }
  })
})
