import { emptyResponse } from '../http/responses.ts'
import { type Operation, requireBucket } from './operation.ts'

export const deleteBucketCors: Operation = async (store, request) => {
  await requireBucket(store, request.target.bucket).settings.remove('cors')
  return emptyResponse(204)
}
