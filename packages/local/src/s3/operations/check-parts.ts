import type { ChecksumPlan } from '../checksum/multipart-checksum.ts'
import type { OpenUpload, PartMeta } from '../disk/upload-meta.ts'
import type { RequestHeaders } from '../http/headers.ts'
import { S3Error } from '../s3-error.ts'
import type { ClaimedPart } from './complete-document.ts'

/** What a client says of its parts when it completes, held against the parts that are there. Pure. */
const MIN_PART_BYTES = 5 * 1024 ** 2

function invalidPart(uploadId: string, claimed: ClaimedPart): S3Error {
  return new S3Error('InvalidPart', {
    details: { UploadId: uploadId, PartNumber: String(claimed.partNumber), ETag: claimed.etag },
  })
}

/** The parts of a composite checksum have to be named with theirs; for the others it is voluntary. */
function checkChecksum(plan: ChecksumPlan, claimed: ClaimedPart, part: PartMeta): boolean {
  const value = claimed.checksums.get(plan.algorithm)
  if (value !== undefined) return value === part.checksum
  if (plan.type === 'FULL_OBJECT') return true
  const name = plan.algorithm.toLowerCase()
  throw new S3Error('InvalidRequest', {
    message: `The upload was created using a ${name} checksum. The complete request must include the checksum for each part. It was missing for part ${claimed.partNumber} in the request.`,
  })
}

function checkPart(upload: OpenUpload, claimed: ClaimedPart): PartMeta {
  const part = upload.parts.get(claimed.partNumber)
  const plan = upload.checksum
  const hasOthers = [...claimed.checksums.keys()].some(algorithm => algorithm !== plan.algorithm)
  if (part?.etag === claimed.etag && !hasOthers && checkChecksum(plan, claimed, part)) return part
  throw invalidPart(upload.uploadId, claimed)
}

/** Parts that were uploaded and are not listed are left out of the object, as S3 does. */
export function checkParts(upload: OpenUpload, claimed: readonly ClaimedPart[]): PartMeta[] {
  const parts = claimed.map(part => checkPart(upload, part))
  const small = parts.slice(0, -1).find(part => part.size < MIN_PART_BYTES)
  if (!small) return parts
  throw new S3Error('EntityTooSmall', {
    details: {
      ProposedSize: String(small.size),
      MinSizeAllowed: String(MIN_PART_BYTES),
      PartNumber: String(small.partNumber),
      ETag: small.etag,
    },
  })
}

/** The client may say how long the object must come out. */
export function checkObjectSize(headers: RequestHeaders, sizeBytes: number): void {
  const stated = headers.get('x-amz-mp-object-size')
  if (stated === undefined || stated === String(sizeBytes)) return
  throw new S3Error('InvalidRequest', {
    message: `The provided 'x-amz-mp-object-size' header value ${stated} does not match what was computed: ${sizeBytes}`,
  })
}
