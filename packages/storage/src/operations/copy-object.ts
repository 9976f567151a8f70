import { CopyObjectCommand } from '@aws-sdk/client-s3'
import type { CopyOutcome, CopyRequest } from '@landfall/core/ports'
import { notAnS3Answer, type StoreFailure, storeFailureOf, toPortError } from '../errors.ts'
import { mayLieThereTwice } from '../may-lie-there-twice.ts'
import type { S3Context } from '../s3-context.ts'

export async function copyObject(context: S3Context, request: CopyRequest): Promise<CopyOutcome> {
  const command = new CopyObjectCommand({
    Bucket: context.bucket,
    Key: request.targetKey,
    CopySource: copySource(context.bucket, request),
    CopySourceIfMatch: `"${request.ifSourceEtag}"`,
    // COPY would carry over what the uploader's headers left on the source; REPLACE leaves only what we say.
    MetadataDirective: 'REPLACE',
    ContentType: request.contentType,
    ...(request.checksumAlgorithm === null ? {} : { ChecksumAlgorithm: request.checksumAlgorithm }),
  })
  try {
    const output = await context.send(
      signal => context.client.send(command, { abortSignal: signal }),
      context.timeouts.copyMs,
    )
    // "A 200 OK response can contain either a success or an error" (CopyObject). The SDK throws S3's own error body; a
    // 200 with any other body has no result in it.
    if (output.CopyObjectResult?.ETag === undefined) throw notAnS3Answer('copy result')
    return mayLieThereTwice(output) ? 'repeated' : 'copied'
  } catch (error) {
    const outcome = outcomeOf(storeFailureOf(error))
    if (outcome === null) throw toPortError(error)
    return outcome
  }
}

function outcomeOf(failure: StoreFailure | null): CopyOutcome | null {
  if (failure?.kind === 'precondition_failed') return 'changed'
  // Only S3's own word for it: a 404 page of something on the way must not make an upload look lost.
  if (failure?.kind === 'absent' && failure.code !== null) return 'absent'
  return null
}

/** `x-amz-copy-source` is URL-encoded, its slashes are not, and `+` would be read as a blank. */
function copySource(bucket: string, source: Pick<CopyRequest, 'sourceKey' | 'sourceVersionId'>): string {
  const path = source.sourceKey.split('/').map(encodeURIComponent).join('/')
  const version =
    source.sourceVersionId === null ? '' : `?versionId=${encodeURIComponent(source.sourceVersionId)}`
  return `${bucket}/${path}${version}`
}
