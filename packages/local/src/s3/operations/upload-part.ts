import { checksumHeaderName, readChecksumClaims } from '../checksum/claims.ts'
import type { ChecksumPlan } from '../checksum/multipart-checksum.ts'
import type { StagedFile } from '../disk/staged-file.ts'
import type { PartMeta } from '../disk/upload-meta.ts'
import { receiveBody } from '../http/receive-body.ts'
import { emptyResponse } from '../http/responses.ts'
import type { S3Request } from '../http/s3-request.ts'
import { S3Error } from '../s3-error.ts'
import { noSuchUpload, readPartNumber, requireUpload } from './multipart-request.ts'
import { quotedEtag } from './object-headers.ts'
import { type Operation, requireBucket } from './operation.ts'

const MAX_PART_BYTES = 5 * 1024 ** 3

/**
 * The upload has settled which checksum its parts bring: exactly that one. Parts of a composite one have to, because
 * nothing else could stand for them; where S3 computes over the object by itself they may come without.
 */
function checkClaim(request: S3Request, plan: ChecksumPlan): void {
  const claims = readChecksumClaims(request.headers)
  const claimed = claims.checksum?.algorithm ?? claims.trailer
  const mayBeBare = plan.type === 'FULL_OBJECT'
  if (claimed === plan.algorithm || (claimed === undefined && mayBeBare)) return
  const expected = plan.isDeclared ? plan.algorithm.toLowerCase() : 'null'
  throw new S3Error('InvalidRequest', {
    message: `Checksum Type mismatch occurred, expected checksum Type: ${expected}, actual checksum Type: ${claimed?.toLowerCase() ?? 'null'}`,
  })
}

type PartInput = { partNumber: number; plan: ChecksumPlan; staged: StagedFile }

async function receivePart(request: S3Request, input: PartInput): Promise<PartMeta> {
  const { algorithm } = input.plan
  const { sizeBytes, digests } = await receiveBody(request, {
    sink: chunk => input.staged.write(chunk),
    maxBytes: MAX_PART_BYTES,
    algorithms: ['MD5', algorithm],
  })
  return {
    partNumber: input.partNumber,
    size: sizeBytes,
    etag: digests.digest('MD5').toString('hex'),
    lastModifiedMs: request.now.getTime(),
    checksum: digests.digest(algorithm).toString('base64'),
  }
}

export const uploadPart: Operation = async (store, request) => {
  const bucket = requireBucket(store, request.target.bucket)
  const partNumber = readPartNumber(request.target.query)
  const upload = requireUpload(bucket, request)
  const plan = upload.checksum
  checkClaim(request, plan)
  const staged = await bucket.stage()
  try {
    const part = await receivePart(request, { partNumber, plan, staged })
    if (!(await bucket.uploads.putPart(upload, staged, part))) throw noSuchUpload(upload.uploadId)
    return emptyResponse(200, {
      ETag: quotedEtag(part.etag),
      [checksumHeaderName(plan.algorithm)]: part.checksum,
    })
  } catch (error) {
    await staged.discard()
    throw error
  }
}
