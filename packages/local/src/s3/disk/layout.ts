import { createHash } from 'node:crypto'
import { join } from 'node:path'

/**
 * dir/tmp/                                 files being written; whatever is there at start is a dead write
 * dir/buckets/NAME/bucket.json, cors.json
 * dir/buckets/NAME/objects/ab/abcdef….obj  SHA-256 of the key: '..', NUL, length and case of keys never meet the disk
 */
export type StoreLayout = { temporaryDir: string; bucketsDir: string }

export const OBJECT_SUFFIX = '.obj'

export function storeLayout(dir: string): StoreLayout {
  return { temporaryDir: join(dir, 'tmp'), bucketsDir: join(dir, 'buckets') }
}

export function objectsDir(bucketDir: string): string {
  return join(bucketDir, 'objects')
}

export function objectPath(bucketDir: string, key: string): { shardDir: string; path: string } {
  const name = createHash('sha256').update(key, 'utf8').digest('hex')
  const shardDir = join(objectsDir(bucketDir), name.slice(0, 2))
  return { shardDir, path: join(shardDir, name + OBJECT_SUFFIX) }
}
