import { HeadObjectCommand, type HeadObjectCommandOutput } from '@aws-sdk/client-s3'
import { normalizeEtag, type ObservedObject } from '@landfall/core/domain'
import { notAnS3Answer, storeFailureOf, toPortError } from '../errors.ts'
import type { S3Context } from '../s3-context.ts'

export interface HeadRequest {
  key: string
  versionId: string | null
}

export async function headObject(context: S3Context, request: HeadRequest): Promise<ObservedObject | null> {
  const command = new HeadObjectCommand({
    Bucket: context.bucket,
    Key: request.key,
    ChecksumMode: 'ENABLED',
    ...(request.versionId === null ? {} : { VersionId: request.versionId }),
  })
  try {
    return observedFrom(await context.send(signal => context.client.send(command, { abortSignal: signal })))
  } catch (error) {
    if (storeFailureOf(error)?.kind !== 'absent') throw toPortError(error)
    // A 404 to HEAD has no body, so it may just as well mean the bucket. "Absent" lets uploads fail and quota go back;
    // it is believed only of a bucket that is there.
    await context.assertBucketExists()
    return null
  }
}

function observedFrom(output: HeadObjectCommandOutput): ObservedObject {
  const etag = normalizeEtag(output.ETag)
  if (etag === null || output.ContentLength === undefined) throw notAnS3Answer('ETag and length')
  return {
    etag,
    sizeBytes: output.ContentLength,
    contentType: output.ContentType ?? null,
    versionId: versionIdFrom(output.VersionId),
    checksums: fullObjectChecksums(output),
  }
}

/** `null` is S3's name for the one version of an object from before versioning: no version to pin. */
export function versionIdFrom(versionId: string | undefined): string | null {
  return versionId === undefined || versionId === 'null' ? null : versionId
}

/**
 * A COMPOSITE checksum (type, or a value that ends in `-<parts>` where a store leaves the type out) is a hash of part
 * hashes: it would never equal a hash of the content, so it is no witness.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 */
function fullObjectChecksums(output: HeadObjectCommandOutput): ObservedObject['checksums'] {
  if (output.ChecksumType === 'COMPOSITE') return {}
  const values = {
    SHA256: output.ChecksumSHA256,
    CRC32: output.ChecksumCRC32,
    CRC32C: output.ChecksumCRC32C,
    CRC64NVME: output.ChecksumCRC64NVME,
  }
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && !/-\d+$/.test(value)),
  )
}
