import type {
  Checksum,
  KeyRef,
  LastError,
  Receipt,
  UploadMultipart,
  UploadRecord,
} from '@landfall/core/domain'
import { isOpen } from '@landfall/core/domain'
import { toSafeInteger, toSafeIntegerOrNull } from '../rows.ts'
import { fragment } from '../sql/statement.ts'

/**
 * An upload as `toUploadRecord` reads it. The statement provides `u` (the upload), `b` (its bucket), `p` (the newest
 * attempt's put key) and `s` (the served key, may be missing), and `object_deleted` by itself.
 */
export const UPLOAD_COLUMNS = fragment`
  u.id, u.organization_id, u.namespace_id, u.bucket_id, b.name AS bucket_name, b.status AS bucket_status,
  COALESCE(b.schema_changed_at > u.created_at, false) AS schema_changed, u.owner, u.actor_id,
  u.filename, u.content_type, COALESCE(u.observed_size_bytes, u.file_size_bytes) AS file_size_bytes,
  u.checksum_algorithm, u.checksum_value, u.metadata, u.object_metadata, u.blob_property, u.blob_type,
  u.create_object, u.skip_duplicates, u.sends_headers, u.status, u.attempt, u.guard, u.expiration_seconds,
  u.created_at, u.expires_at, u.settle_until, u.deleted_at, u.etag, u.source_etag, u.completed_at, u.object_id,
  u.duplicate_of_upload_id, u.existing_object_id, u.receipt, u.disputed_etag, u.last_error, u.failure, u.live_task_id,
  u.part_size_bytes, p.multipart_upload_id, p.id AS put_key_id, p.key AS put_key, p.version_id AS put_version_id,
  s.id AS served_key_id, s.key AS served_key, s.version_id AS served_version_id, s.sha256 AS served_sha256,
  s.missing_since IS NOT NULL AS bytes_missing`

/** Where nothing can be served yet. */
export const NO_SERVED_KEY = fragment`
  (SELECT NULL::bigint AS id, NULL::text AS key, NULL::text AS version_id, NULL::text AS sha256,
    NULL::timestamptz AS missing_since)`

export interface UploadRow {
  id: string
  organization_id: string
  namespace_id: string
  bucket_id: string
  bucket_name: string
  bucket_status: UploadRecord['bucketStatus']
  schema_changed: boolean
  owner: string | null
  actor_id: string
  filename: string
  content_type: string
  file_size_bytes: string | null
  checksum_algorithm: Checksum['algorithm'] | null
  checksum_value: string | null
  metadata: UploadRecord['metadata']
  object_metadata: UploadRecord['objectMetadata']
  blob_property: string
  blob_type: string
  create_object: boolean
  skip_duplicates: boolean
  sends_headers: boolean
  status: UploadRecord['status']
  attempt: number
  guard: UploadRecord['guard']
  expiration_seconds: number
  created_at: Date
  expires_at: Date
  settle_until: Date
  deleted_at: Date | null
  etag: string | null
  source_etag: string | null
  completed_at: Date | null
  object_id: string | null
  object_deleted: boolean
  duplicate_of_upload_id: string | null
  existing_object_id: string | null
  receipt: Receipt | null
  disputed_etag: string | null
  last_error: LastError | null
  failure: 'EXPIRED' | null
  live_task_id: string | null
  part_size_bytes: string | null
  multipart_upload_id: string | null
  put_key_id: string
  put_key: string
  put_version_id: string | null
  served_key_id: string | null
  served_key: string | null
  served_version_id: string | null
  served_sha256: string | null
  bytes_missing: boolean
}

export function toUploadRecord(row: UploadRow): UploadRecord {
  const putKey = { id: toSafeInteger(row.put_key_id), key: row.put_key, versionId: row.put_version_id }
  return {
    uploadId: row.id,
    organizationId: row.organization_id,
    namespaceId: row.namespace_id,
    bucketId: row.bucket_id,
    bucketName: row.bucket_name,
    bucketStatus: row.bucket_status,
    schemaChanged: row.schema_changed,
    owner: row.owner,
    actorId: row.actor_id,
    filename: row.filename,
    contentType: row.content_type,
    fileSizeBytes: toSafeIntegerOrNull(row.file_size_bytes),
    checksum: checksumOf(row),
    metadata: row.metadata,
    objectMetadata: row.object_metadata,
    blobProperty: row.blob_property,
    blobType: row.blob_type,
    createObject: row.create_object,
    skipDuplicates: row.skip_duplicates,
    sendsHeaders: row.sends_headers,
    status: row.status,
    attempt: row.attempt,
    guard: row.guard,
    expirationSeconds: row.expiration_seconds,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    settleUntil: row.settle_until,
    multipart: multipartOf(row),
    deletedAt: row.deleted_at,
    putKey: isOpen(row.status) ? putKey : null,
    lastKey: row.put_key,
    servedKey: servedKeyOf(row),
    etag: row.etag,
    sourceEtag: row.source_etag,
    verifiedSha256: row.served_sha256,
    // Verifying and settling are one statement, so one time.
    verifiedAt: row.completed_at,
    completedAt: row.completed_at,
    objectId: row.object_id,
    bytesMissing: row.bytes_missing,
    objectDeleted: row.object_deleted,
    duplicateOf: row.duplicate_of_upload_id,
    existingObjectId: row.existing_object_id,
    receipt: row.receipt,
    disputedEtag: row.disputed_etag,
    lastError: row.last_error,
    failure: row.failure,
    liveTaskId: row.live_task_id,
  }
}

function checksumOf({ checksum_algorithm: algorithm, checksum_value: value }: UploadRow): Checksum | null {
  return algorithm === null || value === null ? null : { algorithm, value }
}

function multipartOf(row: UploadRow): UploadMultipart | null {
  const partSizeBytes = toSafeIntegerOrNull(row.part_size_bytes)
  return partSizeBytes === null ? null : { partSizeBytes, multipartUploadId: row.multipart_upload_id }
}

function servedKeyOf(row: UploadRow): KeyRef | null {
  if (row.served_key_id === null || row.served_key === null) return null
  return { id: toSafeInteger(row.served_key_id), key: row.served_key, versionId: row.served_version_id }
}
