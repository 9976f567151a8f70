import { open } from 'node:fs/promises'
import { checksumHeaderName } from '../checksum/claims.ts'
import { type ChecksumPlan, combineChecksums, digestOfDigests } from '../checksum/multipart-checksum.ts'
import type { Bucket } from '../disk/bucket.ts'
import { copyFileBytes } from '../disk/copy-file-bytes.ts'
import { partPath } from '../disk/layout.ts'
import type { ObjectMeta, VersionStamp } from '../disk/object-meta.ts'
import type { StagedFile } from '../disk/staged-file.ts'
import type { OpenUpload, PartMeta } from '../disk/upload-meta.ts'
import type { S3Response } from '../http/exchange.ts'
import { receiveDocument } from '../http/receive-body.ts'
import { documentResponse } from '../http/responses.ts'
import type { S3Request } from '../http/s3-request.ts'
import { S3Error } from '../s3-error.ts'
import { uriEncodePath } from '../signature/uri-encode.ts'
import { checkObjectSize, checkParts } from './check-parts.ts'
import { readChecksumType } from './checksum-plan.ts'
import { type ClaimedPart, readCompleteDocument } from './complete-document.ts'
import { noSuchUpload, readUploadId } from './multipart-request.ts'
import { checksumElements, quotedEtag } from './object-headers.ts'
import { type Operation, requireBucket } from './operation.ts'
import { writePrecondition } from './preconditions.ts'
import { storeObject, wholeSeconds } from './put-object.ts'
import { writtenVersionHeaders } from './versions.ts'

/** 10,000 parts, each with a number, an ETag and a SHA-256. */
const MAX_DOCUMENT_BYTES = 4 * 1024 ** 2

type StoredObject = ObjectMeta & VersionStamp

async function multipartEtag(etags: readonly string[]): Promise<string> {
  const digests = etags.map(etag => Buffer.from(etag, 'hex'))
  return `${(await digestOfDigests('MD5', digests)).toString('hex')}-${etags.length}`
}

/** The header is about the object here, not about the XML that comes with it. Where none was declared S3 ignores it. */
function checkChecksum(request: S3Request, plan: ChecksumPlan, value: string): void {
  if (!plan.isDeclared) return
  const type = readChecksumType(request.headers)
  if (type !== undefined && type !== plan.type) {
    throw new S3Error('InvalidRequest', {
      message: `The upload was created using the ${plan.type} checksum mode. The complete request must use the same checksum mode.`,
    })
  }
  const stated = request.headers.get(checksumHeaderName(plan.algorithm))
  const count = value.indexOf('-')
  if (stated === undefined || stated === value || stated === value.slice(0, count < 0 ? undefined : count))
    return
  throw new S3Error('BadDigest', {
    message: `The ${plan.algorithm} you specified did not match the calculated checksum.`,
  })
}

async function describeObject(
  request: S3Request,
  upload: OpenUpload,
  parts: readonly PartMeta[],
): Promise<ObjectMeta> {
  const size = parts.reduce((sum, part) => sum + part.size, 0)
  checkObjectSize(request.headers, size)
  const { algorithm, type } = upload.checksum
  const digests = parts.map(part => ({ sizeBytes: part.size, value: part.checksum }))
  const value = await combineChecksums(upload.checksum, digests)
  checkChecksum(request, upload.checksum, value)
  return {
    key: upload.key,
    size,
    etag: await multipartEtag(parts.map(part => part.etag)),
    lastModifiedMs: wholeSeconds(request.now),
    writtenBy: 'CompleteMultipartUpload',
    headers: upload.headers,
    userMetadata: upload.userMetadata,
    checksum: { algorithm, value, type },
    multipart: { uploadId: upload.uploadId, partSizes: parts.map(part => part.size) },
  }
}

/**
 * The parts become one file like any other object's, at the price of writing the bytes a second time: an object that
 * pointed at its parts would be quicker to complete, and no longer one file that one rename makes and one unlink ends.
 */
async function joinParts(upload: OpenUpload, parts: readonly PartMeta[], staged: StagedFile): Promise<void> {
  for (const { partNumber, size } of parts) {
    const file = await open(partPath(upload.dir, partNumber), 'r')
    try {
      await copyFileBytes({ file, sizeBytes: size }, staged)
    } finally {
      await file.close()
    }
  }
}

/**
 * The object that this upload has become: a client that lost the first answer asks again and gets it again, for as long
 * as the object is the current one. Also what is found after the process died before it could end the upload.
 */
async function findCompleted(
  bucket: Bucket,
  request: S3Request,
  claimed: readonly ClaimedPart[],
): Promise<StoredObject | undefined> {
  const opened = await bucket.open(request.target.key)
  if (!opened || 'isDeleteMarker' in opened) return undefined
  await opened.file.close()
  const { meta } = opened
  if (meta.multipart?.uploadId !== readUploadId(request)) return undefined
  return meta.etag === (await multipartEtag(claimed.map(part => part.etag))) ? meta : undefined
}

type CompleteInput = { upload: OpenUpload | undefined; claimed: readonly ClaimedPart[] }

async function completeUpload(
  bucket: Bucket,
  request: S3Request,
  { upload, claimed }: CompleteInput,
): Promise<StoredObject> {
  const { key } = request.target
  const completed = await findCompleted(bucket, request, claimed)
  if (completed) return completed
  if (upload?.key !== key) throw noSuchUpload(readUploadId(request))
  const parts = checkParts(upload, claimed)
  const meta = await describeObject(request, upload, parts)
  const precondition = writePrecondition(request.headers, key)
  // Asked twice: here to spare the copying, and again under the lock, where it counts.
  precondition.check(bucket.index.get(key))
  const write = async (staged: StagedFile) => {
    await joinParts(upload, parts, staged)
    return meta
  }
  return storeObject(bucket, { key, precondition, write })
}

function completedResponse(request: S3Request, meta: StoredObject): S3Response {
  const { bucket, key } = request.target
  const host = request.headers.get('host') ?? ''
  const response = documentResponse('CompleteMultipartUploadResult', {
    Location: `http://${host}/${bucket}/${uriEncodePath(key)}`,
    Bucket: bucket,
    Key: key,
    ETag: quotedEtag(meta.etag),
    ...checksumElements(meta.checksum),
  })
  Object.assign(response.headers, writtenVersionHeaders(meta))
  return response
}

export const completeMultipartUpload: Operation = async (store, request) => {
  const bucket = requireBucket(store, request.target.bucket)
  const document = await receiveDocument(request, {
    maxBytes: MAX_DOCUMENT_BYTES,
    ignoresChecksumHeaders: true,
  })
  const claimed = readCompleteDocument(document)
  const meta = await bucket.uploads.complete(readUploadId(request), upload =>
    completeUpload(bucket, request, { upload, claimed }),
  )
  return completedResponse(request, meta)
}
