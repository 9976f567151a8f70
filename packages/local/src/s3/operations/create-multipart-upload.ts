import { randomBytes } from 'node:crypto'
import { documentResponse } from '../http/responses.ts'
import { readChecksumPlan } from './checksum-plan.ts'
import { readDescription } from './object-headers.ts'
import { noSuchBucket, type Operation, requireBucket } from './operation.ts'

let lastStamp = 0

/** Sorts by time, also within a millisecond; what follows the time cannot be guessed. */
function newUploadId(now: Date): string {
  lastStamp = Math.max(lastStamp + 1, now.getTime() * 1000)
  return lastStamp.toString(36).padStart(12, '0') + randomBytes(24).toString('base64url')
}

/** Nothing is there under the key until the upload is completed, and what is there now stays until then. */
export const createMultipartUpload: Operation = async (store, request) => {
  const { bucket: name, key } = request.target
  const bucket = requireBucket(store, name)
  const checksum = readChecksumPlan(request.headers)
  const uploadId = newUploadId(request.now)
  const created = await bucket.uploads.create({
    uploadId,
    key,
    initiatedMs: request.now.getTime(),
    checksum,
    ...readDescription(request.headers),
  })
  if (!created) throw noSuchBucket(name)
  const response = documentResponse('InitiateMultipartUploadResult', {
    Bucket: name,
    Key: key,
    UploadId: uploadId,
  })
  if (checksum.isDeclared) {
    response.headers['x-amz-checksum-algorithm'] = checksum.algorithm
    response.headers['x-amz-checksum-type'] = checksum.type
  }
  return response
}
