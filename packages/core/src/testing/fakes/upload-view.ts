import type { UploadMultipart } from '../../domain/multipart.ts'
import type { KeyRef, UploadRecord } from '../../domain/upload.ts'
import { isOpen } from '../../domain/upload-state.ts'
import { type FakeTables, rowOf, type UploadRow } from './tables.ts'

export function toUploadRecord(tables: FakeTables, row: UploadRow): UploadRecord {
  const {
    putKey: _,
    transferGraceSeconds: _transfer,
    uniqueKey: _key,
    idempotency: _idempotency,
    grant: _grant,
    partSizeBytes: _size,
    ...declared
  } = row.declared
  const bucket = rowOf(tables.buckets, declared.bucketId)
  return structuredClone({
    ...declared,
    bucketName: bucket.name,
    bucketStatus: bucket.status,
    schemaChanged: bucket.schemaChangedAt !== null && bucket.schemaChangedAt > row.createdAt,
    fileSizeBytes: row.fileSizeBytes,
    checksum: row.checksum,
    status: row.status,
    attempt: row.attempt,
    guard: row.guard,
    expirationSeconds: row.expirationSeconds,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    settleUntil: row.settleUntil,
    deletedAt: row.deletedAt,
    multipart: multipartOf(tables, row),
    putKey: isOpen(row.status) ? keyRef(tables, row.putKeyId) : null,
    lastKey: rowOf(tables.keys, row.putKeyId).key,
    servedKey: row.servedKeyId === null ? null : keyRef(tables, row.servedKeyId),
    etag: row.etag,
    sourceEtag: row.sourceEtag,
    verifiedSha256: row.verifiedSha256,
    verifiedAt: row.verifiedAt,
    completedAt: row.completedAt,
    objectId: row.objectId,
    bytesMissing: row.servedKeyId !== null && rowOf(tables.keys, row.servedKeyId).missingSince !== null,
    objectDeleted: row.objectId !== null && !tables.objects.has(row.objectId),
    duplicateOf: row.duplicateOf,
    existingObjectId: row.existingObjectId,
    receipt: row.receipt,
    disputedEtag: row.disputedEtag,
    lastError: row.lastError,
    failure: row.failure,
    liveTaskId: isOpen(row.status) ? liveTaskId(tables, declared.uploadId) : null,
  })
}

function multipartOf(tables: FakeTables, { partSizeBytes, putKeyId }: UploadRow): UploadMultipart | null {
  if (partSizeBytes === null) return null
  return { partSizeBytes, multipartUploadId: rowOf(tables.keys, putKeyId).multipartUploadId }
}

export function liveTaskId(tables: FakeTables, uploadId: string): string | null {
  for (const task of tables.tasks.values()) {
    const isLive = task.status === 'PENDING' || task.status === 'PROCESSING'
    if (isLive && task.linked.includes(uploadId)) return task.taskId
  }
  return null
}

function keyRef(tables: FakeTables, id: number): KeyRef {
  const { key, versionId } = rowOf(tables.keys, id)
  return { id, key, versionId }
}
