/**
 * Several creates in one transaction: all of them or none (CONTRACT 0.12). All items lie in one bucket, whose quota row every
 * reservation locks first among its quota rows, so batches of the same bucket wait for each other there and nowhere else.
 */
import type { Tenant, UploadRecord } from '@landfall/core/domain'
import type { BatchEntry, ReserveBatchOutcome, ReserveOutcome } from '@landfall/core/ports'
import type { Database, RunStatement } from '../connect.ts'
import { ensureOwnerQuota } from './ensure-owner-quota.ts'
import { rememberDuplicateIn } from './remembered.ts'
import { reserveIn } from './reserve.ts'

type Refusal = Exclude<ReserveOutcome, { outcome: 'reserved' }>

/** Thrown to roll back: everything that was written before it goes. */
class BatchRefused extends Error {
  readonly index: number
  readonly refusal: Refusal
  constructor(index: number, refusal: Refusal) {
    super(`Item ${index} of a batch was refused: ${refusal.outcome}`)
    this.index = index
    this.refusal = refusal
  }
}

export async function reserveBatch(
  db: Database,
  tenant: Tenant,
  entries: BatchEntry[],
): Promise<ReserveBatchOutcome> {
  for (const entry of entries) if (entry.kind === 'new') await ensureOwnerQuota(db, entry.upload)
  try {
    const uploads = await db.transaction(async run => {
      const reserved: (UploadRecord | null)[] = []
      for (const [index, entry] of entries.entries()) {
        const outcome = await reserveOne(run, tenant, entry)
        if (outcome !== null && outcome.outcome !== 'reserved') throw new BatchRefused(index, outcome)
        reserved.push(outcome?.upload ?? null)
      }
      return reserved
    })
    return { outcome: 'reserved', uploads }
  } catch (error) {
    if (error instanceof BatchRefused)
      return { outcome: 'refused', index: error.index, refusal: error.refusal }
    throw error
  }
}

async function reserveOne(
  run: RunStatement,
  tenant: Tenant,
  entry: BatchEntry,
): Promise<ReserveOutcome | null> {
  if (entry.kind === 'new') return reserveIn(run, entry.upload)
  const { idempotency: ref, uploadId } = entry
  const isFirst = ref === null || (await rememberDuplicateIn(run, tenant, { ref, uploadId }))
  return isFirst ? null : { outcome: 'remembered' }
}
