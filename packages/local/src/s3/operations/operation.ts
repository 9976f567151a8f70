import type { Bucket } from '../disk/bucket.ts'
import type { BucketSet } from '../disk/bucket-set.ts'
import type { S3Response } from '../http/exchange.ts'
import type { S3Request } from '../http/s3-request.ts'
import { S3Error } from '../s3-error.ts'

export type StoreContext = { buckets: BucketSet; region: string }

/** Turns an authenticated request into an answer, or throws S3's refusal. */
export type Operation = (store: StoreContext, request: S3Request) => Promise<S3Response>

export function noSuchBucket(name: string): S3Error {
  return new S3Error('NoSuchBucket', { details: { BucketName: name } })
}

export function noSuchKey(key: string, headers: Record<string, string> = {}): S3Error {
  return new S3Error('NoSuchKey', { details: { Key: key }, headers })
}

export function requireBucket(store: StoreContext, name: string): Bucket {
  const bucket = store.buckets.get(name)
  if (!bucket) throw noSuchBucket(name)
  return bucket
}
