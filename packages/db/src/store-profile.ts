import type { StoreCapabilities } from '@landfall/core/domain'
import type { StoreProfile } from '@landfall/core/ports'
import type { Database } from './connect.ts'
import { toJson } from './rows.ts'
import { fragment, sql } from './sql/statement.ts'

/** Which store was probed: what one endpoint does says nothing about another. */
export interface ProbedStore {
  endpoint: string
  bucket: string
}

const OF_STORE = fragment<keyof ProbedStore>`
  store_id = 'default' AND endpoint = ${'endpoint'} AND s3_bucket = ${'bucket'}`

/** The probe runs daily; what was seen longer ago than two runs is no longer believed. */
const CURRENT = sql<ProbedStore>('current-store-profile')`
  SELECT capabilities FROM store_probe
   WHERE ${OF_STORE} AND invalidated_at IS NULL AND probed_at > now() - interval '2 days'`

const SAVE = sql<ProbedStore & { capabilities: string | null }>('save-store-profile')`
  INSERT INTO store_probe (store_id, endpoint, s3_bucket, capabilities)
  VALUES ('default', ${'endpoint'}, ${'bucket'}, ${'capabilities'}::jsonb)
  ON CONFLICT (store_id, endpoint, s3_bucket)
  DO UPDATE SET capabilities = EXCLUDED.capabilities, probed_at = now(), invalidated_at = NULL`

const INVALIDATE = sql<ProbedStore>('invalidate-store-profile')`
  UPDATE store_probe SET invalidated_at = now() WHERE ${OF_STORE} AND invalidated_at IS NULL`

export const createStoreProfile = (db: Database, { endpoint, bucket }: ProbedStore): StoreProfile => ({
  async current() {
    const [row] = await db.run<{ capabilities: Partial<StoreCapabilities> }, ProbedStore>(CURRENT, {
      endpoint,
      bucket,
    })
    return row === undefined ? null : toCapabilities(row.capabilities)
  },
  async save(capabilities) {
    await db.run(SAVE, { endpoint, bucket, capabilities: toJson(capabilities) })
  },
  async invalidate() {
    await db.run(INVALIDATE, { endpoint, bucket })
  },
})

/** A profile of an older version may lack what it did not know to look for: not seen, so not relied on. */
function toCapabilities(saved: Partial<StoreCapabilities>): StoreCapabilities {
  return {
    conditionalPut: saved.conditionalPut === true,
    refusesUnsignedHeaders: saved.refusesUnsignedHeaders === true,
    conditionalCopy: saved.conditionalCopy === true,
    copyComputesSha256: saved.copyComputesSha256 === true,
    verifiesChecksum: saved.verifiesChecksum === true,
    conditionalDelete: saved.conditionalDelete === true,
    enforcesLength: saved.enforcesLength === true,
    headMissingIs404: saved.headMissingIs404 === true,
    conditionalComplete: saved.conditionalComplete === true,
    checksObjectSize: saved.checksObjectSize === true,
    pagesParts: saved.pagesParts === true,
    listsMultiparts: saved.listsMultiparts === true,
    versioned: saved.versioned === true,
  }
}
