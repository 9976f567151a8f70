import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import type { Operation } from './operations.ts'

/** The operations of the model done on a real bucket through the SDK, and what came back in the model's words. */
type Of<TKind extends Operation['kind']> = Extract<Operation, { kind: TKind }>
type Place = { client: S3Client; bucket: string }

type Failure = {
  name: string
  $metadata?: { httpStatusCode?: number }
  $response?: { headers: Record<string, string> }
}

/** A refusal in the model's words. HEAD and 304 have no body, so the SDK finds no code in them. */
async function answerOf<TAnswer extends object>(work: Promise<TAnswer>, isBodiless = false) {
  try {
    return await work
  } catch (error) {
    const { name, $metadata, $response } = error as Failure
    const status = $metadata?.httpStatusCode
    if (status === undefined || status >= 500) throw error
    const marker = $response?.headers['x-amz-delete-marker'] === 'true'
    return {
      status,
      code: isBodiless ? '' : status === 304 ? 'NotModified' : name,
      ...(marker ? { isMarker: true, versionId: $response?.headers['x-amz-version-id'] } : {}),
    }
  }
}

function ifNoneMatch(isAbsent: boolean) {
  return isAbsent ? { IfNoneMatch: '*' } : {}
}

export function put(place: Place, operation: Of<'put'>, ifMatch: string | undefined) {
  const { key, body, checksum, note, condition } = operation
  const command = new PutObjectCommand({
    Bucket: place.bucket,
    Key: key,
    Body: body,
    ChecksumAlgorithm: checksum,
    Metadata: { note },
    ...ifNoneMatch(condition === 'absent'),
    IfMatch: ifMatch,
  })
  return answerOf(
    place.client
      .send(command)
      .then(({ ETag, VersionId }) => ({ status: 200, etag: ETag, versionId: VersionId })),
  )
}

export function multipart({ client, bucket }: Place, { key, body, condition, isAborted }: Of<'multipart'>) {
  const at = { Bucket: bucket, Key: key }
  const upload = async () => {
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(at))
    const part = await client.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: body }))
    if (isAborted) {
      await client.send(new AbortMultipartUploadCommand({ ...at, UploadId }))
      return { status: 204 }
    }
    const Parts = [{ PartNumber: 1, ETag: part.ETag }]
    const done = await client.send(
      new CompleteMultipartUploadCommand({
        ...at,
        UploadId,
        MultipartUpload: { Parts },
        ...ifNoneMatch(condition === 'absent'),
      }),
    )
    return { status: 200, etag: done.ETag, versionId: done.VersionId }
  }
  return answerOf(upload())
}

export function get(
  place: Place,
  operation: Of<'get'>,
  asked: { versionId: string | undefined; etag: string | undefined },
) {
  const { key, range, condition } = operation
  const command = new GetObjectCommand({
    Bucket: place.bucket,
    Key: key,
    VersionId: asked.versionId,
    Range: range && `bytes=${range[0]}-${range[0] + range[1]}`,
    IfMatch: condition === 'ifMatch' ? asked.etag : undefined,
    IfNoneMatch: condition === 'ifNoneMatch' ? asked.etag : undefined,
  })
  const work = place.client.send(command).then(async got => ({
    status: got.$metadata.httpStatusCode,
    body: Buffer.from((await got.Body?.transformToByteArray()) ?? []).toString('hex'),
    contentRange: got.ContentRange,
    etag: got.ETag,
    note: got.Metadata?.note ?? '',
    versionId: got.VersionId,
  }))
  return answerOf(work)
}

export function head(place: Place, key: string, versionId: string | undefined) {
  const command = new HeadObjectCommand({
    Bucket: place.bucket,
    Key: key,
    VersionId: versionId,
    ChecksumMode: 'ENABLED',
  })
  const work = place.client.send(command).then(got => {
    const { ChecksumCRC32: CRC32, ChecksumCRC32C: CRC32C, ChecksumCRC64NVME: CRC64NVME } = got
    return {
      status: 200,
      size: got.ContentLength,
      etag: got.ETag,
      note: got.Metadata?.note ?? '',
      checksums: { CRC32, CRC32C, CRC64NVME, SHA256: got.ChecksumSHA256 },
      versionId: got.VersionId,
    }
  })
  return answerOf(work, true)
}

export function copy(
  place: Place,
  operation: Of<'copy'>,
  asked: { versionId: string | undefined; etag: string | undefined },
) {
  const { from, to, note, isAbsent } = operation
  const version = asked.versionId === undefined ? '' : `?versionId=${asked.versionId}`
  const command = new CopyObjectCommand({
    Bucket: place.bucket,
    Key: to,
    CopySource: `${place.bucket}/${from.split('/').map(encodeURIComponent).join('/')}${version}`,
    CopySourceIfMatch: asked.etag,
    ...ifNoneMatch(isAbsent),
    ...(note === undefined ? {} : { MetadataDirective: 'REPLACE' as const, Metadata: { note } }),
  })
  const work = place.client.send(command).then(done => ({
    status: 200,
    etag: done.CopyObjectResult?.ETag,
    versionId: done.VersionId,
    sourceVersionId: done.CopySourceVersionId,
  }))
  return answerOf(work)
}

export function remove(
  place: Place,
  key: string,
  asked: { versionId?: string | undefined; ifMatch?: string | undefined },
) {
  const command = new DeleteObjectCommand({
    Bucket: place.bucket,
    Key: key,
    VersionId: asked.versionId,
    IfMatch: asked.ifMatch,
  })
  const work = place.client.send(command).then(done => ({
    status: 204,
    isMarker: done.DeleteMarker,
    versionId: done.VersionId,
  }))
  return answerOf(work)
}

export async function removeMany(place: Place, targets: { key: string; versionId: string | undefined }[]) {
  const Objects = targets.map(({ key, versionId }) => ({ Key: key, VersionId: versionId }))
  const done = await place.client.send(
    new DeleteObjectsCommand({ Bucket: place.bucket, Delete: { Objects } }),
  )
  if (done.Errors) throw new Error(JSON.stringify(done.Errors))
  return {
    status: 200,
    deleted: (done.Deleted ?? []).map(item => ({
      key: item.Key,
      versionId: item.VersionId,
      isMarker: item.DeleteMarker,
      markerId: item.DeleteMarkerVersionId,
    })),
  }
}
