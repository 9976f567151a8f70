import type { JsonObject } from './upload.ts'

export interface BlobRecord {
  blobId: string
  property: string
  /** Lower case, as blobs have it: `text image audio video pdf excel` or a metadata type. */
  type: string
  uploadId: string
  keyPrefix: string | null
  /** The caller's own, of this file of this object. */
  metadata: JsonObject | null
  filename: string
  contentType: string
  sizeBytes: number
  etag: string
  sha256: string | null
  key: string
  versionId: string | null
  /** Since when nothing is found where its bytes should lie. */
  missingSince: Date | null
}

export interface ObjectRecord {
  objectId: string
  organizationId: string
  namespaceId: string
  bucketId: string
  /** Its files' too. */
  owner: string | null
  keyPrefix: string | null
  metadata: JsonObject | null
  status: 'DRAFT' | 'COMPLETED'
  createdAt: Date
  updatedAt: Date
  blobs: BlobRecord[]
}
