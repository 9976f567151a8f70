import { DigestSet } from '../checksum/digest-set.ts'
import type { ChecksumAlgorithm } from '../checksum/hasher.ts'
import { copyFileBytes } from '../disk/copy-file-bytes.ts'
import type { ObjectMeta } from '../disk/object-meta.ts'
import type { StagedFile } from '../disk/staged-file.ts'
import type { OpenObject } from '../disk/version-files.ts'
import type { RequestHeaders } from '../http/headers.ts'
import { documentResponse } from '../http/responses.ts'
import type { S3Request } from '../http/s3-request.ts'
import { S3Error } from '../s3-error.ts'
import { readChecksumAlgorithm } from './checksum-plan.ts'
import { type CopySource, openCopySource, parseCopySource } from './copy-source.ts'
import { checksumElements, quotedEtag, readDescription } from './object-headers.ts'
import { type Operation, requireBucket } from './operation.ts'
import { writePrecondition } from './preconditions.ts'
import { MAX_PUT_BYTES, storeObject, wholeSeconds } from './put-object.ts'
import { writtenVersionHeaders } from './versions.ts'

function readDirective(headers: RequestHeaders): 'COPY' | 'REPLACE' {
  const directive = headers.get('x-amz-metadata-directive') ?? 'COPY'
  if (directive === 'COPY' || directive === 'REPLACE') return directive
  throw new S3Error('InvalidArgument', {
    message: 'Unknown metadata directive.',
    details: { ArgumentName: 'x-amz-metadata-directive', ArgumentValue: directive },
  })
}

function refuseCopyOntoItself(request: S3Request, source: CopySource, directive: string): void {
  const { bucket, key } = request.target
  // Copying an older version onto its key is how it is restored.
  if (directive === 'REPLACE' || source.versionId !== undefined) return
  if (source.bucket !== bucket || source.key !== key) return
  throw new S3Error('InvalidRequest', {
    message:
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  })
}

function refuseOversize(size: number): void {
  if (size <= MAX_PUT_BYTES) return
  throw new S3Error('InvalidRequest', {
    message: `The specified copy source is larger than the maximum allowable size for a copy source: ${MAX_PUT_BYTES}`,
  })
}

type CopyPlan = {
  source: OpenObject
  directive: 'COPY' | 'REPLACE'
  algorithm: ChecksumAlgorithm | undefined
}

/**
 * The source's ETag and checksum go along where they are of the whole bytes; only otherwise do the bytes have to be
 * hashed: for another algorithm, and where the source was put together from parts, which its copy is not.
 */
async function writeCopy(request: S3Request, plan: CopyPlan, staged: StagedFile): Promise<ObjectMeta> {
  const { meta, file } = plan.source
  const { multipart, ...inherited } = meta
  const algorithm = plan.algorithm ?? meta.checksum.algorithm
  const isKnown = algorithm === meta.checksum.algorithm && meta.checksum.type !== 'COMPOSITE'
  const digests = await DigestSet.create([
    ...(multipart ? (['MD5'] as const) : []),
    ...(isKnown ? [] : [algorithm]),
  ])
  await copyFileBytes({ file, sizeBytes: meta.size }, staged, chunk => digests.update(chunk))
  return {
    ...inherited,
    key: request.target.key,
    etag: multipart ? digests.digest('MD5').toString('hex') : meta.etag,
    lastModifiedMs: wholeSeconds(request.now),
    writtenBy: 'Copy',
    ...(plan.directive === 'REPLACE' ? readDescription(request.headers) : {}),
    checksum: isKnown ? meta.checksum : { algorithm, value: digests.digest(algorithm).toString('base64') },
  }
}

export const copyObject: Operation = async (store, request) => {
  const { headers, target } = request
  const bucket = requireBucket(store, target.bucket)
  const from = parseCopySource(headers.get('x-amz-copy-source') ?? '')
  const directive = readDirective(headers)
  const algorithm = readChecksumAlgorithm(headers)
  refuseCopyOntoItself(request, from, directive)
  const precondition = writePrecondition(headers, target.key)
  const source = await openCopySource(store, headers, from)
  try {
    refuseOversize(source.meta.size)
    const plan = { source, directive, algorithm }
    const write = (staged: StagedFile) => writeCopy(request, plan, staged)
    const meta = await storeObject(bucket, { key: target.key, precondition, write })
    const response = documentResponse('CopyObjectResult', {
      LastModified: new Date(meta.lastModifiedMs).toISOString(),
      ETag: quotedEtag(meta.etag),
      ...checksumElements(meta.checksum),
    })
    Object.assign(response.headers, writtenVersionHeaders(meta), source.versionHeaders)
    return response
  } finally {
    await source.file.close()
  }
}
