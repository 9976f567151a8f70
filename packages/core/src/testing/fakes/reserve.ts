import type { QuotaTarget } from '../../domain/quota.ts'
import type { JsonObject } from '../../domain/upload.ts'
import { isOpen } from '../../domain/upload-state.ts'
import type { NewUpload, RenewOutcome, ReserveOutcome } from '../../ports/upload-ledger.ts'
import { MAX_UNSIZED_PER_TOKEN } from '../../wire/limits.ts'
import { insertKey } from './key-rows.ts'
import { ensureOwnerQuota, findRefusal, moveQuota } from './quota-rows.ts'
import { remember } from './remembered.ts'
import { findByUniqueKey } from './sharing.ts'
import { type FakeTables, rowOf, secondsAfter, type UploadRow } from './tables.ts'
import { isOwn, targetOf } from './tenancy.ts'
import { toUploadRecord } from './upload-view.ts'

/** CONTRACT 0.7. */
const UNSIZED_PER_OWNER = 20

export function reserve(tables: FakeTables, input: NewUpload): ReserveOutcome {
  const upload = structuredClone(input)
  const before = tables.uploads.get(upload.uploadId)
  // The same call again, because the answer to the first one was lost.
  if (before !== undefined) return { outcome: 'reserved', upload: toUploadRecord(tables, before) }
  const bucket = tables.buckets.get(upload.bucketId)
  if (bucket?.status !== 'ACTIVE' || bucket.isLocked || !isOwn(upload, bucket))
    return { outcome: 'bucket_closed' }
  ensureOwnerQuota(tables, upload)
  const spent = findGrantRefusal(tables, upload)
  if (spent !== null) return spent
  const existing = upload.createObject ? findByUniqueKey(tables, upload, upload.uniqueKey) : null
  if (existing !== null) return reserveSkipped(tables, upload, existing)
  if (upload.fileSizeBytes === null) {
    const unsized = findUnsizedRefusal(tables, upload)
    if (unsized !== null) return unsized
  }
  const asked = { bytes: upload.fileSizeBytes ?? 0, objects: upload.createObject ? 1 : 0 }
  const refusal = findRefusal(tables, upload, asked)
  if (refusal !== null) return { outcome: 'quota_exceeded', refusal }

  if (!rememberCreate(tables, upload)) return { outcome: 'remembered' }
  const row = insertUpload(tables, upload)
  moveQuota(tables, {
    target: targetOf(row),
    subject: upload.uploadId,
    kind: 'reserve',
    seq: row.attempt,
    reservedBytes: asked.bytes,
    reservedObjects: asked.objects,
  })
  return { outcome: 'reserved', upload: toUploadRecord(tables, row) }
}

/** Counts a file of its token as well: both happen with the upload or not at all. */
function rememberCreate(tables: FakeTables, { grant, ...upload }: NewUpload): boolean {
  const { idempotency: ref, uploadId } = upload
  if (!remember(tables, upload, { ref, uploadId, isDuplicate: false })) return false
  if (grant !== null) rowOf(tables.grants, grant.grantId).filesUsed += 1
  return true
}

function findGrantRefusal(tables: FakeTables, upload: NewUpload): ReserveOutcome | null {
  const { grant } = upload
  if (grant === null) return null
  if (rowOf(tables.grants, grant.grantId).filesUsed >= grant.maxFiles)
    return { outcome: 'too_many_files', limit: grant.maxFiles }
  if (upload.fileSizeBytes !== null || upload.owner !== null) return null
  const open = [...tables.uploads.values()].filter(
    row => isOpen(row.status) && row.fileSizeBytes === null && row.declared.actorId === upload.actorId,
  )
  const limit = MAX_UNSIZED_PER_TOKEN
  return open.length < limit ? null : { outcome: 'too_many_unsized', scope: 'token', limit }
}

/** Nothing is reserved, and the key that nobody gets a URL for was never open. */
function reserveSkipped(tables: FakeTables, upload: NewUpload, existingObjectId: string): ReserveOutcome {
  if (!rememberCreate(tables, upload)) return { outcome: 'remembered' }
  const row = insertUpload(tables, upload)
  Object.assign(row, { status: 'SKIPPED', existingObjectId, reservedBytes: 0, reservedObjects: 0 })
  rowOf(tables.keys, row.putKeyId).state = 'gone'
  moveQuota(tables, { target: targetOf(row), subject: upload.uploadId, kind: 'reserve', seq: row.attempt })
  const { uploadId } = upload
  const detail = { existing_object_id: existingObjectId }
  tables.events.push({ uploadId, attempt: row.attempt, kind: 'skipped', detail, at: row.createdAt })
  return { outcome: 'reserved', upload: toUploadRecord(tables, row) }
}

function insertUpload(tables: FakeTables, upload: NewUpload): UploadRow {
  const now = tables.clock.now()
  const expiresAt = secondsAfter(now, upload.expirationSeconds)
  const row: UploadRow = {
    declared: upload,
    status: 'PENDING',
    attempt: 1,
    guard: upload.guard,
    fileSizeBytes: upload.fileSizeBytes,
    checksum: upload.checksum,
    expirationSeconds: upload.expirationSeconds,
    createdAt: now,
    expiresAt,
    settleUntil: secondsAfter(expiresAt, upload.transferGraceSeconds),
    deletedAt: null,
    nextCheckAt: secondsAfter(now, 60),
    bytesSeenAt: null,
    disputedEtag: null,
    partSizeBytes: upload.partSizeBytes,
    partGrants: 0,
    reservedBytes: upload.fileSizeBytes ?? 0,
    reservedObjects: upload.createObject ? 1 : 0,
    putKeyId: 0,
    servedKeyId: null,
    etag: null,
    sourceEtag: null,
    verifiedSha256: null,
    verifiedAt: null,
    completedAt: null,
    objectId: null,
    duplicateOf: null,
    existingObjectId: null,
    receipt: null,
    lastError: null,
    failure: null,
  }
  tables.uploads.set(upload.uploadId, row)
  row.putKeyId = insertKey(tables, { upload: row, key: upload.putKey, role: 'put' }).id
  tables.events.push({
    uploadId: upload.uploadId,
    attempt: 1,
    kind: 'created',
    detail: { actor_id: upload.actorId, ...attemptDetail(tables, row) },
    at: now,
  })
  return row
}

/** What the timeline shows of a new attempt. */
export function attemptDetail(tables: FakeTables, row: UploadRow): JsonObject {
  return {
    guard: row.guard,
    s3_key: rowOf(tables.keys, row.putKeyId).key,
    file_size_bytes: row.fileSizeBytes,
    expires_at: row.expiresAt.toISOString(),
  }
}

/** CONTRACT 0.7: an upload without a size reserves no bytes, so their number is what is bounded. */
export function findUnsizedRefusal(
  tables: FakeTables,
  target: QuotaTarget,
): Extract<RenewOutcome, { outcome: 'too_many_unsized' }> | null {
  const open = [...tables.uploads.values()].filter(
    row =>
      isOpen(row.status) &&
      row.fileSizeBytes === null &&
      row.declared.organizationId === target.organizationId,
  )
  const limit = rowOf(tables.organizations, target.organizationId).limitUnsized
  if (open.length >= limit) return { outcome: 'too_many_unsized', scope: 'organization', limit }
  const owned = open.filter(
    ({ declared }) => declared.bucketId === target.bucketId && declared.owner === target.owner,
  )
  if (target.owner !== null && owned.length >= UNSIZED_PER_OWNER)
    return { outcome: 'too_many_unsized', scope: 'owner', limit: UNSIZED_PER_OWNER }
  return null
}
