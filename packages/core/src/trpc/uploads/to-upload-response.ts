import { fileHashOfChecksum } from '../../domain/checksum.ts'
import { type Receipt, shownKeyOf, shownStatusOf, type UploadRecord } from '../../domain/upload.ts'
import { partCountOf } from '../../services/parts/sign-parts.ts'
import type { CreatedUpload } from '../../services/uploads/creation.ts'
import type { ReceiptResponse, UploadResponse } from '../../wire/uploads/upload-response.ts'

const iso = (date: Date | null) => date?.toISOString() ?? null

export function toReceipt(receipt: Receipt | null): ReceiptResponse | null {
  if (receipt === null) return null
  const { size, etag, checksum, guard, settledBy } = receipt
  return { size, etag, checksum, guard, settled_by: settledBy }
}

const toMultipart = (upload: UploadRecord) =>
  upload.multipart && {
    part_size_bytes: upload.multipart.partSizeBytes,
    part_count: partCountOf(upload),
  }

export const fileHashOf = (upload: UploadRecord) =>
  upload.verifiedSha256 ?? fileHashOfChecksum(upload.checksum)

type Signed = Pick<CreatedUpload, 'upload' | 'signed'>

export function toSignedUploadResponse({ upload, signed }: Signed): UploadResponse {
  return {
    ...toUploadResponse(upload),
    presigned_url: signed?.url ?? null,
    upload_headers: signed?.headers ?? null,
  }
}

/** A duplicate is answered with the upload that brought the bytes: it shares that one's fate (CONTRACT 0.8). */
export function toCreatedUploadResponse({ isDuplicate, ...created }: CreatedUpload): UploadResponse {
  const response = toSignedUploadResponse(created)
  if (!isDuplicate) return response
  return {
    ...response,
    is_duplicate: true,
    duplicate_of_upload_id: created.upload.uploadId,
    message:
      'These bytes were uploaded before; this is the upload that brought them. Nothing has to be sent.',
  }
}

/** Equal for the first answer and every replay of it. */
export function outcomeMessage(upload: UploadRecord): string | null {
  if (upload.status === 'SKIPPED')
    return `Skipped: object ${upload.existingObjectId} has the unique key of this bucket already.`
  if (upload.duplicateOf !== null)
    return `The same bytes were stored by ${upload.duplicateOf} before; they are shared, and charged once.`
  return null
}

export function toUploadResponse(upload: UploadRecord, downloadUrl: string | null = null): UploadResponse {
  return {
    upload_id: upload.uploadId,
    bucket_id: upload.bucketId,
    filename: upload.filename,
    content_type: upload.contentType,
    file_size_bytes: upload.fileSizeBytes,
    presigned_url: downloadUrl,
    presigned_url_expiration: upload.expirationSeconds,
    s3_key: shownKeyOf(upload),
    status: shownStatusOf(upload),
    metadata: upload.metadata,
    create_object_on_confirm: upload.createObject,
    object_metadata: upload.objectMetadata,
    blob_property: upload.blobProperty,
    blob_type: upload.blobType,
    file_hash: fileHashOf(upload),
    skip_duplicates: upload.skipDuplicates,
    is_duplicate: upload.duplicateOf !== null,
    duplicate_of_upload_id: upload.duplicateOf,
    skipped_unique_key: upload.status === 'SKIPPED',
    existing_object_id: upload.existingObjectId,
    message: outcomeMessage(upload),
    created_at: upload.createdAt.toISOString(),
    expires_at: upload.expiresAt.toISOString(),
    completed_at: iso(upload.completedAt),
    verified_at: iso(upload.verifiedAt),
    etag: upload.etag,
    object_id: upload.objectId,
    task_id: upload.liveTaskId,
    ...additions(upload),
  }
}

/** Fields that the contract does not know, CONTRACT 0.20. */
function additions(upload: UploadRecord) {
  return {
    upload_headers: null,
    owner: upload.owner,
    checksum: upload.checksum,
    attempt: upload.attempt,
    guard: upload.guard,
    multipart: toMultipart(upload),
    settle_until: upload.settleUntil.toISOString(),
    deleted_at: iso(upload.deletedAt),
    last_error: upload.lastError,
    receipt: toReceipt(upload.receipt),
  }
}
