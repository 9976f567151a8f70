import type { JsonObject } from '../../domain/upload.ts'
import { isOpen } from '../../domain/upload-state.ts'
import type { FinishOutcome, FinishRequest } from '../../ports/upload-ledger.ts'
import { doomOpenKeys, keysOf } from './key-rows.ts'
import { findRefusal, moveQuota } from './quota-rows.ts'
import { findByUniqueKey, findShared, isDoubtful } from './sharing.ts'
import { type FakeTables, type KeyRow, rowOf, type UploadRow } from './tables.ts'
import { targetOf } from './tenancy.ts'
import { liveTaskId, toUploadRecord } from './upload-view.ts'

type Completed = Extract<FinishRequest, { kind: 'completed' }>
type Closing = Exclude<FinishRequest, Completed>

export function finish(tables: FakeTables, request: FinishRequest): FinishOutcome {
  const row = rowOf(tables.uploads, request.uploadId)
  if (rowOf(tables.buckets, row.declared.bucketId).deletedAt !== null) return { outcome: 'gone' }
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
  const isUnasked = request.settledBy === 'event' || request.settledBy === 'sweep'
  if (isUnasked && row.disputedEtag !== request.disputedEtag) return false
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
  const existing = findByUniqueKey(tables, target, row.declared.uniqueKey)
  if (row.declared.createObject && existing !== null) return skip(tables, row, existing)
  const shared = findShared(tables, row, observed)
  const chargedBytes = shared === null ? observed.sizeBytes : 0
  const refusal = findRefusal(tables, target, { bytes: chargedBytes - row.reservedBytes, objects: 0 })
  if (refusal !== null) return { outcome: 'quota_exceeded', refusal }

  const now = tables.clock.now()
  const served = shared ?? serve(tables, request)
  doomOpenKeys(tables, request.uploadId)
  moveQuota(tables, {
    target,
    subject: request.uploadId,
    kind: 'settle',
    usedBytes: chargedBytes,
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
    etag: served.etag,
    sourceEtag: observed.sourceEtag,
    duplicateOf: shared?.uploadId ?? null,
    verifiedSha256: observed.sha256,
    verifiedAt: now,
    completedAt: now,
    receipt: request.receipt,
    lastError: null,
  } satisfies Partial<UploadRow>)
  rowOf(tables.buckets, row.declared.bucketId).lastUploadAt = now
  if (row.declared.createObject) insertObject(tables, row, { request, served })
  return finished(tables, row, {
    size_bytes: observed.sizeBytes,
    etag: served.etag,
    source_etag: observed.sourceEtag,
    object_id: row.objectId,
    receipt: request.receipt,
    sealed_at: shared === null && served.role === 'seal' ? served.createdAt.toISOString() : null,
    ...(shared === null ? {} : { duplicate_of: shared.uploadId }),
  })
}

function serve(tables: FakeTables, { servedKeyId, observed }: Completed): KeyRow {
  const { etag, versionId, sizeBytes, sha256 } = observed
  return Object.assign(rowOf(tables.keys, servedKeyId), { state: 'live', etag, versionId, sizeBytes, sha256 })
}

function insertObject(
  tables: FakeTables,
  row: UploadRow,
  { request, served }: { request: Completed; served: KeyRow },
): void {
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
    uniqueKey: declared.uniqueKey,
    createdAt: now,
    updatedAt: now,
    blobs: [
      {
        blobId: request.blobId,
        keyId: served.id,
        property: declared.blobProperty,
        type: declared.blobType.toLowerCase(),
        uploadId: declared.uploadId,
        keyPrefix: null,
        metadata: null,
        filename: declared.filename,
        contentType: (row.duplicateOf === null ? observed.contentType : null) ?? declared.contentType,
        sizeBytes: observed.sizeBytes,
        etag: served.etag ?? '',
        sha256: observed.sha256,
      },
    ],
  })
}

/** The object that has the unique key was there first. */
function skip(tables: FakeTables, row: UploadRow, existingObjectId: string): FinishOutcome {
  row.existingObjectId = existingObjectId
  row.lastError = null
  keepDoubtful(tables, row)
  return abandon(tables, row, { status: 'SKIPPED', detail: { existing_object_id: existingObjectId } })
}

/** While a task confirms, the bytes may be right, and whoever waits for that task has to get its answer. */
function close(tables: FakeTables, row: UploadRow, request: Closing): FinishOutcome {
  const taskId = liveTaskId(tables, request.uploadId)
  if (taskId !== null) return { outcome: 'confirming', taskId }
  if (request.kind === 'failed') {
    row.failure = request.reason
    const keeps = keepDoubtful(tables, row)
    return abandon(tables, row, { status: 'FAILED', detail: { reason: request.reason, bytes_kept: keeps } })
  }
  if (request.keepBytes) rowOf(tables.keys, row.putKeyId).state = 'kept'
  return abandon(tables, row, { status: 'CANCELED', detail: { bytes_kept: request.keepBytes } })
}

/** What a restored database takes for open may have been settled in the time that it forgot. */
function keepDoubtful(tables: FakeTables, row: UploadRow): boolean {
  const isKept = isDoubtful(tables, row)
  if (isKept)
    for (const key of keysOf(tables, row.declared.uploadId)) if (key.state === 'open') key.state = 'kept'
  return isKept
}

function abandon(
  tables: FakeTables,
  row: UploadRow,
  { status, detail }: { status: 'CANCELED' | 'FAILED' | 'SKIPPED'; detail: JsonObject },
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
