import type { ChecksumAlgorithm } from '../checksum/hasher.ts'

/** Everything that is known of an object besides its bytes. Immutable once committed. */
export type ObjectMeta = {
  key: string
  /** Bytes of the object, without what the file holds besides. */
  size: number
  /** Without quotes. */
  etag: string
  /** Whole seconds, since that is what HTTP dates can say. */
  lastModifiedMs: number
  /** Standard headers given back as they came: content-type, cache-control and so on. */
  headers: Record<string, string>
  /** x-amz-meta-* without the prefix. */
  userMetadata: Record<string, string>
  checksum: StoredChecksum
}

/** Base64; always over the full object. */
export type StoredChecksum = { algorithm: ChecksumAlgorithm; value: string }
