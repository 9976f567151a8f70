import { expectNoBody } from '../http/receive-body.ts'
import { emptyResponse } from '../http/responses.ts'
import { type Operation, requireBucket } from './operation.ts'

export const deleteBucketCors: Operation = async (store, request) => {
  expectNoBody(request)
  await requireBucket(store, request.target.bucket).removeCorsRules()
  return emptyResponse(204)
}
