import type { JsonObject } from '../../domain/upload.ts'
import { isOpen } from '../../domain/upload-state.ts'
import type { FinishOutcome, FinishRequest } from '../../ports/upload-ledger.ts'
import { doomOpenKeys } from './key-rows.ts'
import { findRefusal, moveQuota } from './quota-rows.ts'
import { targetOf } from './reserve.ts'
import { type FakeTables, rowOf, type UploadRow } from './tables.ts'
import { liveTaskId, toUploadRecord } from './upload-view.ts'

type Completed = Extract<FinishRequest, { kind: 'completed' }>
type Closing = Exclude<FinishRequest, Completed>

export function finish(tables: FakeTables, request: FinishRequest): FinishOutcome {
  const row = rowOf(tables.uploads, request.uploadId)
  if (!mayFinish(tables, row, request)) return { outcome: 'lost', upload: toUploadRecord(tables, row) }
  switch (request.kind) {
    case 'completed':
      return complete(tables, row, structuredClone(request))
    case 'canceled':
    case 'failed':
      return close(tables, row, request)
  }
}

function mayFinish(tables: FakeTables, row: UploadRow, request: FinishRequest): boolean {
  if (!isOpen(row.status)) return false
  if (request.kind === 'canceled') return true
  if (row.attempt !== request.attempt) return false
  if (request.kind === 'failed') return tables.clock.now() >= row.settleUntil
  const served = tables.keys.get(request.servedKeyId)
  return (
    rowOf(tables.keys, row.putKeyId).state === 'open' &&
    served?.state === 'open' &&
    served.uploadId === request.uploadId &&
    served.attempt === request.attempt
  )
}

function complete(tables: FakeTables, row: UploadRow, request: Completed): FinishOutcome {
  const { observed } = request
  const target = targetOf(row)
  const refusal = findRefusal(tables, target, { bytes: observed.sizeBytes - row.reservedBytes, objects: 0 })
  if (refusal !== null) return { outcome: 'quota_exceeded', refusal }

  const now = tables.clock.now()
  const served = rowOf(tables.keys, request.servedKeyId)
  served.state = 'live'
  served.versionId = observed.versionId
  served.sizeBytes = observed.sizeBytes
  doomOpenKeys(tables, request.uploadId)
  moveQuota(tables, {
    target,
    subject: request.uploadId,
    kind: 'settle',
    usedBytes: observed.sizeBytes,
    usedObjects: row.reservedObjects,
    reservedBytes: -row.reservedBytes,
    reservedObjects: -row.reservedObjects,
  })
  Object.assign(row, {
    status: 'COMPLETED',
    fileSizeBytes: observed.sizeBytes,
    reservedBytes: 0,
    reservedObjects: 0,
    servedKeyId: served.id,
    etag: observed.etag,
    sourceEtag: observed.sourceEtag,
    verifiedSha256: observed.sha256,
    verifiedAt: now,
    completedAt: now,
    receipt: request.receipt,
    lastError: null,
  } satisfies Partial<UploadRow>)
  rowOf(tables.buckets, row.declared.bucketId).lastUploadAt = now
  if (row.declared.createObject) insertObject(tables, row, request)
  return finished(tables, row, {
    size_bytes: observed.sizeBytes,
    etag: observed.etag,
    source_etag: observed.sourceEtag,
    object_id: row.objectId,
    receipt: request.receipt,
    sealed_at: served.role === 'seal' ? served.createdAt.toISOString() : null,
  })
}

function insertObject(tables: FakeTables, row: UploadRow, request: Completed): void {
  const { declared } = row
  const { observed, objectId } = request
  const now = tables.clock.now()
  row.objectId = objectId
  tables.objects.set(objectId, {
    objectId,
    ...targetOf(row),
    keyPrefix: null,
    metadata: declared.objectMetadata,
    status: 'COMPLETED',
    createdAt: now,
    updatedAt: now,
    blobs: [
      {
        blobId: request.blobId,
        keyId: request.servedKeyId,
        property: declared.blobProperty,
        type: declared.blobType.toLowerCase(),
        uploadId: declared.uploadId,
        filename: declared.filename,
        contentType: observed.contentType ?? declared.contentType,
        sizeBytes: observed.sizeBytes,
        etag: observed.etag,
        sha256: observed.sha256,
      },
    ],
  })
}

/** While a task confirms, the bytes may be right, and whoever waits for that task has to get its answer. */
function close(tables: FakeTables, row: UploadRow, request: Closing): FinishOutcome {
  const taskId = liveTaskId(tables, request.uploadId)
  if (taskId !== null) return { outcome: 'confirming', taskId }
  if (request.kind === 'failed') {
    row.failure = request.reason
    return abandon(tables, row, { status: 'FAILED', detail: { reason: request.reason } })
  }
  if (request.keepBytes) rowOf(tables.keys, row.putKeyId).state = 'kept'
  return abandon(tables, row, { status: 'CANCELED', detail: { bytes_kept: request.keepBytes } })
}

function abandon(
  tables: FakeTables,
  row: UploadRow,
  { status, detail }: { status: 'CANCELED' | 'FAILED'; detail: JsonObject },
): FinishOutcome {
  doomOpenKeys(tables, row.declared.uploadId)
  moveQuota(tables, {
    target: targetOf(row),
    subject: row.declared.uploadId,
    kind: 'release',
    reservedBytes: -row.reservedBytes,
    reservedObjects: -row.reservedObjects,
  })
  row.status = status
  row.reservedBytes = 0
  row.reservedObjects = 0
  return finished(tables, row, detail)
}

function finished(tables: FakeTables, row: UploadRow, detail: JsonObject): FinishOutcome {
  tables.events.push({
    uploadId: row.declared.uploadId,
    attempt: row.attempt,
    kind: row.status.toLowerCase(),
    detail,
    at: tables.clock.now(),
  })
  return { outcome: 'finished', upload: toUploadRecord(tables, row) }
}
