import {
  DeleteObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { BUCKET, startTestStore } from './support/test-store.ts'

const at = { Bucket: BUCKET, Key: 'key' }

describe('DeleteObject', () => {
  it('removes the object from reads and lists', async () => {
    await using store = await startTestStore()
    await store.client.send(new PutObjectCommand({ ...at, Body: 'x' }))
    const deleted = await store.client.send(new DeleteObjectCommand(at))
    expect(deleted.$metadata.httpStatusCode).toBe(204)
    await expect(store.client.send(new HeadObjectCommand(at))).rejects.toMatchObject({ name: 'NotFound' })
    const list = await store.client.send(new ListObjectsV2Command({ Bucket: BUCKET }))
    expect(list.KeyCount).toBe(0)
  })

  it('answers 204 for what is not there', async () => {
    await using store = await startTestStore()
    const deleted = await store.client.send(new DeleteObjectCommand(at))
    expect(deleted.$metadata.httpStatusCode).toBe(204)
  })

  it('does not know a bucket that is not there', async () => {
    await using store = await startTestStore()
    const gone = store.client.send(new DeleteObjectCommand({ Bucket: 'no-such-bucket', Key: 'key' }))
    await expect(gone).rejects.toMatchObject({ name: 'NoSuchBucket' })
  })

  it('with If-Match deletes only the version it names', async () => {
    await using store = await startTestStore()
    const { ETag } = await store.client.send(new PutObjectCommand({ ...at, Body: 'first' }))
    await store.client.send(new PutObjectCommand({ ...at, Body: 'second' }))
    const stale = store.client.send(new DeleteObjectCommand({ ...at, IfMatch: ETag }))
    await expect(stale).rejects.toMatchObject({
      name: 'PreconditionFailed',
      $metadata: { httpStatusCode: 412 },
    })
    const head = await store.client.send(new HeadObjectCommand(at))
    await store.client.send(new DeleteObjectCommand({ ...at, IfMatch: head.ETag }))
    await expect(store.client.send(new HeadObjectCommand(at))).rejects.toMatchObject({ name: 'NotFound' })
  })

  it('with If-Match on what is not there answers NoSuchKey, as S3 was seen to do', async () => {
    await using store = await startTestStore()
    for (const IfMatch of ['*', '"abc"']) {
      const gone = store.client.send(new DeleteObjectCommand({ ...at, IfMatch }))
      await expect(gone).rejects.toMatchObject({ name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } })
    }
  })
})
