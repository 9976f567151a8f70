import { HeadBucketCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { send } from './support/raw-http.ts'
import { signRequest } from './support/signer.ts'
import { BUCKET, startTestStore } from './support/test-store.ts'

const at = { Bucket: BUCKET, Key: 'key' }

describe('HeadObject', () => {
  it('says what GET would, without the bytes', async () => {
    await using store = await startTestStore()
    const put = await store.client.send(
      new PutObjectCommand({ ...at, Body: 'hello', ContentType: 'text/plain' }),
    )
    const head = await store.client.send(new HeadObjectCommand(at))
    expect(head).toMatchObject({
      ContentLength: 5,
      ContentType: 'text/plain',
      ETag: put.ETag,
      AcceptRanges: 'bytes',
    })
    expect(head.LastModified?.getTime()).toBeGreaterThan(Date.now() - 10_000)
    const raw = await send(signRequest({ method: 'HEAD', url: `${store.endpoint}/${BUCKET}/key` }))
    expect(raw).toMatchObject({ status: 200, text: '', headers: { 'content-length': '5' } })
  })

  it('answers 404 without a body for a key or bucket that is not there', async () => {
    await using store = await startTestStore()
    for (const path of [`${BUCKET}/none`, 'no-such-bucket/none', 'no-such-bucket']) {
      const raw = await send(signRequest({ method: 'HEAD', url: `${store.endpoint}/${path}` }))
      expect(raw).toMatchObject({ status: 404, text: '' })
      expect(raw.headers['x-amz-request-id']).toMatch(/^[0-9A-F]{16}$/)
    }
    await expect(store.client.send(new HeadObjectCommand(at))).rejects.toMatchObject({ name: 'NotFound' })
    const bucket = store.client.send(new HeadBucketCommand({ Bucket: 'no-such-bucket' }))
    await expect(bucket).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } })
  })

  it('answers every refusal without a body', async () => {
    await using store = await startTestStore()
    const raw = await send({ method: 'HEAD', url: `${store.endpoint}/${BUCKET}/key` })
    expect(raw).toMatchObject({ status: 403, text: '' })
  })
})
