import type { Bucket } from '../disk/bucket.ts'
import type { MarkerEntry } from '../disk/key-index.ts'
import { NULL_VERSION, type VersionStamp } from '../disk/object-meta.ts'
import type { OpenObject } from '../disk/version-files.ts'
import { isVersionId } from '../disk/version-id.ts'
import { S3Error } from '../s3-error.ts'
import { noSuchKey } from './operation.ts'

/** Which version of an object a request names, how it is found, and how answers name it. */
export type VersionQuestion = { key: string; versionId: string | undefined }

/** undefined passes: it asks for the current version. */
export function checkVersionId(versionId: string | undefined): string | undefined {
  if (versionId === undefined || isVersionId(versionId)) return versionId
  throw new S3Error('InvalidArgument', {
    message: versionId === '' ? 'Version id cannot be the empty string' : 'Invalid version id specified',
    details: { ArgumentName: 'versionId', ArgumentValue: versionId },
  })
}

/** A bucket that was never versioned names no versions. */
export function versionIdHeaders(bucket: Bucket, version: VersionStamp): Record<string, string> {
  return bucket.settings.get('versioning') ? { 'x-amz-version-id': version.versionId } : {}
}

/** S3 tells the writer only of ids it made, not that this is now the null version. */
export function writtenVersionHeaders(version: VersionStamp): Record<string, string> {
  return version.versionId === NULL_VERSION ? {} : { 'x-amz-version-id': version.versionId }
}

/** To whoever did not ask for it a delete marker means that nothing is there; by its id it can only be deleted. */
function refuseMarker(marker: MarkerEntry, isNamed: boolean): S3Error {
  const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker.versionId }
  if (!isNamed) return noSuchKey(marker.key, headers)
  return new S3Error('MethodNotAllowed', {
    details: { ResourceType: 'DeleteMarker' },
    headers: {
      ...headers,
      Allow: 'DELETE',
      'Last-Modified': new Date(marker.lastModifiedMs).toUTCString(),
    },
  })
}

/** Finds an object or says like S3 why there is none. The caller closes the file. */
export async function openVersion(
  bucket: Bucket,
  question: VersionQuestion,
  refuse: typeof refuseMarker = refuseMarker,
): Promise<OpenObject> {
  const { key, versionId } = question
  const opened = await bucket.open(key, versionId)
  if (opened && 'isDeleteMarker' in opened) throw refuse(opened, versionId !== undefined)
  if (opened) return opened
  if (versionId === undefined) throw noSuchKey(key)
  throw new S3Error('NoSuchVersion', { details: { Key: key, VersionId: versionId } })
}
