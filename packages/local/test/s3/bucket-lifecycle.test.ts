import { createHash } from 'node:crypto'
import {
  DeleteBucketLifecycleCommand,
  GetBucketLifecycleConfigurationCommand,
  type LifecycleRule,
  PutBucketLifecycleConfigurationCommand,
} from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { send } from './support/raw-http.ts'
import { signRequest } from './support/signer.ts'
import { BUCKET, startTestStore } from './support/test-store.ts'

const rules: LifecycleRule[] = [
  {
    ID: 'a & b',
    Status: 'Enabled',
    Filter: { Prefix: 'tmp/' },
    NoncurrentVersionExpiration: { NoncurrentDays: 3 },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
  },
  { ID: 'second', Status: 'Disabled', Filter: { Prefix: '' }, Expiration: { Days: 30 } },
]
const get = new GetBucketLifecycleConfigurationCommand({ Bucket: BUCKET })

describe('the lifecycle configuration of a bucket', () => {
  it('is missing at first, comes back as it was put, and goes', async () => {
    await using store = await startTestStore()
    const missing = { name: 'NoSuchLifecycleConfiguration', $metadata: { httpStatusCode: 404 } }
    await expect(store.client.send(get)).rejects.toMatchObject(missing)
    const LifecycleConfiguration = { Rules: rules }
    await store.client.send(
      new PutBucketLifecycleConfigurationCommand({ Bucket: BUCKET, LifecycleConfiguration }),
    )
    expect((await store.client.send(get)).Rules).toEqual(rules)
    await store.client.send(new DeleteBucketLifecycleCommand({ Bucket: BUCKET }))
    await expect(store.client.send(get)).rejects.toMatchObject(missing)
  })

  it('is refused without a digest, or when it is none', async () => {
    await using store = await startTestStore()
    const url = `${store.endpoint}/${BUCKET}?lifecycle`
    const rule = '<Rule><Status>Enabled</Status></Rule>'
    const put = (body: string, headers: Record<string, string> = {}) =>
      send({ ...signRequest({ method: 'PUT', url, headers }), body })
    const whole = `<LifecycleConfiguration>${rule}</LifecycleConfiguration>`
    expect(await put(whole)).toMatchObject({ status: 400, code: 'InvalidRequest' })
    const md5 = (body: string) =>
      put(body, { 'content-md5': createHash('md5').update(body).digest('base64') })
    expect(await md5(whole)).toMatchObject({ status: 200 })
    for (const body of [
      '<LifecycleConfiguration/>',
      `<Other>${rule}</Other>`,
      whole.replace('Enabled', 'On'),
      '',
    ]) {
      expect(await md5(body)).toMatchObject({ status: 400, code: 'MalformedXML' })
    }
    expect((await store.client.send(get)).Rules).toHaveLength(1)
  })

  it('of a bucket that is not there does not exist', async () => {
    await using store = await startTestStore()
    const gone = new GetBucketLifecycleConfigurationCommand({ Bucket: 'no-such-bucket' })
    await expect(store.client.send(gone)).rejects.toMatchObject({ name: 'NoSuchBucket' })
  })
})
