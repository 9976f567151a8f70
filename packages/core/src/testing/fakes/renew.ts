import { isOpen, SECONDS_PER_DAY } from '../../domain/upload-state.ts'
import type { RenewOutcome, RenewRequest } from '../../ports/upload-ledger.ts'
import { doomOpenKeys, insertKey } from './key-rows.ts'
import { findRefusal, moveQuota } from './quota-rows.ts'
import { attemptDetail, findUnsizedRefusal } from './reserve.ts'
import { type FakeTables, rowOf, secondsAfter, type UploadRow } from './tables.ts'
import { targetOf } from './tenancy.ts'
import { liveTaskId, toUploadRecord } from './upload-view.ts'

export function renew(tables: FakeTables, request: RenewRequest): RenewOutcome {
  const row = tables.uploads.get(request.uploadId)
  if (row === undefined || !isRenewable(tables, row, request.attempt)) return { outcome: 'lost' }
  const target = targetOf(row)
  if (request.fileSizeBytes === null && row.fileSizeBytes !== null) {
    const unsized = findUnsizedRefusal(tables, target)
    if (unsized !== null) return unsized
  }
  const growth = (request.fileSizeBytes ?? 0) - row.reservedBytes
  const refusal = findRefusal(tables, target, { bytes: growth, objects: 0 })
  if (refusal !== null) return { outcome: 'quota_exceeded', refusal }

  doomOpenKeys(tables, request.uploadId)
  startAttempt(tables, row, request)
  moveQuota(tables, {
    target,
    subject: request.uploadId,
    kind: 'reserve',
    seq: row.attempt,
    reservedBytes: growth,
  })
  tables.events.push({
    uploadId: request.uploadId,
    attempt: row.attempt,
    kind: 'renewed',
    detail: attemptDetail(tables, row),
    at: tables.clock.now(),
  })
  return { outcome: 'renewed', upload: toUploadRecord(tables, row) }
}

export function isRenewable(tables: FakeTables, row: UploadRow, attempt: number): boolean {
  return (
    isOpen(row.status) &&
    row.attempt === attempt &&
    rowOf(tables.keys, row.putKeyId).state === 'open' &&
    tables.clock.now() < lastRenewal(row) &&
    liveTaskId(tables, row.declared.uploadId) === null
  )
}

/** CONTRACT 0.11: an upload's URLs end at most 24 hours after its create, those of parts 7 days. */
export const lastRenewal = ({ createdAt, partSizeBytes }: UploadRow) =>
  secondsAfter(createdAt, (partSizeBytes === null ? 1 : 7) * SECONDS_PER_DAY)

function startAttempt(tables: FakeTables, row: UploadRow, request: RenewRequest): void {
  const wanted = secondsAfter(tables.clock.now(), request.expirationSeconds)
  row.attempt += 1
  row.guard = request.guard
  row.lastError = null
  row.fileSizeBytes = request.fileSizeBytes
  row.checksum = structuredClone(request.checksum)
  row.reservedBytes = request.fileSizeBytes ?? 0
  row.partSizeBytes = request.partSizeBytes
  row.expirationSeconds = request.expirationSeconds
  row.expiresAt = new Date(Math.min(wanted.getTime(), lastRenewal(row).getTime()))
  row.settleUntil = secondsAfter(row.expiresAt, request.transferGraceSeconds)
  row.bytesSeenAt = null
  row.disputedEtag = null
  row.nextCheckAt = secondsAfter(tables.clock.now(), 60)
  row.putKeyId = insertKey(tables, { upload: row, key: request.putKey, role: 'put' }).id
}
