import type { BlobRecord, ObjectRecord } from '../../domain/object.ts'
import type { ServiceDeps } from '../../services/deps.ts'
import { signDownload } from '../../services/uploads/sign-download.ts'
import type { ObjectResponse } from '../../wire/objects/object.ts'

/** The object's own metadata lies flat at the root; our fields win over a metadata key of the same name. */
export async function toObjectResponse(
  services: ServiceDeps,
  object: ObjectRecord,
  signsUrls: boolean,
): Promise<ObjectResponse> {
  const toBlob = async (blob: BlobRecord) => ({
    blob_id: blob.blobId,
    property: blob.property,
    type: blob.type,
    properties:
      signsUrls && blob.missingSince === null ? { presigned_url: await signDownload(services, blob) } : null,
    details: {
      filename: blob.filename,
      size_bytes: blob.sizeBytes,
      mime_type: blob.contentType,
      hash: blob.sha256,
    },
    upload_id: blob.uploadId,
    etag: blob.etag,
    ...(blob.missingSince === null ? {} : { bytes_missing_since: blob.missingSince.toISOString() }),
  })
  return {
    ...object.metadata,
    object_id: object.objectId,
    bucket_id: object.bucketId,
    key_prefix: object.keyPrefix,
    blobs: await Promise.all(object.blobs.map(toBlob)),
    status: object.status,
    created_at: object.createdAt.toISOString(),
    updated_at: object.updatedAt.toISOString(),
  }
}
