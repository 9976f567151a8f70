import { isOpen } from '../../domain/upload-state.ts'
import type { BeginOutcome, GrantOutcome, PartsGrant } from '../../ports/upload-ledger.ts'
import { findRefusal, moveQuota } from './quota-rows.ts'
import { isRenewable, lastRenewal } from './renew.ts'
import { type FakeTables, rowOf, secondsAfter, type UploadRow } from './tables.ts'
import { targetOf } from './tenancy.ts'
import { toUploadRecord } from './upload-view.ts'

export function grantParts(tables: FakeTables, grant: PartsGrant): GrantOutcome {
  const row = tables.uploads.get(grant.uploadId)
  if (row === undefined || !isGrantable(tables, row, grant)) return { outcome: 'lost' }
  const size = row.fileSizeBytes ?? grant.fileSizeBytes
  const wanted = size ?? grant.throughPart * (row.partSizeBytes ?? 0)
  const growth = Math.max(0, wanted - row.reservedBytes)
  const refusal = findRefusal(tables, targetOf(row), { bytes: growth, objects: 0 })
  if (refusal !== null) return { outcome: 'quota_exceeded', refusal }

  row.fileSizeBytes = size
  if (growth > 0) grow(tables, row, growth)
  extend(tables, row, grant)
  return { outcome: 'granted', upload: toUploadRecord(tables, row) }
}

function isGrantable(tables: FakeTables, row: UploadRow, grant: PartsGrant): boolean {
  const { fileSizeBytes } = grant
  const isSameSize =
    fileSizeBytes === null || row.fileSizeBytes === null || row.fileSizeBytes === fileSizeBytes
  return row.partSizeBytes !== null && isSameSize && isRenewable(tables, row, grant.attempt)
}

function grow(tables: FakeTables, row: UploadRow, growth: number): void {
  row.partGrants += 1
  row.reservedBytes += growth
  moveQuota(tables, {
    target: targetOf(row),
    subject: row.declared.uploadId,
    kind: 'grow',
    seq: row.partGrants,
    reservedBytes: growth,
  })
}

/** Forward only. */
function extend(tables: FakeTables, row: UploadRow, grant: PartsGrant): void {
  const wanted = secondsAfter(tables.clock.now(), grant.expirationSeconds)
  const until = new Date(Math.min(wanted.getTime(), lastRenewal(row).getTime()))
  const settleUntil = secondsAfter(until, grant.transferGraceSeconds)
  if (until > row.expiresAt) row.expiresAt = until
  if (settleUntil > row.settleUntil) row.settleUntil = settleUntil
}

export function beginMultipart(
  tables: FakeTables,
  begun: { uploadId: string; attempt: number; multipartUploadId: string },
): BeginOutcome {
  const row = tables.uploads.get(begun.uploadId)
  if (row === undefined || !isOpen(row.status) || row.attempt !== begun.attempt || row.partSizeBytes === null)
    return { outcome: 'lost' }
  const key = rowOf(tables.keys, row.putKeyId)
  if (key.multipartUploadId !== null) return { outcome: 'begun_before', upload: toUploadRecord(tables, row) }
  key.multipartUploadId = begun.multipartUploadId
  row.status = 'IN_PROGRESS'
  tables.events.push({
    uploadId: begun.uploadId,
    attempt: row.attempt,
    kind: 'multipart_begun',
    detail: { part_size_bytes: row.partSizeBytes },
    at: tables.clock.now(),
  })
  return { outcome: 'begun', upload: toUploadRecord(tables, row) }
}
