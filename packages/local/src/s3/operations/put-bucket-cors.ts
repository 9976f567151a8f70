import { readChecksumClaims } from '../checksum/claims.ts'
import { readCorsDocument } from '../http/cors-document.ts'
import { receiveDocument } from '../http/receive-body.ts'
import { emptyResponse } from '../http/responses.ts'
import { S3Error } from '../s3-error.ts'
import { type Operation, requireBucket } from './operation.ts'

/** S3 takes bucket configuration only with a digest of it. */
export const putBucketCors: Operation = async (store, request) => {
  const bucket = requireBucket(store, request.target.bucket)
  const claims = readChecksumClaims(request.headers)
  if (!claims.contentMd5 && !claims.checksum && !claims.trailer) {
    throw new S3Error('InvalidRequest', { message: 'Missing required header for this request: Content-MD5' })
  }
  await bucket.settings.put('cors', readCorsDocument(await receiveDocument(request)))
  return emptyResponse(200)
}
