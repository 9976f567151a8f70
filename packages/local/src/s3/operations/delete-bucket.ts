import { emptyResponse } from '../http/responses.ts'
import { S3Error } from '../s3-error.ts'
import { noSuchBucket, type Operation } from './operation.ts'

export const deleteBucket: Operation = async (store, request) => {
  const { bucket: name } = request.target
  const outcome = await store.buckets.remove(name)
  if (outcome === 'absent') throw noSuchBucket(name)
  if (outcome === 'not empty') throw new S3Error('BucketNotEmpty', { details: { BucketName: name } })
  return emptyResponse(204)
}
