import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketLocationCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { send } from './support/raw-http.ts'
import { signRequest } from './support/signer.ts'
import { BUCKET, startTestStore } from './support/test-store.ts'

describe('CreateBucket', () => {
  it('makes a bucket, and making it again keeps what is in it', async () => {
    await using store = await startTestStore()
    await store.client.send(new CreateBucketCommand({ Bucket: 'photos.2026' }))
    await store.client.send(new PutObjectCommand({ Bucket: 'photos.2026', Key: 'k', Body: 'x' }))
    await store.client.send(new CreateBucketCommand({ Bucket: 'photos.2026' }))
    const head = await store.client.send(new HeadObjectCommand({ Bucket: 'photos.2026', Key: 'k' }))
    expect(head.ContentLength).toBe(1)
  })

  it.each([
    'ab',
    'Upper',
    'under_score',
    '-dash',
    'dash-',
    'two..dots',
    '10.0.0.1',
    'x'.repeat(64),
    '..',
    'a%00b',
  ])('refuses the name %s', async name => {
    await using store = await startTestStore()
    const answer = await send(signRequest({ method: 'PUT', url: `${store.endpoint}/${name}` }))
    expect(answer.status).toBe(400)
  })

  it('takes its own region as constraint and no other', async () => {
    await using store = await startTestStore({ region: 'eu-central-1' })
    const attempt = (LocationConstraint: 'eu-central-1' | 'us-west-2') =>
      store.client.send(
        new CreateBucketCommand({
          Bucket: `in-${LocationConstraint}`,
          CreateBucketConfiguration: { LocationConstraint },
        }),
      )
    await attempt('eu-central-1')
    await expect(attempt('us-west-2')).rejects.toMatchObject({ name: 'IllegalLocationConstraintException' })
  })

  it('made by 20 at once is one bucket', async () => {
    await using store = await startTestStore()
    const create = () => store.client.send(new CreateBucketCommand({ Bucket: 'contested' }))
    await Promise.all(Array.from({ length: 20 }, create))
    await store.client.send(new HeadBucketCommand({ Bucket: 'contested' }))
  })
})

describe('HeadBucket and GetBucketLocation', () => {
  it('say where the bucket is', async () => {
    await using store = await startTestStore()
    const head = await store.client.send(new HeadBucketCommand({ Bucket: BUCKET }))
    expect(head.BucketRegion).toBe('us-east-1')
    const location = await store.client.send(new GetBucketLocationCommand({ Bucket: BUCKET }))
    expect(location.LocationConstraint).toBeUndefined()
  })
})

describe('DeleteBucket', () => {
  it('removes an empty bucket and refuses one that is not', async () => {
    await using store = await startTestStore()
    await store.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'k', Body: 'x' }))
    const remove = () => store.client.send(new DeleteBucketCommand({ Bucket: BUCKET }))
    await expect(remove()).rejects.toMatchObject({
      name: 'BucketNotEmpty',
      $metadata: { httpStatusCode: 409 },
    })
    await store.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'k' }))
    expect((await remove()).$metadata.httpStatusCode).toBe(204)
    await expect(remove()).rejects.toMatchObject({ name: 'NoSuchBucket' })
    const put = store.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'k', Body: 'x' }))
    await expect(put).rejects.toMatchObject({ name: 'NoSuchBucket' })
  })

  it('racing with PUTs loses no object that was answered with success', async () => {
    await using store = await startTestStore()
    for (let round = 0; round < 10; round += 1) {
      const Bucket = `race-${round}`
      await store.client.send(new CreateBucketCommand({ Bucket }))
      const puts = Array.from({ length: 5 }, (_, n) =>
        store.client.send(new PutObjectCommand({ Bucket, Key: `k${n}`, Body: 'x' })),
      )
      const [removed, ...stored] = await Promise.allSettled([
        store.client.send(new DeleteBucketCommand({ Bucket })),
        ...puts,
      ])
      const kept = stored.filter(result => result.status === 'fulfilled').length
      if (removed?.status === 'fulfilled') expect(kept).toBe(0)
      else expect(kept).toBe(5)
    }
  })
})
