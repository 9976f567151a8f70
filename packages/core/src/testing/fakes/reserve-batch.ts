import type { Tenant } from '../../domain/actor.ts'
import type { UploadRecord } from '../../domain/upload.ts'
import type { BatchEntry, ReserveBatchOutcome } from '../../ports/upload-ledger.ts'
import { remember } from './remembered.ts'
import { reserve } from './reserve.ts'
import type { FakeTables } from './tables.ts'

/** All or nothing: what was written before an item was refused is put back. */
export function reserveBatch(tables: FakeTables, tenant: Tenant, entries: BatchEntry[]): ReserveBatchOutcome {
  const { clock: _, ...before } = tables
  const saved = structuredClone(before)
  const uploads: (UploadRecord | null)[] = []
  for (const [index, entry] of entries.entries()) {
    const outcome = reserveOne(tables, tenant, entry)
    if (outcome !== null && outcome.outcome !== 'reserved') {
      Object.assign(tables, saved)
      return { outcome: 'refused', index, refusal: outcome }
    }
    uploads.push(outcome?.upload ?? null)
  }
  return { outcome: 'reserved', uploads }
}

function reserveOne(tables: FakeTables, tenant: Tenant, entry: BatchEntry) {
  if (entry.kind === 'new') return reserve(tables, entry.upload)
  const { uploadId, idempotency: ref } = entry
  if (ref === null || remember(tables, tenant, { ref, uploadId, isDuplicate: true })) return null
  return { outcome: 'remembered' } as const
}
