import { DeleteObjectCommand } from '@aws-sdk/client-s3'
import { type StoreFailure, storeFailureOf, toPortError } from '../errors.ts'
import type { S3Context } from '../s3-context.ts'
import { headObject } from './head-object.ts'

export interface DeleteRequest {
  key: string
  versionId: string | null
  /** Without quotes. */
  ifEtag: string | null
}

export async function deleteObject(
  context: S3Context,
  request: DeleteRequest,
): Promise<'deleted' | 'changed'> {
  const command = new DeleteObjectCommand({
    Bucket: context.bucket,
    Key: request.key,
    ...deleteCondition(request),
  })
  try {
    await context.send(signal => context.client.send(command, { abortSignal: signal }))
    return 'deleted'
  } catch (error) {
    return outcomeOf(context, request, error)
  }
}

/**
 * Never both: a version's bytes cannot change, and S3 answers 501 to If-Match with a version id. If-Match looks at the
 * current version only. https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html
 */
function deleteCondition({ versionId, ifEtag }: DeleteRequest) {
  if (versionId !== null) return { VersionId: versionId }
  return ifEtag === null ? {} : { IfMatch: `"${ifEtag}"` }
}

async function outcomeOf(
  context: S3Context,
  request: DeleteRequest,
  error: unknown,
): Promise<'deleted' | 'changed'> {
  const failure = storeFailureOf(error)
  // S3 answers a plain delete of a missing key 204 and a conditional one 404; other stores 404 both.
  if (failure?.kind === 'absent' && failure.code !== null) return 'deleted'
  if (!isUnclear(failure)) throw toPortError(error)
  // Some stores (and S3's own page on delete markers) answer 412 to a condition on a missing key, and a 404 without S3's
  // body may be anybody's: look what is there.
  const { key, versionId } = request
  return (await headObject(context, { key, versionId })) === null ? 'deleted' : 'changed'
}

function isUnclear(failure: StoreFailure | null): boolean {
  return failure?.kind === 'precondition_failed' || failure?.kind === 'absent'
}
