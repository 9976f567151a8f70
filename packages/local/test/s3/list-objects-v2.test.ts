import {
  CreateBucketCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  type ListObjectsV2CommandOutput,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { send } from './support/raw-http.ts'
import { signRequest } from './support/signer.ts'
import { BUCKET, startTestStore, type TestStore } from './support/test-store.ts'

/** Keys whose order differs between UTF-8 bytes, UTF-16 units and locales, and keys that XML and URLs find hard. */
const ODD_KEYS = [
  'a',
  'A',
  'aa',
  'a-b',
  'a/b',
  'a0',
  'é',
  'z',
  '\uffee',
  '🙂',
  'a b+c%',
  '<&>"\'',
  '\u0001',
  'x'.repeat(1024),
]
const MANY = Array.from({ length: 2500 }, (_, n) => `many/${n % 7}/${ODD_KEYS[n % 12]}-${n}`)

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))

async function put(store: TestStore, bucket: string, key: string): Promise<void> {
  const path = key.split('/').map(encodeURIComponent).join('/')
  const answer = await send({
    ...signRequest({ method: 'PUT', url: signable(`${store.endpoint}/${bucket}/${path}`) }),
    body: 'x',
  })
  if (answer.status !== 200) throw new Error(answer.text)
}

/** The signer takes paths as AWS encodes them. */
function signable(url: string): string {
  return url.replace(/[!'()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}

async function fill(store: TestStore, bucket: string, keys: string[]): Promise<void> {
  await store.client.send(new CreateBucketCommand({ Bucket: bucket }))
  const waiting = [...keys]
  const work = async () => {
    for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) await put(store, bucket, key)
  }
  await Promise.all(Array.from({ length: 16 }, work))
}

describe('ListObjectsV2', () => {
  let store: TestStore
  beforeAll(async () => {
    store = await startTestStore()
    await fill(store, 'odd-keys', ODD_KEYS)
    await fill(store, 'many-keys', MANY)
    await fill(store, 'folders', ['a/1', 'a/2', 'a/b/3', 'b', 'b/1', 'b//2', 'c/x/1', 'd'])
  }, 60_000)
  afterAll(() => store[Symbol.asyncDispose]())

  const list = (input: Omit<ListObjectsV2CommandInput, 'Bucket'>, Bucket = 'folders') =>
    store.client.send(new ListObjectsV2Command({ Bucket, ...input }))
  const keys = (page: ListObjectsV2CommandOutput) => (page.Contents ?? []).map(item => item.Key)
  const prefixes = (page: ListObjectsV2CommandOutput) => (page.CommonPrefixes ?? []).map(item => item.Prefix)

  async function listAll(input: ListObjectsV2CommandInput, pageSize: number) {
    const found: ListObjectsV2CommandOutput[] = []
    for await (const page of paginateListObjectsV2({ client: store.client, pageSize }, input))
      found.push(page)
    return found
  }

  it('tells of each object its key, size, ETag, time, checksum algorithm and class', async () => {
    const page = await list({ Prefix: 'd' })
    expect(page.Contents).toEqual([
      {
        Key: 'd',
        Size: 1,
        ETag: '"9dd4e461268c8034f5c8564e155c67a6"',
        LastModified: expect.any(Date),
        ChecksumAlgorithm: ['CRC64NVME'],
        ChecksumType: 'FULL_OBJECT',
        StorageClass: 'STANDARD',
      },
    ])
    expect(page).toMatchObject({
      Name: 'folders',
      Prefix: 'd',
      MaxKeys: 1000,
      KeyCount: 1,
      IsTruncated: false,
    })
    expect((await list({ Prefix: 'd', FetchOwner: true })).Contents?.[0]?.Owner).toMatchObject({
      ID: 'landfall',
    })
  })

  it('orders keys by their UTF-8 bytes and gives them back exactly', async () => {
    const page = await list({ EncodingType: 'url' }, 'odd-keys')
    expect(keys(page).map(key => decodeURIComponent(key ?? ''))).toEqual([...ODD_KEYS].sort(byBytes))
  })

  it('escapes keys for XML where no encoding is asked for', async () => {
    const answer = await send(signRequest({ method: 'GET', url: `${store.endpoint}/odd-keys?list-type=2` }))
    expect(answer.text).toContain("<Key>&lt;&amp;&gt;&quot;'</Key>")
    expect(answer.text).toContain('<Key>&#x1;</Key>')
    expect(answer.text).toContain('<Key>🙂</Key>')
    const plain = await list({ Prefix: 'a' }, 'odd-keys')
    expect(keys(plain)).toEqual(ODD_KEYS.filter(key => key.startsWith('a')).sort(byBytes))
  })

  it('encodes with encoding-type=url keys, prefixes, delimiter and start', async () => {
    const page = await list(
      { EncodingType: 'url', Prefix: 'a b', Delimiter: '+', StartAfter: 'a a' },
      'odd-keys',
    )
    expect(page).toMatchObject({
      EncodingType: 'url',
      Prefix: 'a%20b',
      Delimiter: '%2B',
      StartAfter: 'a%20a',
    })
    expect(prefixes(page)).toEqual(['a%20b%2B'])
  })

  it.each([1000, 999, 97])(
    'pages through 2,500 keys, %i at a time, each once and in order',
    async pageSize => {
      const pages = await listAll({ Bucket: 'many-keys' }, pageSize)
      expect(pages.flatMap(keys)).toEqual([...MANY].sort(byBytes))
      expect(pages).toHaveLength(Math.ceil(MANY.length / pageSize))
      for (const page of pages.slice(0, -1))
        expect(page).toMatchObject({ IsTruncated: true, KeyCount: pageSize })
      expect(pages.at(-1)).toMatchObject({ IsTruncated: false })
      expect(pages.at(-1)?.NextContinuationToken).toBeUndefined()
    },
  )

  it('gives at most 1,000 at a time, whatever is asked', async () => {
    const page = await list({ MaxKeys: 5000 }, 'many-keys')
    expect(page).toMatchObject({ KeyCount: 1000, MaxKeys: 1000, IsTruncated: true })
  })

  it('with max-keys 0 gives nothing and does not claim that there is more', async () => {
    const page = await list({ MaxKeys: 0 })
    expect(page).toMatchObject({ KeyCount: 0, MaxKeys: 0, IsTruncated: false })
  })

  it('rolls keys up at the delimiter', async () => {
    const page = await list({ Delimiter: '/' })
    expect(keys(page)).toEqual(['b', 'd'])
    expect(prefixes(page)).toEqual(['a/', 'b/', 'c/'])
    expect(page.KeyCount).toBe(5)
    const below = await list({ Delimiter: '/', Prefix: 'a/' })
    expect(keys(below)).toEqual(['a/1', 'a/2'])
    expect(prefixes(below)).toEqual(['a/b/'])
    expect(prefixes(await list({ Delimiter: '/', Prefix: 'b/' }))).toEqual(['b//'])
    expect(prefixes(await list({ Delimiter: '/x/' }))).toEqual(['c/x/'])
  })

  it('pages through common prefixes, each once', async () => {
    for (const pageSize of [1, 2, 3]) {
      const pages = await listAll({ Bucket: 'folders', Delimiter: '/' }, pageSize)
      expect(pages.flatMap(prefixes)).toEqual(['a/', 'b/', 'c/'])
      expect(pages.flatMap(keys)).toEqual(['b', 'd'])
    }
    const seven = await listAll({ Bucket: 'many-keys', Prefix: 'many/', Delimiter: '/' }, 3)
    expect(seven.flatMap(prefixes)).toEqual([0, 1, 2, 3, 4, 5, 6].map(n => `many/${n}/`))
  })

  it('begins after start-after, whether such a key exists or not', async () => {
    expect(keys(await list({ StartAfter: 'b' }))).toEqual(['b//2', 'b/1', 'c/x/1', 'd'])
    expect(keys(await list({ StartAfter: 'bb' }))).toEqual(['c/x/1', 'd'])
    expect(keys(await list({ StartAfter: 'a/1', Prefix: 'a/' }))).toEqual(['a/2', 'a/b/3'])
    expect(keys(await list({ StartAfter: 'A', Prefix: 'c' }))).toEqual(['c/x/1'])
    expect(keys(await list({ StartAfter: 'z' }))).toEqual([])
  })

  it('finds nothing under a prefix that nothing has', async () => {
    expect(await list({ Prefix: 'nothing' })).toMatchObject({ KeyCount: 0, IsTruncated: false })
  })

  it.each([
    ['max-keys=-1'],
    ['max-keys=many'],
    ['continuation-token=made-up'],
    ['continuation-token=1'],
    ['encoding-type=base64'],
  ])('refuses %s', async query => {
    const answer = await send(
      signRequest({ method: 'GET', url: `${store.endpoint}/folders?list-type=2&${query}` }),
    )
    expect(answer).toMatchObject({ status: 400, code: 'InvalidArgument' })
  })

  it('does not know a bucket that is not there', async () => {
    await expect(list({}, 'no-such-bucket')).rejects.toMatchObject({ name: 'NoSuchBucket' })
  })

  it('shows what changes at once', async () => {
    await put(store, BUCKET, 'new')
    expect(keys(await list({}, BUCKET))).toEqual(['new'])
    await send(signRequest({ method: 'DELETE', url: `${store.endpoint}/${BUCKET}/new` }))
    expect(keys(await list({}, BUCKET))).toEqual([])
  })
})
