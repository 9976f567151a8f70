import { emptyResponse } from '../http/responses.ts'
import { type Operation, requireBucket } from './operation.ts'

export const deleteBucketCors: Operation = async (store, request) => {
  await requireBucket(store, request.target.bucket).removeCorsRules()
  return emptyResponse(204)
}
