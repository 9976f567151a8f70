import {
  CreateBucketCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  type ListObjectVersionsCommandOutput,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { send } from './support/raw-http.ts'
import { signRequest } from './support/signer.ts'
import { BUCKET, type TestStore } from './support/test-store.ts'
import { setVersioning, startVersionedStore } from './support/versions.ts'

const KEYS = ['a/1', 'a/2', 'b', '\uffee', '🙂', 'z <&> \u0001']
const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))

type Listed = { Key: string; VersionId: string; IsLatest: boolean; isMarker: boolean }

describe('ListObjectVersions', () => {
  let store: TestStore
  /** What was written, per key newest first. */
  const made = new Map<string, { VersionId: string; isMarker: boolean }[]>()

  const list = (input: Partial<ListObjectVersionsCommandInput> = {}) =>
    store.client.send(new ListObjectVersionsCommand({ Bucket: BUCKET, EncodingType: 'url', ...input }))

  const note = (key: string, VersionId = '', isMarker = false) =>
    made.set(key, [{ VersionId, isMarker }, ...(made.get(key) ?? [])])

  beforeAll(async () => {
    store = await startVersionedStore()
    for (let round = 0; round < 3; round += 1) {
      for (const Key of KEYS) {
        const at = { Bucket: BUCKET, Key }
        note(Key, (await store.client.send(new PutObjectCommand({ ...at, Body: 'x' }))).VersionId)
        if (round === 1 || Key === 'b') {
          note(Key, (await store.client.send(new DeleteObjectCommand(at))).VersionId, true)
        }
      }
    }
    await setVersioning(store, 'Suspended')
    await store.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a/1', Body: 'null' }))
    note('a/1', 'null')
  })
  afterAll(() => store[Symbol.asyncDispose]())

  const expected = (keys = KEYS): Listed[] =>
    [...keys]
      .sort(byBytes)
      .flatMap(Key => (made.get(Key) ?? []).map((version, at) => ({ Key, ...version, IsLatest: at === 0 })))

  /** Versions and markers come back in two lists; both are in the order of the answer. */
  const inOrder = (page: ListObjectVersionsCommandOutput, isMarker: boolean): Listed[] =>
    ((isMarker ? page.DeleteMarkers : page.Versions) ?? []).map(item => ({
      Key: decodeURIComponent(item.Key ?? ''),
      VersionId: item.VersionId ?? '',
      IsLatest: item.IsLatest ?? false,
      isMarker,
    }))

  async function listAll(input: Partial<ListObjectVersionsCommandInput>) {
    const pages: ListObjectVersionsCommandOutput[] = []
    for (let page = await list(input); ; ) {
      pages.push(page)
      if (!page.IsTruncated) return pages
      const KeyMarker = decodeURIComponent(page.NextKeyMarker ?? '')
      page = await list({ ...input, KeyMarker, VersionIdMarker: page.NextVersionIdMarker })
    }
  }

  it('lists keys by their UTF-8 bytes and of each the newest first, and says which is current', async () => {
    const page = await list()
    for (const isMarker of [false, true]) {
      expect(inOrder(page, isMarker)).toEqual(expected().filter(item => item.isMarker === isMarker))
    }
    expect(page).toMatchObject({ Name: BUCKET, IsTruncated: false, MaxKeys: 1000 })
    expect(page.Versions?.[0]).toMatchObject({
      Size: 4,
      ETag: '"37a6259cc0c1dae299a7866489dff0bd"',
      StorageClass: 'STANDARD',
      LastModified: expect.any(Date),
      ChecksumAlgorithm: [expect.any(String)],
      Owner: { ID: expect.any(String) },
    })
  })

  it('writes versions and delete markers in one order', async () => {
    const { text } = await send(
      signRequest({ method: 'GET', url: `${store.endpoint}/${BUCKET}?prefix=b&versions` }),
    )
    const ids = [...text.matchAll(/<VersionId>(\w+)<\/VersionId>/g)].map(match => match[1])
    expect(ids).toEqual(expected(['b']).map(item => item.VersionId))
  })

  it.each([1, 2, 3, 7, 1000])('pages, %i at a time, each version once', async MaxKeys => {
    const pages = await listAll({ MaxKeys })
    expect(pages).toHaveLength(Math.ceil(expected().length / MaxKeys))
    for (const isMarker of [false, true]) {
      const found = pages.flatMap(page => inOrder(page, isMarker))
      expect(found).toEqual(expected().filter(item => item.isMarker === isMarker))
    }
  })

  it('rolls keys up at the delimiter and pages past them', async () => {
    const page = await list({ Delimiter: '/' })
    expect(page.CommonPrefixes).toEqual([{ Prefix: 'a/' }])
    expect(inOrder(page, false).map(item => item.Key)).not.toContain('a/1')
    const first = await list({ Delimiter: '/', MaxKeys: 1 })
    expect(first).toMatchObject({ IsTruncated: true, NextKeyMarker: 'a/' })
    expect(first.NextVersionIdMarker).toBeUndefined()
    const pages = await listAll({ Delimiter: '/', MaxKeys: 1 })
    expect(pages.flatMap(each => each.CommonPrefixes ?? [])).toEqual([{ Prefix: 'a/' }])
    expect(pages.flatMap(each => inOrder(each, true))).toEqual(inOrder(page, true))
    expect(pages.flatMap(each => inOrder(each, false))).toEqual(inOrder(page, false))
  })

  it('keeps to a prefix', async () => {
    const page = await list({ Prefix: 'a/2' })
    const all = [...inOrder(page, false), ...inOrder(page, true)]
    expect(all).toHaveLength(expected(['a/2']).length)
    expect(new Set(all.map(item => item.Key))).toEqual(new Set(['a/2']))
  })

  it('begins behind a key marker, and with a version marker inside its key', async () => {
    const after = await list({ KeyMarker: 'a/2' })
    expect(inOrder(after, false)[0]?.Key).toBe('b')
    const versions = expected(['b'])
    const within = await list({ Prefix: 'b', KeyMarker: 'b', VersionIdMarker: versions[2]?.VersionId })
    const ids = [...(within.Versions ?? []), ...(within.DeleteMarkers ?? [])].map(item => item.VersionId)
    expect(new Set(ids)).toEqual(new Set(versions.slice(3).map(item => item.VersionId)))
  })

  it('goes on behind a version that was deleted after it was listed', async () => {
    const at = { Bucket: BUCKET, Key: 'deleted-between-pages' }
    await setVersioning(store, 'Enabled')
    const put = async () => (await store.client.send(new PutObjectCommand({ ...at, Body: 'x' }))).VersionId
    const ids = [await put(), await put(), await put()]
    const [first, second, third] = ids
    await store.client.send(new DeleteObjectCommand({ ...at, VersionId: second }))
    const page = await list({ Prefix: at.Key, KeyMarker: at.Key, VersionIdMarker: second })
    expect(page.Versions?.map(item => item.VersionId)).toEqual([first])
    for (const VersionId of [first, third]) {
      await store.client.send(new DeleteObjectCommand({ ...at, VersionId }))
    }
  })

  it('with max-keys 0 gives nothing and does not claim that there is more', async () => {
    const page = await list({ MaxKeys: 0 })
    expect(page).toMatchObject({ IsTruncated: false, MaxKeys: 0 })
    expect(page.Versions).toBeUndefined()
  })

  it.each(['version-id-marker=null', 'key-marker=a&version-id-marker=odd', 'max-keys=-1', 'encoding-type=x'])(
    'refuses %s',
    async query => {
      const url = `${store.endpoint}/${BUCKET}?${query}&versions`
      expect(await send(signRequest({ method: 'GET', url }))).toMatchObject({
        status: 400,
        code: 'InvalidArgument',
      })
    },
  )

  it('leaves keys behind delete markers out of ListObjectsV2, and prefixes that hold only such', async () => {
    const at = { Bucket: BUCKET, Key: 'gone/all' }
    await store.client.send(new DeleteObjectCommand(at))
    const rest = { Delimiter: '/', MaxKeys: 2, StartAfter: 'a/9', EncodingType: 'url' as const }
    const page = await store.client.send(new ListObjectsV2Command({ Bucket: BUCKET, ...rest }))
    expect(page.CommonPrefixes).toBeUndefined()
    expect(page.Contents?.map(item => decodeURIComponent(item.Key ?? ''))).toEqual(['z <&> \u0001', '\uffee'])
    expect(page.IsTruncated).toBe(true)
  })

  it('lists an unversioned bucket as null versions', async () => {
    const Bucket = 'plain-bucket'
    await store.client.send(new CreateBucketCommand({ Bucket }))
    await store.client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }))
    const page = await store.client.send(new ListObjectVersionsCommand({ Bucket }))
    expect(page.Versions).toMatchObject([{ Key: 'k', VersionId: 'null', IsLatest: true }])
  })
})
