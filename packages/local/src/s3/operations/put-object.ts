import { readChecksumClaims } from '../checksum/claims.ts'
import type { ChecksumAlgorithm } from '../checksum/hasher.ts'
import type { Bucket } from '../disk/bucket.ts'
import type { ObjectMeta, VersionStamp } from '../disk/object-meta.ts'
import type { StagedFile } from '../disk/staged-file.ts'
import { receiveBody } from '../http/receive-body.ts'
import { emptyResponse } from '../http/responses.ts'
import type { S3Request } from '../http/s3-request.ts'
import { checksumHeaders, quotedEtag, readDescription } from './object-headers.ts'
import { noSuchBucket, type Operation, requireBucket } from './operation.ts'
import { type WritePrecondition, writeGuard, writePrecondition } from './preconditions.ts'
import { writtenVersionHeaders } from './versions.ts'

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

export type StoreInput = {
  key: string
  precondition: WritePrecondition
  write: (staged: StagedFile) => Promise<ObjectMeta>
}

/** Whatever goes wrong before the rename, nothing of the write stays. */
export async function storeObject(bucket: Bucket, input: StoreInput): Promise<ObjectMeta & VersionStamp> {
  const staged = await bucket.stage()
  const watch = bucket.removals.start(input.key)
  try {
    const meta = await input.write(staged)
    const stamp = await bucket.commit(staged, meta, writeGuard(input.precondition, watch))
    if (!stamp) throw noSuchBucket(bucket.name)
    return { ...meta, ...stamp }
  } catch (error) {
    await staged.discard()
    throw error
  } finally {
    bucket.removals.stop(input.key, watch)
  }
}

export const putObject: Operation = async (store, request) => {
  const bucket = requireBucket(store, request.target.bucket)
  const { key } = request.target
  readDescription(request.headers)
  const precondition = writePrecondition(request.headers, key)
  // Asked twice: here to spare a doomed upload, and again under the lock, where it counts.
  precondition.check(bucket.index.get(key))
  const write = (staged: StagedFile) => receiveObject(request, staged)
  const meta = await storeObject(bucket, { key, precondition, write })
  return emptyResponse(200, {
    ETag: quotedEtag(meta.etag),
    ...checksumHeaders(meta.checksum),
    ...writtenVersionHeaders(meta),
  })
}
