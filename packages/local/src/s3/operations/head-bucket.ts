import { expectNoBody } from '../http/receive-body.ts'
import { type Operation, requireBucket } from './operation.ts'

export const headBucket: Operation = async (store, request) => {
  expectNoBody(request)
  requireBucket(store, request.target.bucket)
  return { status: 200, headers: { 'x-amz-bucket-region': store.region, 'Content-Type': 'application/xml' } }
}
