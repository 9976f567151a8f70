import { createHash } from 'node:crypto'
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ObjectIdentifier,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { send } from './support/raw-http.ts'
import { sha256, signRequest } from './support/signer.ts'
import { BUCKET, startTestStore, type TestStore } from './support/test-store.ts'
import { startVersionedStore } from './support/versions.ts'

const put = (store: TestStore, Key: string) =>
  store.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: Key }))

const removeAll = (store: TestStore, Objects: ObjectIdentifier[], Quiet?: boolean) =>
  store.client.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects, Quiet } }))

async function keysLeft(store: TestStore): Promise<number | undefined> {
  return (await store.client.send(new ListObjectsV2Command({ Bucket: BUCKET }))).KeyCount
}

const md5 = (body: string | Buffer) => createHash('md5').update(body).digest('base64')

function post(store: TestStore, body: string | Buffer, headers: Record<string, string>) {
  return send({
    ...signRequest({ method: 'POST', url: `${store.endpoint}/${BUCKET}?delete`, headers }),
    body,
  })
}

const documentOf = (count: number) =>
  `<Delete>${Array.from({ length: count }, (_, n) => `<Object><Key>k${n}</Key></Object>`).join('')}</Delete>`

describe('DeleteObjects', () => {
  it('deletes up to 1000 keys and tells of each, in order, also of what was not there', async () => {
    await using store = await startTestStore()
    const keys = Array.from({ length: 1000 }, (_, n) => `key ${n}`)
    for (const key of keys.slice(0, 20)) await put(store, key)
    await put(store, 'other')
    const { Deleted, Errors } = await removeAll(
      store,
      keys.map(Key => ({ Key })),
    )
    expect(Deleted).toEqual(keys.map(Key => ({ Key })))
    expect(Errors).toBeUndefined()
    expect(await keysLeft(store)).toBe(1)
  })

  it('takes keys exactly as they are', async () => {
    await using store = await startTestStore()
    const keys = [' blank around ', '<&>"\'', 'line\nbreak', 'cr\rhere', '🙂', 'é', 'a//../b']
    for (const key of keys) await put(store, key)
    const { Deleted } = await removeAll(
      store,
      keys.map(Key => ({ Key })),
    )
    expect(Deleted).toHaveLength(keys.length)
    expect(await keysLeft(store)).toBe(0)
  })

  it('tells in quiet mode only of what went wrong', async () => {
    await using store = await startTestStore()
    await put(store, 'a')
    const quiet = await removeAll(store, [{ Key: 'a' }, { Key: 'b', VersionId: 'x' }], true)
    expect(quiet.Deleted).toBeUndefined()
    expect(quiet.Errors).toMatchObject([{ Key: 'b', VersionId: 'x', Code: 'InvalidArgument' }])
    expect(await keysLeft(store)).toBe(0)
  })

  it('refuses keys one by one: each under its own condition', async () => {
    await using store = await startTestStore()
    const { ETag } = await put(store, 'same')
    await put(store, 'changed')
    const result = await removeAll(store, [
      { Key: 'same', ETag },
      { Key: 'changed', ETag },
      { Key: 'absent', ETag },
      { Key: 'x'.repeat(1025) },
    ])
    expect(result.Deleted).toEqual([{ Key: 'same' }])
    expect(result.Errors?.map(({ Key, Code }) => [Key?.slice(0, 7), Code])).toEqual([
      ['changed', 'PreconditionFailed'],
      ['absent', 'NoSuchKey'],
      ['xxxxxxx', 'KeyTooLongError'],
    ])
    await store.client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'changed' }))
  })

  it('under versioning leaves delete markers, or removes exactly the versions named', async () => {
    await using store = await startVersionedStore()
    const a = await put(store, 'a')
    const b = await put(store, 'b')
    const marked = await removeAll(store, [{ Key: 'a' }, { Key: 'b', VersionId: b.VersionId }])
    const [marker, gone] = marked.Deleted ?? []
    expect(marker).toEqual({ Key: 'a', DeleteMarker: true, DeleteMarkerVersionId: expect.any(String) })
    expect(gone).toEqual({ Key: 'b', VersionId: b.VersionId })
    const read = await store.client.send(
      new GetObjectCommand({ Bucket: BUCKET, Key: 'a', VersionId: a.VersionId }),
    )
    expect(await read.Body?.transformToString()).toBe('a')
    const VersionId = marker?.DeleteMarkerVersionId
    const removed = await removeAll(store, [
      { Key: 'a', VersionId },
      { Key: 'a', VersionId: a.VersionId },
    ])
    expect(removed.Deleted).toEqual([
      { Key: 'a', VersionId, DeleteMarker: true, DeleteMarkerVersionId: VersionId },
      { Key: 'a', VersionId: a.VersionId },
    ])
    const left = await store.client.send(new ListObjectVersionsCommand({ Bucket: BUCKET }))
    expect(left).not.toHaveProperty('Versions')
    expect(left).not.toHaveProperty('DeleteMarkers')
  })

  it('needs Content-MD5 or a checksum of its document, and holds it to them', async () => {
    await using store = await startTestStore()
    const body = documentOf(1)
    await put(store, 'k0')
    expect(await post(store, body, {})).toMatchObject({ status: 400, code: 'InvalidRequest' })
    expect(await post(store, body, { 'content-md5': md5('other') })).toMatchObject({ code: 'BadDigest' })
    const wrong = { 'x-amz-checksum-sha256': Buffer.from(sha256('other'), 'hex').toString('base64') }
    expect(await post(store, body, wrong)).toMatchObject({ code: 'BadDigest' })
    expect(await keysLeft(store)).toBe(1)
    const right = { 'x-amz-checksum-sha256': Buffer.from(sha256(body), 'hex').toString('base64') }
    expect(await post(store, body, right)).toMatchObject({ status: 200 })
    expect(await post(store, body, { 'content-md5': md5(body) })).toMatchObject({ status: 200 })
    expect(await keysLeft(store)).toBe(0)
  })

  it.each([
    ['1001 keys', documentOf(1001)],
    ['no key', '<Delete></Delete>'],
    ['an empty key', '<Delete><Object><Key></Key></Object></Delete>'],
    ['an object without a key', '<Delete><Object><VersionId>null</VersionId></Object></Delete>'],
    ['another document', '<Other><Object><Key>k0</Key></Object></Other>'],
    ['half a document', '<Delete><Object><Key>k0</Key>'],
    [
      'an entity of its own',
      '<!DOCTYPE x [<!ENTITY k "k0">]><Delete><Object><Key>&k;</Key></Object></Delete>',
    ],
  ])('refuses %s as MalformedXML and deletes nothing', async (_, body) => {
    await using store = await startTestStore()
    await put(store, 'k0')
    const answer = await post(store, body, { 'content-md5': md5(body) })
    expect(answer).toMatchObject({ status: 400, code: 'MalformedXML' })
    expect(await keysLeft(store)).toBe(1)
  })

  it.each([
    ['half a surrogate pair', '&#xD800;'],
    ['an entity that XML does not have', '&constructor;'],
    ['bytes that are no UTF-8', Buffer.from([0xff])],
  ])('takes %s for no key, and deletes no other one for it', async (_, key) => {
    await using store = await startTestStore()
    for (const stored of ['\ufffd', String(Object)]) await put(store, stored)
    const body = Buffer.concat(['<Delete><Object><Key>', key, '</Key></Object></Delete>'].map(Buffer.from))
    const answer = await post(store, body, { 'content-md5': md5(body) })
    expect(answer).toMatchObject({ status: 400, code: 'MalformedXML' })
    expect(await keysLeft(store)).toBe(2)
  })

  it('does not know the conditions of directory buckets, nor a bucket that is not there', async () => {
    await using store = await startTestStore()
    await expect(removeAll(store, [{ Key: 'a', Size: 1 }])).rejects.toMatchObject({ name: 'NotImplemented' })
    const gone = new DeleteObjectsCommand({ Bucket: 'no-such-bucket', Delete: { Objects: [{ Key: 'a' }] } })
    await expect(store.client.send(gone)).rejects.toMatchObject({ name: 'NoSuchBucket' })
  })
})
