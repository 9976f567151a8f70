/** The bytes of the fake store: keys with their versions, newest last. Knows nothing of requests or permissions. */
import type { ChecksumAlgorithm } from '../../domain/checksum.ts'
import type { ObservedObject } from '../../domain/verify-object.ts'
import type { Clock } from '../../ports/runtime.ts'
import { digestOf, md5Hex } from './digests.ts'

export interface StoredVersion {
  versionId: string | null
  /** `null`: a delete marker. */
  body: Uint8Array | null
  etag: string
  contentType: string | null
  checksums: ObservedObject['checksums']
  storedAt: Date
}

export interface Shelf {
  newest(key: string): StoredVersion | null
  version(key: string, versionId: string | null): StoredVersion | null
  store(key: string, content: NewContent): StoredVersion
  remove(key: string, versionId: string | null): void
  /** How many there are, those beneath a newer one or a marker too. */
  versions(): number
  /** Keys with something to read, in order. */
  keys(): string[]
}

export interface NewContent {
  body: Uint8Array
  contentType: string | null
  algorithms: ChecksumAlgorithm[]
  /** Default: the MD5 of the body. */
  etag?: string
}

export function createShelf(isVersioned: () => boolean, clock: Clock): Shelf {
  const shelf = new Map<string, StoredVersion[]>()
  let count = 0
  const add = (key: string, version: Omit<StoredVersion, 'versionId' | 'storedAt'>) => {
    count += 1
    const added = { ...version, storedAt: clock.now(), versionId: isVersioned() ? `v${count}` : null }
    shelf.set(key, isVersioned() ? [...(shelf.get(key) ?? []), added] : [added])
    return added
  }
  const readable = (version: StoredVersion | undefined) => (version?.body ? version : null)
  const newest = (key: string) => readable(shelf.get(key)?.at(-1))
  return {
    newest,
    version: (key, versionId) =>
      versionId === null
        ? newest(key)
        : readable(shelf.get(key)?.find(version => version.versionId === versionId)),
    store: (key, { body, contentType, algorithms, etag = md5Hex(body) }) =>
      add(key, {
        body: Uint8Array.from(body),
        etag,
        contentType,
        checksums: Object.fromEntries(algorithms.map(name => [name, digestOf(name, body)])),
      }),
    remove: (key, versionId) => {
      if (versionId !== null)
        shelf.set(key, shelf.get(key)?.filter(version => version.versionId !== versionId) ?? [])
      else if (isVersioned()) add(key, { body: null, etag: '', contentType: null, checksums: {} })
      else shelf.delete(key)
    },
    versions: () => [...shelf.values()].flat().filter(({ body }) => body !== null).length,
    keys: () => [...shelf.keys()].filter(key => newest(key) !== null).sort(),
  }
}
