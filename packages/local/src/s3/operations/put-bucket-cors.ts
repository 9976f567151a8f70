import { readCorsDocument } from '../http/cors-document.ts'
import { receiveDocument } from '../http/receive-body.ts'
import { emptyResponse } from '../http/responses.ts'
import { type Operation, requireBucket } from './operation.ts'
import { requireDigest } from './require-digest.ts'

export const putBucketCors: Operation = async (store, request) => {
  const bucket = requireBucket(store, request.target.bucket)
  requireDigest(request)
  await bucket.settings.put('cors', readCorsDocument(await receiveDocument(request)))
  return emptyResponse(200)
}
