import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { NULL_VERSION } from './object-meta.ts'

/**
 * dir/tmp/                                 files being written; whatever is there at start is a dead write
 * dir/events/                              what has happened and was not received yet; see events/outbox.ts
 * dir/buckets/NAME/bucket.json             and one file per setting: cors.json, versioning.json, lifecycle.json
 * dir/buckets/NAME/objects/ab/abcdef….obj  SHA-256 of the key: '..', NUL, length and case of keys never meet the disk
 * dir/buckets/NAME/objects/ab/abcdef….VERSION.obj   the key's versions but the null version; delete markers too
 * dir/buckets/NAME/uploads/ID/upload.json, 00001.part   a multipart upload that is neither completed nor aborted
 */
export type StoreLayout = { temporaryDir: string; bucketsDir: string }

export const OBJECT_SUFFIX = '.obj'
export const UPLOAD_FILE = 'upload.json'
export const PART_SUFFIX = '.part'

export function storeLayout(dir: string): StoreLayout {
  return { temporaryDir: join(dir, 'tmp'), bucketsDir: join(dir, 'buckets') }
}

export function objectsDir(bucketDir: string): string {
  return join(bucketDir, 'objects')
}

export type VersionName = { key: string; versionId: string }

/** The null version, all that there is without versioning, has the key's own file, so one rename replaces it. */
export function objectPath(bucketDir: string, version: VersionName): { shardDir: string; path: string } {
  const name = createHash('sha256').update(version.key, 'utf8').digest('hex')
  const shardDir = join(objectsDir(bucketDir), name.slice(0, 2))
  const suffix = version.versionId === NULL_VERSION ? '' : `.${version.versionId}`
  return { shardDir, path: join(shardDir, name + suffix + OBJECT_SUFFIX) }
}

export function uploadsDir(bucketDir: string): string {
  return join(bucketDir, 'uploads')
}

export function partPath(uploadDir: string, partNumber: number): string {
  return join(uploadDir, String(partNumber).padStart(5, '0') + PART_SUFFIX)
}
