import { createHash } from 'node:crypto'
import {
  CopyObjectCommand,
  type CopyObjectCommandInput,
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { send } from './support/raw-http.ts'
import { signRequest } from './support/signer.ts'
import { BUCKET, startTestStore, type TestStore } from './support/test-store.ts'

const BODY = Buffer.alloc(3_000_000, 'copied bytes ')
const SHA256 = createHash('sha256').update(BODY).digest('base64')

async function storeWithSource(): Promise<TestStore & { etag: string }> {
  const store = await startTestStore()
  const put = await store.client.send(
    new PutObjectCommand({
      Bucket: BUCKET,
      Key: 'source',
      Body: BODY,
      ContentType: 'text/plain',
      CacheControl: 'no-cache',
      Metadata: { from: 'source' },
    }),
  )
  return { ...store, etag: put.ETag ?? '' }
}

function copy(store: TestStore, input: Partial<CopyObjectCommandInput> = {}) {
  const base = { Bucket: BUCKET, Key: 'target', CopySource: `${BUCKET}/source` }
  return store.client.send(new CopyObjectCommand({ ...base, ...input }))
}

const head = (store: TestStore, Key = 'target') =>
  store.client.send(new HeadObjectCommand({ Bucket: BUCKET, Key, ChecksumMode: 'ENABLED' }))

describe('CopyObject', () => {
  it('copies bytes, description, metadata and checksum, and answers ETag and LastModified', async () => {
    await using store = await storeWithSource()
    const source = await head(store, 'source')
    const answer = await copy(store)
    expect(answer.CopyObjectResult).toMatchObject({
      ETag: store.etag,
      LastModified: expect.any(Date),
      ChecksumCRC32: source.ChecksumCRC32,
      ChecksumType: 'FULL_OBJECT',
    })
    const got = await store.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'target' }))
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? [])).toEqual(BODY)
    expect(got).toMatchObject({
      ETag: store.etag,
      ContentType: 'text/plain',
      CacheControl: 'no-cache',
      Metadata: { from: 'source' },
    })
  })

  it('computes and keeps the checksum that is asked for', async () => {
    await using store = await storeWithSource()
    const answer = await copy(store, { ChecksumAlgorithm: 'SHA256' })
    expect(answer.CopyObjectResult?.ChecksumSHA256).toBe(SHA256)
    expect(answer.CopyObjectResult?.ChecksumCRC32).toBeUndefined()
    expect(await head(store)).toMatchObject({ ChecksumSHA256: SHA256, ChecksumType: 'FULL_OBJECT' })
  })

  it('replaces description and metadata when told to, and only then', async () => {
    await using store = await storeWithSource()
    await copy(store, { ContentType: 'image/png', Metadata: { ignored: '1' } })
    expect(await head(store)).toMatchObject({ ContentType: 'text/plain', Metadata: { from: 'source' } })
    await copy(store, { MetadataDirective: 'REPLACE', ContentType: 'image/png', Metadata: { from: 'copy' } })
    const replaced = await head(store)
    expect(replaced).toMatchObject({ ContentType: 'image/png', Metadata: { from: 'copy' } })
    expect(replaced.CacheControl).toBeUndefined()
  })

  it('reads its source with or without a leading slash and percent-encoded', async () => {
    await using store = await startTestStore()
    const Key = 'a b+c%/é/🙂?&=#'
    await store.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'odd' }))
    const encoded = Key.split('/').map(encodeURIComponent).join('/')
    const forms = [`${BUCKET}/${encoded}`, `/${BUCKET}/${encoded}`, encodeURIComponent(`${BUCKET}/${Key}`)]
    for (const CopySource of forms) {
      const answer = await copy(store, { CopySource })
      expect(answer.CopyObjectResult?.ETag).toBe(`"${createHash('md5').update('odd').digest('hex')}"`)
    }
  })

  it('goes from bucket to bucket', async () => {
    await using store = await storeWithSource()
    await store.client.send(new CreateBucketCommand({ Bucket: 'other-bucket' }))
    await copy(store, { Bucket: 'other-bucket' })
    const got = await store.client.send(new HeadObjectCommand({ Bucket: 'other-bucket', Key: 'target' }))
    expect(got.ContentLength).toBe(BODY.length)
  })

  it('does not know a source that is not there, nor take one it cannot read', async () => {
    await using store = await storeWithSource()
    await expect(copy(store, { CopySource: `${BUCKET}/none` })).rejects.toMatchObject({ name: 'NoSuchKey' })
    await expect(copy(store, { CopySource: 'no-such-bucket/key' })).rejects.toMatchObject({
      name: 'NoSuchBucket',
    })
    await expect(copy(store, { Bucket: 'no-such-bucket' })).rejects.toMatchObject({ name: 'NoSuchBucket' })
    for (const CopySource of ['justakey', `${BUCKET}/`, `${BUCKET}/%zz`, '%ff/key']) {
      await expect(copy(store, { CopySource })).rejects.toMatchObject({ name: 'InvalidArgument' })
    }
  })

  it('onto itself has to change something', async () => {
    await using store = await storeWithSource()
    await expect(copy(store, { Key: 'source' })).rejects.toMatchObject({ name: 'InvalidRequest' })
    await copy(store, { Key: 'source', MetadataDirective: 'REPLACE', Metadata: { now: 'changed' } })
    expect(await head(store, 'source')).toMatchObject({
      ContentLength: BODY.length,
      Metadata: { now: 'changed' },
    })
  })

  it('refuses directives and algorithms it does not know', async () => {
    await using store = await storeWithSource()
    const attempt = (headers: Record<string, string>) =>
      send(
        signRequest({
          method: 'PUT',
          url: `${store.endpoint}/${BUCKET}/target`,
          headers: { 'x-amz-copy-source': `${BUCKET}/source`, ...headers },
        }),
      )
    expect(await attempt({ 'x-amz-metadata-directive': 'MERGE' })).toMatchObject({
      status: 400,
      code: 'InvalidArgument',
    })
    expect(await attempt({ 'x-amz-checksum-algorithm': 'ADLER' })).toMatchObject({
      status: 400,
      code: 'InvalidRequest',
    })
  })
})

describe('conditions of CopyObject', () => {
  it('on the source: 412 unless its ETag is, or is not, the one named', async () => {
    await using store = await storeWithSource()
    const failed = { name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } }
    await expect(copy(store, { CopySourceIfMatch: '"other"' })).rejects.toMatchObject(failed)
    await expect(copy(store, { CopySourceIfNoneMatch: store.etag })).rejects.toMatchObject(failed)
    await expect(head(store)).rejects.toMatchObject({ name: 'NotFound' })
    await copy(store, { CopySourceIfMatch: store.etag })
    await copy(store, { CopySourceIfNoneMatch: '"other"' })
  })

  it('on the source’s time', async () => {
    await using store = await storeWithSource()
    const [past, future] = [new Date(Date.now() - 60_000), new Date(Date.now() + 60_000)]
    await expect(copy(store, { CopySourceIfUnmodifiedSince: past })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    })
    await expect(copy(store, { CopySourceIfModifiedSince: future })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    })
    await copy(store, { CopySourceIfUnmodifiedSince: future, CopySourceIfModifiedSince: past })
  })

  it('on the target: If-None-Match lets exactly one of many copies win', async () => {
    await using store = await storeWithSource()
    const copies = await Promise.allSettled(
      Array.from({ length: 20 }, () => copy(store, { IfNoneMatch: '*' })),
    )
    expect(copies.filter(result => result.status === 'fulfilled')).toHaveLength(1)
    const reasons = copies.flatMap(result => (result.status === 'rejected' ? [result.reason.name] : []))
    expect(reasons).toHaveLength(19)
    for (const reason of reasons)
      expect(['PreconditionFailed', 'ConditionalRequestConflict']).toContain(reason)
  })
})
