import type { BucketRecord } from '../../domain/bucket.ts'
import type { Checksum } from '../../domain/checksum.ts'
import type { JsonObject, UploadRecord } from '../../domain/upload.ts'
import type { SignedPut } from '../../ports/object-store.ts'
import type { IdempotencyRef } from '../../ports/upload-ledger.ts'

export interface CreateUpload {
  bucket: string
  filename: string
  contentType: string
  fileSizeBytes: number | null
  expirationSeconds: number
  metadata: JsonObject | null
  createObject: boolean
  objectMetadata: JsonObject | null
  blobProperty: string | null
  blobType: string | null
  checksum: Checksum | null
  skipDuplicates: boolean
  owner: string | null
  sendsHeaders: boolean
  /** Sent in parts; null: in one PUT. */
  multipart: { partSizeBytes: number | null } | null
}

export interface CreatedUpload {
  upload: UploadRecord
  /** `null`: it takes no bytes (any more), or takes them in parts. */
  signed: SignedPut | null
  /** The bytes are there already, and `upload` is the one that brought them. */
  isDuplicate: boolean
}

/** What every way to answer a create has at hand. */
export interface Creation {
  input: CreateUpload
  bucket: BucketRecord
  idempotency: IdempotencyRef | null
}
