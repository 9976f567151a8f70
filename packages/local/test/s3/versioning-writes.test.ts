import { CopyObjectCommand, CreateBucketCommand, DeleteBucketCommand } from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { BUCKET, startTestStore, type TestStore } from './support/test-store.ts'
import { put, read, remove, setVersioning, startVersionedStore } from './support/versions.ts'

const UNKNOWN = '0'.repeat(32)

describe('conditions under versioning', () => {
  it('look at the current version, and take a delete marker for nothing', async () => {
    await using store = await startVersionedStore()
    const one = await put(store, 'one', { IfNoneMatch: '*' })
    await expect(put(store, 'two', { IfNoneMatch: '*' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    })
    const two = await put(store, 'two', { IfMatch: one.ETag })
    await expect(put(store, 'three', { IfMatch: one.ETag })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    })
    await expect(remove(store, { IfMatch: one.ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' })
    await remove(store, { IfMatch: two.ETag })
    await expect(put(store, 'x', { IfMatch: two.ETag })).rejects.toMatchObject({ name: 'NoSuchKey' })
    await expect(remove(store, { IfMatch: two.ETag })).rejects.toMatchObject({ name: 'NoSuchKey' })
    expect((await put(store, 'again', { IfNoneMatch: '*' })).VersionId).toMatch(/^[0-9a-f]{32}$/)
  })

  it('look at the version that a DELETE names', async () => {
    await using store = await startVersionedStore()
    const one = await put(store, 'one')
    const two = await put(store, 'two')
    const stale = remove(store, { VersionId: one.VersionId, IfMatch: two.ETag })
    await expect(stale).rejects.toMatchObject({ name: 'PreconditionFailed' })
    await remove(store, { VersionId: one.VersionId, IfMatch: one.ETag })
    await expect(read(store, one.VersionId)).rejects.toMatchObject({ name: 'NoSuchVersion' })
  })
})

describe('CopyObject under versioning', () => {
  const copy = (store: TestStore, source: string, Key = 'copy') =>
    store.client.send(new CopyObjectCommand({ Bucket: BUCKET, Key, CopySource: `${BUCKET}/${source}` }))

  it('takes its source from the version named and makes a version of its own', async () => {
    await using store = await startVersionedStore()
    const one = await put(store, 'one')
    const two = await put(store, 'two')
    const old = await copy(store, `key?versionId=${one.VersionId}`)
    expect(old).toMatchObject({ CopySourceVersionId: one.VersionId, CopyObjectResult: { ETag: one.ETag } })
    const current = await copy(store, 'key')
    expect(current).toMatchObject({
      CopySourceVersionId: two.VersionId,
      CopyObjectResult: { ETag: two.ETag },
    })
    expect(new Set([one, two, old, current].map(made => made.VersionId)).size).toBe(4)
  })

  it('restores an older version by copying it onto its own key', async () => {
    await using store = await startVersionedStore()
    const one = await put(store, 'one')
    await remove(store)
    const restored = await copy(store, `key?versionId=${one.VersionId}`, 'key')
    expect(await read(store)).toEqual({ text: 'one', VersionId: restored.VersionId })
  })

  it('takes no delete marker and no unknown version for a source', async () => {
    await using store = await startVersionedStore()
    await put(store, 'one')
    const marker = await remove(store)
    await expect(copy(store, 'key')).rejects.toMatchObject({ name: 'NoSuchKey' })
    await expect(copy(store, `key?versionId=${marker.VersionId}`)).rejects.toMatchObject({
      name: 'InvalidRequest',
    })
    await expect(copy(store, `key?versionId=${UNKNOWN}`)).rejects.toMatchObject({ name: 'NoSuchVersion' })
    await expect(copy(store, 'key?versionId=x')).rejects.toMatchObject({ name: 'InvalidArgument' })
    await expect(copy(store, 'key?other=x')).rejects.toMatchObject({ name: 'NotImplemented' })
  })
})

describe('DeleteBucket under versioning', () => {
  it('refuses while there is any version or delete marker', async () => {
    await using store = await startTestStore()
    const Bucket = 'versioned-bucket'
    await store.client.send(new CreateBucketCommand({ Bucket }))
    await setVersioning(store, 'Enabled', Bucket)
    const removeBucket = () => store.client.send(new DeleteBucketCommand({ Bucket }))
    const { VersionId } = await put(store, 'x', { Bucket })
    const marker = await remove(store, { Bucket })
    await expect(removeBucket()).rejects.toMatchObject({ name: 'BucketNotEmpty' })
    await remove(store, { Bucket, VersionId })
    await expect(removeBucket()).rejects.toMatchObject({ name: 'BucketNotEmpty' })
    await remove(store, { Bucket, VersionId: marker.VersionId })
    await removeBucket()
  })
})
