import { readChecksumClaims } from '../checksum/claims.ts'
import type { ChecksumAlgorithm } from '../checksum/hasher.ts'
import type { Bucket, Precondition } from '../disk/bucket.ts'
import type { ObjectMeta } from '../disk/object-meta.ts'
import type { StagedFile } from '../disk/staged-file.ts'
import { receiveBody } from '../http/receive-body.ts'
import { emptyResponse } from '../http/responses.ts'
import type { S3Request } from '../http/s3-request.ts'
import { checksumHeaders, quotedEtag, readDescription } from './object-headers.ts'
import { noSuchBucket, type Operation, requireBucket } from './operation.ts'
import { writePrecondition } from './preconditions.ts'

/** A single PUT takes 5 GiB; more needs multipart. */
export const MAX_PUT_BYTES = 5 * 1024 ** 3

/** What S3 computes by itself when the client names no algorithm. */
const DEFAULT_CHECKSUM: ChecksumAlgorithm = 'CRC64NVME'

async function receiveObject(request: S3Request, staged: StagedFile): Promise<ObjectMeta> {
  const claims = readChecksumClaims(request.headers)
  const algorithm = claims.checksum?.algorithm ?? claims.trailer ?? DEFAULT_CHECKSUM
  const { sizeBytes, digests } = await receiveBody(request, {
    sink: chunk => staged.write(chunk),
    maxBytes: MAX_PUT_BYTES,
    algorithms: ['MD5', algorithm],
  })
  return {
    key: request.target.key,
    size: sizeBytes,
    etag: digests.digest('MD5').toString('hex'),
    lastModifiedMs: wholeSeconds(request.now),
    ...readDescription(request.headers),
    checksum: { algorithm, value: digests.digest(algorithm).toString('base64') },
  }
}

export function wholeSeconds(at: Date): number {
  return Math.floor(at.getTime() / 1000) * 1000
}

export type StoreInput = { precondition: Precondition; write: (staged: StagedFile) => Promise<ObjectMeta> }

/** Whatever goes wrong before the rename, nothing of the write stays. */
export async function storeObject(bucket: Bucket, input: StoreInput): Promise<ObjectMeta> {
  const staged = await bucket.stage()
  try {
    const meta = await input.write(staged)
    if (!(await bucket.commit(staged, meta, input.precondition))) throw noSuchBucket(bucket.name)
    return meta
  } catch (error) {
    await staged.discard()
    throw error
  }
}

export const putObject: Operation = async (store, request) => {
  const bucket = requireBucket(store, request.target.bucket)
  const { key } = request.target
  readDescription(request.headers)
  const precondition = writePrecondition(request.headers, key)
  // Asked twice: here to spare a doomed upload, and again under the lock, where it counts.
  precondition(bucket.index.get(key))
  const meta = await storeObject(bucket, { precondition, write: staged => receiveObject(request, staged) })
  return emptyResponse(200, { ETag: quotedEtag(meta.etag), ...checksumHeaders(meta.checksum) })
}
