import { expectNoBody } from '../http/receive-body.ts'
import { emptyResponse } from '../http/responses.ts'
import { refuseUnsupportedHeaders } from './object-headers.ts'
import { checkKey, noSuchBucket, type Operation, requireBucket } from './operation.ts'
import { deletePrecondition } from './preconditions.ts'

export const deleteObject: Operation = async (store, request) => {
  expectNoBody(request)
  const { bucket: name, key } = request.target
  const bucket = requireBucket(store, name)
  checkKey(key)
  refuseUnsupportedHeaders(request.headers)
  if (!(await bucket.delete(key, deletePrecondition(request.headers)))) throw noSuchBucket(name)
  return emptyResponse(204)
}
