import { blobTypeOf } from '../../domain/blob-type.ts'
import type { BlobRecord, ObjectRecord } from '../../domain/object.ts'
import type { ServiceDeps } from '../../services/deps.ts'
import { signDownload } from '../../services/uploads/sign-download.ts'
import { BUCKET_FIELD_TYPES, type BucketFieldType } from '../../wire/buckets/bucket-schema.ts'
import { OBJECT_OWN_FIELDS, type ObjectResponse } from '../../wire/objects/object.ts'

/** The object's own metadata lies flat at the root. */
export async function toObjectResponse(
  services: ServiceDeps,
  object: ObjectRecord,
  signsUrls: boolean,
): Promise<ObjectResponse> {
  const toBlob = async (blob: BlobRecord) => ({
    blob_id: blob.blobId,
    property: blob.property,
    type: fieldTypeOf(blob),
    key_prefix: blob.keyPrefix,
    metadata: blob.metadata,
    properties: propertiesOf(
      blob,
      signsUrls && blob.missingSince === null ? await signDownload(services, blob) : null,
    ),
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
    ...flatMetadata(object),
    object_id: object.objectId,
    bucket_id: object.bucketId,
    key_prefix: object.keyPrefix,
    blobs: await Promise.all(object.blobs.map(toBlob)),
    status: object.status,
    created_at: object.createdAt.toISOString(),
    updated_at: object.updatedAt.toISOString(),
  }
}

/**
 * What cannot stand at the root stands in `metadata`, where requests take it from as well, so that nothing that was stored is
 * hidden: what is called like a field of ours, and the two fields of the contract that Landfall does not have, which its
 * clients would read as those fields, and refuse the whole answer for another type.
 */
function flatMetadata({ metadata }: ObjectRecord): Record<string, unknown> {
  const members = Object.entries(metadata ?? {})
  const nested = members.filter(([name, value]) => isTaken(name, value))
  if (nested.length === 0) return metadata ?? {}
  const flat = members.filter(([name, value]) => !isTaken(name, value))
  return { ...Object.fromEntries(flat), metadata: Object.fromEntries(nested) }
}

function isTaken(name: string, value: unknown): boolean {
  if (name === 'error') return typeof value !== 'string'
  return name === 'source_details' || name === 'metadata' || OBJECT_OWN_FIELDS.includes(name)
}

/** `blob_type` of an upload is free text, a blob's type is one of a few: for any other word, what the bytes are. */
function fieldTypeOf({ type, contentType }: BlobRecord): BucketFieldType {
  const known = (name: string) => BUCKET_FIELD_TYPES.find(member => member === name)
  return known(type) ?? known(blobTypeOf(contentType).toLowerCase()) ?? 'string'
}

/**
 * The one free field that the contract gives a blob, where its clients look for both: the blob's metadata and the
 * download URL. A URL that was not asked for is not there, whatever the metadata says.
 */
function propertiesOf({ metadata }: BlobRecord, url: string | null) {
  const { presigned_url: _, ...own } = metadata ?? {}
  const properties = url === null ? own : { ...own, presigned_url: url }
  return Object.keys(properties).length === 0 ? null : properties
}
