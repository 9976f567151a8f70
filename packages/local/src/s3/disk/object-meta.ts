import type { ChecksumAlgorithm } from '../checksum/hasher.ts'
import type { ChecksumType } from '../checksum/multipart-checksum.ts'

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
  /** A PUT where nothing is said. */
  writtenBy?: 'Copy' | 'CompleteMultipartUpload'
  /** Of an object that was put together from parts: by which upload, and how long each part is, in order. */
  multipart?: { uploadId: string; partSizes: number[] }
}

/** Base64, over the full object unless `type` says otherwise; a composite one ends with the number of parts. */
export type StoredChecksum = { algorithm: ChecksumAlgorithm; value: string; type?: ChecksumType }

/** What a DELETE without a version leaves on top of a versioned key: a version without bytes that hides the others. */
export type DeleteMarker = { key: string; size: 0; lastModifiedMs: number; isDeleteMarker: true }

/** Which of a key's versions something is; given by the bucket when it commits. */
export type VersionStamp = {
  /** NULL_VERSION unless the bucket's versioning was enabled when this was written. */
  versionId: string
  /** Grows with every change of the bucket: of a key's versions the highest is the current one. */
  sequence: number
}

/** What a file's trailer holds. */
export type StoredMeta = (ObjectMeta | DeleteMarker) & VersionStamp

/** The one version a key can have without versioning. */
export const NULL_VERSION = 'null'
