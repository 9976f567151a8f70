import { emptyResponse } from '../http/responses.ts'
import { noSuchUpload, requireUpload } from './multipart-request.ts'
import { type Operation, requireBucket } from './operation.ts'

/** A part that is still coming in finds the upload gone and is thrown away. */
export const abortMultipartUpload: Operation = async (store, request) => {
  const bucket = requireBucket(store, request.target.bucket)
  const { uploadId } = requireUpload(bucket, request)
  if (!(await bucket.uploads.abort(uploadId))) throw noSuchUpload(uploadId)
  return emptyResponse(204)
}
