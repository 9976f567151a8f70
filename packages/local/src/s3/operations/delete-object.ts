import { emptyResponse } from '../http/responses.ts'
import { noSuchBucket, type Operation, requireBucket } from './operation.ts'
import { deletePrecondition } from './preconditions.ts'

export const deleteObject: Operation = async (store, request) => {
  const { bucket: name, key } = request.target
  const bucket = requireBucket(store, name)
  if (!(await bucket.delete(key, deletePrecondition(request.headers, key)))) throw noSuchBucket(name)
  return emptyResponse(204)
}
