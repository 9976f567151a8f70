import { corsElements } from '../http/cors-document.ts'
import { documentResponse } from '../http/responses.ts'
import { S3Error } from '../s3-error.ts'
import { type Operation, requireBucket } from './operation.ts'

export const getBucketCors: Operation = async (store, request) => {
  const bucket = requireBucket(store, request.target.bucket)
  const rules = bucket.settings.get('cors')
  if (!rules) throw new S3Error('NoSuchCORSConfiguration', { details: { BucketName: bucket.name } })
  return documentResponse('CORSConfiguration', corsElements(rules))
}
