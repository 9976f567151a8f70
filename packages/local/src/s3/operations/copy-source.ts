import type { OpenObject } from '../disk/version-files.ts'
import type { RequestHeaders } from '../http/headers.ts'
import { Query } from '../http/request-target.ts'
import { S3Error } from '../s3-error.ts'
import { noSuchKey, requireBucket, type StoreContext } from './operation.ts'
import { findUnmet, preconditionFailed } from './preconditions.ts'
import { checkVersionId, openVersion, versionIdHeaders } from './versions.ts'

export type CopySource = { bucket: string; key: string; versionId: string | undefined }

/** `bucket/key` or `/bucket/key`, percent-encoded like a path, and perhaps `?versionId=`. */
export function parseCopySource(header: string): CopySource {
  const refuse = (message: string) =>
    new S3Error('InvalidArgument', {
      message,
      details: { ArgumentName: 'x-amz-copy-source', ArgumentValue: header },
    })
  const [path = '', query] = header.split('?')
  const versionId = query === undefined ? undefined : new Query(query).get('versionId')
  if (query !== undefined && versionId === undefined) {
    throw new S3Error('NotImplemented', { details: { Header: 'x-amz-copy-source' } })
  }
  let source: string
  try {
    source = decodeURIComponent(path)
  } catch {
    throw refuse('Invalid copy source encoding')
  }
  const [, bucket, key] = /^\/?([^/]+)\/(.+)$/s.exec(source) ?? []
  if (!bucket || !key) throw refuse('Invalid copy source object key')
  return { bucket, key, versionId: checkVersionId(versionId) }
}

/** What is copied, and how the answer names its version. */
export type OpenSource = OpenObject & { versionHeaders: Record<string, string> }

const conditionNames = {
  ifMatch: 'x-amz-copy-source-If-Match',
  ifNoneMatch: 'x-amz-copy-source-If-None-Match',
  ifModifiedSince: 'x-amz-copy-source-If-Modified-Since',
  ifUnmodifiedSince: 'x-amz-copy-source-If-Unmodified-Since',
} as const

function checkSourceConditions(headers: RequestHeaders, source: OpenObject): void {
  const unmet = findUnmet(
    {
      ifMatch: headers.get('x-amz-copy-source-if-match'),
      ifNoneMatch: headers.get('x-amz-copy-source-if-none-match'),
      ifModifiedSince: headers.get('x-amz-copy-source-if-modified-since'),
      ifUnmodifiedSince: headers.get('x-amz-copy-source-if-unmodified-since'),
    },
    source.meta,
  )
  if (unmet !== undefined) throw preconditionFailed(conditionNames[unmet])
}

const MARKER_AS_SOURCE =
  'The source of a copy request may not specifically refer to a delete marker by version id.'

/** Opened once and checked on what was opened, so the bytes copied are the bytes whose ETag the caller named. */
export async function openCopySource(
  store: StoreContext,
  headers: RequestHeaders,
  source: CopySource,
): Promise<OpenSource> {
  const bucket = requireBucket(store, source.bucket)
  const opened = await openVersion(bucket, source, (marker, isNamed) =>
    isNamed ? new S3Error('InvalidRequest', { message: MARKER_AS_SOURCE }) : noSuchKey(marker.key),
  )
  try {
    checkSourceConditions(headers, opened)
    const versionId = versionIdHeaders(bucket, opened.meta)['x-amz-version-id']
    const named = versionId === undefined ? {} : { 'x-amz-copy-source-version-id': versionId }
    return { ...opened, versionHeaders: named }
  } catch (error) {
    await opened.file.close()
    throw error
  }
}
