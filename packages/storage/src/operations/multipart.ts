import { createHash } from 'node:crypto'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  type Part,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { normalizeEtag, type StoredPart } from '@landfall/core/domain'
import type {
  CompleteOutcome,
  CompleteRequest,
  MultipartRef,
  MultipartsPage,
  ObjectStore,
  PartsPage,
  PresignPart,
  SignedPut,
} from '@landfall/core/ports'
import { notAnS3Answer, type StoreFailure, storeFailureOf, toPortError } from '../errors.ts'
import type { S3Context } from '../s3-context.ts'
import { decodeKey } from './list-keys.ts'
import type { Signer } from './presign.ts'

/**
 * Multipart uploads. No checksum algorithm is declared at Create: a store that was told one demands it of every part,
 * and some demand it of presigned ones too. S3 then computes a CRC64NVME of the whole object by itself, which HEAD shows.
 */
export async function createMultipart(
  context: S3Context,
  { key, contentType }: { key: string; contentType: string },
): Promise<string> {
  const command = new CreateMultipartUploadCommand({
    Bucket: context.bucket,
    Key: key,
    ContentType: contentType,
  })
  try {
    const { UploadId } = await context.send(signal => context.client.send(command, { abortSignal: signal }))
    if (UploadId === undefined) throw notAnS3Answer('upload id')
    return UploadId
  } catch (error) {
    throw toPortError(error)
  }
}

/** HTTP clients set the content-length from the body, so there is no header to hand out. */
export async function presignPart(signer: Signer, request: PresignPart): Promise<SignedPut> {
  const command = new UploadPartCommand({
    ...nameOf(signer.bucket, request),
    PartNumber: request.partNumber,
    ContentLength: request.contentLengthBytes,
  })
  const url = await getSignedUrl(signer.client, command, { expiresIn: request.expiresInSeconds })
  return { url, headers: {} }
}

export async function listParts(
  context: S3Context,
  ref: MultipartRef,
  page: { after: number; limit: number },
): Promise<PartsPage | null> {
  const command = new ListPartsCommand({
    ...nameOf(context.bucket, ref),
    PartNumberMarker: String(page.after),
    MaxParts: page.limit,
  })
  try {
    const output = await context.send(signal => context.client.send(command, { abortSignal: signal }))
    const parts = (output.Parts ?? []).map(toStoredPart)
    const last = parts.at(-1)?.partNumber ?? page.after
    // A store that answers the same page again would keep us reading for ever.
    if (parts.some(({ partNumber }) => partNumber <= page.after))
      throw notAnS3Answer('parts after the marker')
    return { parts, next: output.IsTruncated === true && parts.length > 0 ? last : null }
  } catch (error) {
    if (isAbsent(storeFailureOf(error))) return null
    throw toPortError(error)
  }
}

export async function completeMultipart(
  context: S3Context,
  request: CompleteRequest,
): Promise<CompleteOutcome> {
  const command = new CompleteMultipartUploadCommand({
    ...nameOf(context.bucket, request),
    MultipartUpload: {
      Parts: request.parts.map(({ partNumber, etag }) => ({ PartNumber: partNumber, ETag: `"${etag}"` })),
    },
    ...(request.objectSizeBytes === null ? {} : { MpuObjectSize: request.objectSizeBytes }),
    ...(request.ifNoneMatch ? { IfNoneMatch: '*' } : {}),
  })
  try {
    const output = await context.send(
      signal => context.client.send(command, { abortSignal: signal }),
      context.timeouts.copyMs,
    )
    // An error may come inside a 200 here too; the SDK throws it. A 200 with any other body has no object in it.
    if (output.ETag === undefined) throw notAnS3Answer('completed object')
    return 'completed'
  } catch (error) {
    const outcome = outcomeOf(storeFailureOf(error))
    if (outcome === null) throw toPortError(error)
    return outcome
  }
}

function outcomeOf(failure: StoreFailure | null): CompleteOutcome | null {
  if (isAbsent(failure)) return 'absent'
  if (failure?.kind === 'precondition_failed' || failure?.code === 'ConditionalRequestConflict')
    return 'conflict'
  return failure?.code === 'InvalidPart' ? 'changed' : null
}

export async function abortMultipart(context: S3Context, ref: MultipartRef): Promise<void> {
  const command = new AbortMultipartUploadCommand(nameOf(context.bucket, ref))
  try {
    await context.send(signal => context.client.send(command, { abortSignal: signal }))
  } catch (error) {
    if (!isAbsent(storeFailureOf(error))) throw toPortError(error)
  }
}

/** The first page, which begins with the key itself: whoever aborts what it shows asks again. */
export async function listMultiparts(context: S3Context, key: string): Promise<string[]> {
  const { multiparts } = await listOpenMultiparts(context, { prefix: key, after: null, limit: 1_000 })
  return multiparts.flatMap(ref => (ref.key === key ? [ref.multipartUploadId] : []))
}

export async function listOpenMultiparts(
  context: S3Context,
  { prefix, after, limit }: Parameters<ObjectStore['listOpenMultiparts']>[0],
): Promise<MultipartsPage> {
  const command = new ListMultipartUploadsCommand({
    Bucket: context.bucket,
    Prefix: prefix,
    MaxUploads: limit,
    // A stranger's key may hold what XML cannot.
    EncodingType: 'url',
    ...(after === null ? {} : { KeyMarker: after.key, UploadIdMarker: after.multipartUploadId }),
  })
  try {
    const output = await context.send(signal => context.client.send(command, { abortSignal: signal }))
    const decode = (key: string) => (output.EncodingType === 'url' ? decodeKey(key) : key)
    const multiparts = (output.Uploads ?? []).flatMap(({ Key, UploadId }) =>
      Key === undefined || UploadId === undefined ? [] : [{ key: decode(Key), multipartUploadId: UploadId }],
    )
    const last = multiparts.at(-1) ?? null
    // A store that answers the same page again would keep us reading for ever.
    if (after !== null && last !== null && isSame(after, last))
      throw notAnS3Answer('multiparts after the marker')
    return { multiparts, next: output.IsTruncated === true ? last : null }
  } catch (error) {
    throw toPortError(error)
  }
}

const isSame = (a: MultipartRef, b: MultipartRef) =>
  a.key === b.key && a.multipartUploadId === b.multipartUploadId

/** MD5 of the parts' MD5s, a dash and their number: nowhere promised, and compared only where somebody claims it. */
export function multipartEtag(partEtags: readonly string[]): string | null {
  if (partEtags.length === 0 || partEtags.some(etag => !/^[0-9a-f]{32}$/i.test(etag))) return null
  const digest = createHash('md5')
    .update(Buffer.from(partEtags.join(''), 'hex'))
    .digest('hex')
  return `${digest}-${partEtags.length}`
}

const nameOf = (bucket: string, { key, multipartUploadId }: MultipartRef) => ({
  Bucket: bucket,
  Key: key,
  UploadId: multipartUploadId,
})

function toStoredPart(part: Part): StoredPart {
  const etag = normalizeEtag(part.ETag)
  if (part.PartNumber === undefined || part.Size === undefined || etag === null)
    throw notAnS3Answer('part number, size and ETag')
  return { partNumber: part.PartNumber, sizeBytes: part.Size, etag }
}

/** Only S3's own word for it: a 404 page of something on the way must not make parts look lost. */
const isAbsent = (failure: StoreFailure | null) => failure?.kind === 'absent' && failure.code !== null
