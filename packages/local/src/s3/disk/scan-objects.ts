import { closeSync, fstatSync, openSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { VersionEntry } from './key-index.ts'
import { OBJECT_SUFFIX, objectsDir } from './layout.ts'
import { readMetaSync } from './object-file.ts'
import type { StoredMeta } from './object-meta.ts'

export function indexEntry(meta: StoredMeta): VersionEntry {
  if ('isDeleteMarker' in meta) return meta
  const { key, size, etag, lastModifiedMs, versionId, sequence } = meta
  return {
    key,
    size,
    etag,
    lastModifiedMs,
    versionId,
    sequence,
    checksumAlgorithm: meta.checksum.algorithm,
    ...(meta.checksum.type === 'COMPOSITE' ? { isComposite: true } : {}),
  }
}

/** undefined for a file that is no whole one. */
export function readMetaOf<TMeta extends { size: number }>(path: string): TMeta | undefined {
  const fd = openSync(path, 'r')
  try {
    return readMetaSync<TMeta>(fd, fstatSync(fd).size)
  } finally {
    closeSync(fd)
  }
}

/** Reads every version's metadata once, at start. A file that is no whole object is reported and left where it is. */
export function* scanObjects(bucketDir: string, onDamaged: (path: string) => void): Generator<VersionEntry> {
  const root = objectsDir(bucketDir)
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith(OBJECT_SUFFIX)) {
      const path = join(root, name)
      const meta = readMetaOf<StoredMeta>(path)
      if (meta) yield indexEntry(meta)
      else onDamaged(path)
    }
  }
}
