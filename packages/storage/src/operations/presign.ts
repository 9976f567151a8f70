import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import type { Checksum } from '@landfall/core/domain'
import type { PresignGet, PresignPut, SignedPut } from '@landfall/core/ports'

/**
 * Presigned URLs. Whatever binds the uploader (type, length, If-None-Match, checksum) is a signed HEADER: S3 signs a
 * checksum in the query and then ignores it, other stores reject it, others accept it unchecked. A header named in
 * X-Amz-SignedHeaders cannot be left out or changed, and S3 refuses `x-amz-*` headers that nobody signed.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export interface Signer {
  client: S3Client
  bucket: string
}

export async function presignPut(signer: Signer, request: PresignPut): Promise<SignedPut> {
  const headers = putHeaders(request)
  const command = new PutObjectCommand({
    Bucket: signer.bucket,
    Key: request.key,
    ContentType: request.contentType,
    ...(request.contentLengthBytes === null ? {} : { ContentLength: request.contentLengthBytes }),
    ...(request.ifNoneMatch ? { IfNoneMatch: '*' } : {}),
    ...checksumInput(request.checksum),
  })
  const url = await getSignedUrl(signer.client, command, {
    expiresIn: request.expiresInSeconds,
    // The SDK signs content-type only when told to, and hoists every x-amz-* header into the query unless told not to.
    signableHeaders: new Set(['content-type']),
    unhoistableHeaders: new Set(Object.keys(headers)),
  })
  return { url, headers }
}

export async function presignGet(signer: Signer, request: PresignGet): Promise<string> {
  const command = new GetObjectCommand({
    Bucket: signer.bucket,
    Key: request.key,
    ...(request.versionId === null ? {} : { VersionId: request.versionId }),
    ResponseContentDisposition: request.contentDisposition,
    ResponseContentType: request.contentType,
  })
  return getSignedUrl(signer.client, command, { expiresIn: request.expiresInSeconds })
}

/** Without content-length and host: browsers set them and forbid setting them. */
function putHeaders(request: PresignPut): Record<string, string> {
  const { checksum } = request
  return {
    'content-type': request.contentType,
    ...(request.ifNoneMatch ? { 'if-none-match': '*' } : {}),
    ...(checksum === null ? {} : { [`x-amz-checksum-${checksum.algorithm.toLowerCase()}`]: checksum.value }),
  }
}

function checksumInput(checksum: Checksum | null) {
  switch (checksum?.algorithm) {
    case undefined:
      return {}
    case 'SHA256':
      return { ChecksumSHA256: checksum.value }
    case 'CRC32':
      return { ChecksumCRC32: checksum.value }
    case 'CRC32C':
      return { ChecksumCRC32C: checksum.value }
    case 'CRC64NVME':
      return { ChecksumCRC64NVME: checksum.value }
  }
}
