import { documentResponse } from '../http/responses.ts'
import { type Operation, requireBucket } from './operation.ts'

/** S3 leaves the element empty for us-east-1, the region older than the question. */
export const getBucketLocation: Operation = async (store, request) => {
  requireBucket(store, request.target.bucket)
  return documentResponse('LocationConstraint', store.region === 'us-east-1' ? '' : store.region)
}
