import type { ChecksumPlan } from '../checksum/multipart-checksum.ts'
import type { ObjectMeta } from './object-meta.ts'

/** What a multipart upload has settled before its first part; the object inherits it. */
export type UploadMeta = Pick<ObjectMeta, 'key' | 'headers' | 'userMetadata'> & {
  /** Opaque to clients. Sorts by the time of its beginning, which is the order S3 lists a key's uploads in. */
  uploadId: string
  initiatedMs: number
  checksum: ChecksumPlan
}

export type PartMeta = {
  partNumber: number
  size: number
  /** MD5, without quotes. */
  etag: string
  lastModifiedMs: number
  /** Base64, by the upload's algorithm. */
  checksum: string
}

export type OpenUpload = UploadMeta & {
  dir: string
  /** By part number. */
  parts: Map<number, PartMeta>
}
