/** What each field of `fields.ts` is in a record: the values that a filter or a sort sees. */
import type { BucketRecord } from '../bucket.ts'
import { fileHashOfChecksum } from '../checksum.ts'
import type { ObjectRecord } from '../object.ts'
import type { TaskRecord } from '../task.ts'
import { shownKeyOf, shownStatusOf, type UploadRecord } from '../upload.ts'
import type { BucketFieldName, ObjectFieldName, TaskFieldName, UploadFieldName } from './fields.ts'
import { timeText } from './time-text.ts'

const timeOf = (time: Date | null) => (time === null ? null : timeText(time))

export function uploadValues(upload: UploadRecord): Record<UploadFieldName, unknown> {
  return {
    upload_id: upload.uploadId,
    bucket_id: upload.bucketId,
    filename: upload.filename,
    content_type: upload.contentType,
    file_size_bytes: upload.fileSizeBytes,
    presigned_url_expiration: upload.expirationSeconds,
    s3_key: shownKeyOf(upload),
    status: shownStatusOf(upload),
    metadata: upload.metadata,
    create_object_on_confirm: upload.createObject,
    object_metadata: upload.objectMetadata,
    blob_property: upload.blobProperty,
    blob_type: upload.blobType,
    file_hash: upload.verifiedSha256 ?? fileHashOfChecksum(upload.checksum),
    skip_duplicates: upload.skipDuplicates,
    is_duplicate: upload.duplicateOf !== null,
    duplicate_of_upload_id: upload.duplicateOf,
    skipped_unique_key: upload.status === 'SKIPPED',
    existing_object_id: upload.existingObjectId,
    created_at: timeText(upload.createdAt),
    expires_at: timeText(upload.expiresAt),
    completed_at: timeOf(upload.completedAt),
    verified_at: timeOf(upload.verifiedAt),
    etag: upload.etag,
    object_id: upload.objectId,
    task_id: upload.liveTaskId,
    owner: upload.owner,
    attempt: upload.attempt,
    guard: upload.guard,
    settle_until: timeText(upload.settleUntil),
    deleted_at: timeOf(upload.deletedAt),
  }
}

export function objectValues(object: ObjectRecord): Record<ObjectFieldName, unknown> {
  const { blobs } = object
  return {
    object_id: object.objectId,
    bucket_id: object.bucketId,
    key_prefix: object.keyPrefix,
    status: object.status,
    created_at: timeText(object.createdAt),
    updated_at: timeText(object.updatedAt),
    metadata: object.metadata,
    'blobs.blob_id': blobs.map(blob => blob.blobId),
    'blobs.property': blobs.map(blob => blob.property),
    'blobs.type': blobs.map(blob => blob.type),
    'blobs.upload_id': blobs.map(blob => blob.uploadId),
    'blobs.etag': blobs.map(blob => blob.etag),
    'blobs.details.filename': blobs.map(blob => blob.filename),
    'blobs.details.size_bytes': blobs.map(blob => blob.sizeBytes),
    'blobs.details.mime_type': blobs.map(blob => blob.contentType),
    'blobs.details.hash': blobs.map(blob => blob.sha256),
  }
}

export function bucketValues(bucket: BucketRecord): Record<BucketFieldName, unknown> {
  return {
    bucket_id: bucket.bucketId,
    bucket_name: bucket.name,
    description: bucket.description,
    status: bucket.status,
    is_locked: bucket.isLocked,
    object_count: bucket.objectCount,
    total_size_bytes: bucket.totalSizeBytes,
    created_at: timeText(bucket.createdAt),
    updated_at: timeText(bucket.updatedAt),
    last_upload_at: timeOf(bucket.lastUploadAt),
    metadata: bucket.metadata,
  }
}

export function taskValues(task: TaskRecord): Record<TaskFieldName, unknown> {
  return {
    task_id: task.taskId,
    task_type: task.type,
    status: task.status,
    error: task.error,
    inputs: task.inputs,
    outputs: task.outputs,
    created_at: timeText(task.createdAt),
    updated_at: timeText(task.updatedAt),
  }
}
