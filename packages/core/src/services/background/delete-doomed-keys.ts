import type { DoomedKey } from '../../ports/doomed-keys.ts'
import type { ServiceDeps } from '../deps.ts'
import { abortMultiparts } from '../parts/abort-multiparts.ts'

const BATCH = 200
const PARALLEL = 8
/** Longer than a batch can take; after a crash the keys come due again. */
const LEASE_SECONDS = 120
/** A seal in use is committed within seconds, or kept by a task's lease; this floor keeps the two apart. */
const ABANDONED_AFTER_SECONDS = 900

/**
 * Removes the bytes of keys that are doomed, and of nothing else. A key is recorded as deleted only after the store said
 * so; dying in between deletes it again, which is harmless. Returns how many keys were deleted.
 */
export async function deleteDoomedKeys(deps: ServiceDeps): Promise<number> {
  await deps.doomedKeys.doomAbandonedSeals(ABANDONED_AFTER_SECONDS)
  let deleted = 0
  for (;;) {
    const batch = await deps.doomedKeys.claim(BATCH, LEASE_SECONDS)
    if (batch.length === 0) return deleted
    const gone = await deleteBatch(deps, batch)
    await deps.doomedKeys.recordDeleted(gone)
    deleted += gone.length
    if (gone.length < batch.length) return deleted
  }
}

/** One key's failure does not hold up the others: its lease runs out and it comes due again. */
async function deleteBatch(deps: ServiceDeps, batch: DoomedKey[]): Promise<DoomedKey[]> {
  const gone: DoomedKey[] = []
  const queue = batch.values()
  const deleteNext = async () => {
    for (const doomed of queue) {
      const { keyId, key, versionId } = doomed
      try {
        if (doomed.multipart !== null) await abortMultiparts(deps, key, doomed.multipart.multipartUploadId)
        await deps.store.delete(key, { versionId })
        gone.push(doomed)
      } catch (error) {
        deps.log.warn({ keyId, err: error }, 'could not delete a doomed key; it comes due again')
      }
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, deleteNext))
  return gone
}
