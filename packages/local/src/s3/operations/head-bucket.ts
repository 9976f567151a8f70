import { type Operation, requireBucket } from './operation.ts'

export const headBucket: Operation = async (store, request) => {
  requireBucket(store, request.target.bucket)
  return { status: 200, headers: { 'x-amz-bucket-region': store.region, 'Content-Type': 'application/xml' } }
}
