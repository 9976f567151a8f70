import { SECONDS_PER_DAY } from '../../domain/upload-state.ts'
import type { DeletedKey, DoomedKey } from '../../ports/doomed-keys.ts'
import { RECORDS_KEPT_DAYS } from '../../wire/limits.ts'
import type { ServiceDeps } from '../deps.ts'
import { abortMultiparts } from '../parts/abort-multiparts.ts'
import { inParallel } from './in-parallel.ts'
import { reclaimLeftovers } from './reclaim-leftovers.ts'

const BATCH = 200
const LANES = 8
/** Longer than a batch can take; after a crash the keys come due again. */
const LEASE_SECONDS = 120
/** A seal in use is committed within seconds, or kept by a task's lease; this floor keeps the two apart. */
const ABANDONED_AFTER_SECONDS = 900
/** Versions of one key that one look removes; what is left comes due again. */
const MAX_VERSIONS = 100

type Found = NonNullable<DeletedKey['found']>

/** `found`: keys at which bytes lay. */
export type DeletionFigures = Record<'looked_at' | 'found' | 'bytes' | 'errors', number>

/**
 * Removes the bytes of keys that are doomed, and of nothing else. A key is recorded as deleted only after the store said
 * that nothing is there; dying in between looks again, which is harmless.
 */
export async function deleteDoomedKeys(deps: ServiceDeps): Promise<DeletionFigures> {
  const figures: DeletionFigures = { looked_at: 0, found: 0, bytes: 0, errors: 0 }
  await deps.doomedKeys.doomAbandonedSeals(ABANDONED_AFTER_SECONDS)
  await reclaimLeftovers(deps)
  for (;;) {
    const batch = await deps.doomedKeys.claim(BATCH, LEASE_SECONDS)
    if (batch.length === 0) return figures
    const deleted = await deleteBatch(deps, batch)
    await deps.doomedKeys.recordDeleted(deleted)
    const found = deleted.flatMap(key => key.found ?? [])
    figures.looked_at += batch.length
    figures.found += found.length
    figures.bytes += found.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
    figures.errors += batch.length - deleted.length
    // Where nothing at all works, the rest of what is due would not either; one key alone holds up nobody.
    if (deleted.length === 0) return figures
  }
}

/** One key's failure does not hold up the others: its lease runs out and it comes due again. */
async function deleteBatch(deps: ServiceDeps, batch: DoomedKey[]): Promise<DeletedKey[]> {
  const deleted: DeletedKey[] = []
  await inParallel(batch, LANES, async doomed => {
    const { keyId, isLast } = doomed
    try {
      if (doomed.multipart !== null)
        await abortMultiparts(deps, doomed.key, doomed.multipart.multipartUploadId)
      const found = await deleteWhatIsThere(deps, doomed)
      if (found !== 'changed') deleted.push({ keyId, isLast, found })
    } catch (error) {
      deps.log.warn({ keyId, err: error }, 'could not delete a doomed key; it comes due again')
    }
  })
  return deleted
}

/**
 * Looks first: only what was looked at is deleted, by its version or, where the store was seen to obey the condition, by
 * its ETag. On a versioned bucket each deletion uncovers the version before; a plain one would only cover them all up.
 */
async function deleteWhatIsThere(
  deps: ServiceDeps,
  { key, versionId }: DoomedKey,
): Promise<Found | null | 'changed'> {
  const isConditional = (await deps.storeProfile.current())?.conditionalDelete === true
  let found: Found | null = null
  for (let version = 0; version < MAX_VERSIONS; version += 1) {
    const observed = await deps.store.head(key)
    if (observed === null) break
    const { etag, sizeBytes } = observed
    found ??= { etag, sizeBytes }
    const ifEtag = isConditional ? etag : null
    const outcome = await deps.store.delete(key, { versionId: observed.versionId, ifEtag })
    if (outcome === 'changed') return 'changed'
    if (observed.versionId === null) break
    if (version === MAX_VERSIONS - 1) return 'changed'
  }
  // Somebody's delete marker may hide the version that was served.
  if (versionId !== null) await deps.store.delete(key, { versionId })
  return found
}

/** Records of uploads that never completed go when nothing of them is left to watch (CONTRACT 0.10). */
export async function removeOldRecords(deps: ServiceDeps): Promise<{ removed: number; buckets: number }> {
  let removed = 0
  for (;;) {
    const batch = await deps.doomedKeys.removeRecords(RECORDS_KEPT_DAYS * SECONDS_PER_DAY, BATCH)
    removed += batch
    if (batch < BATCH) break
  }
  const { uploads, buckets } = await removeDeletedBuckets(deps)
  return { removed: removed + uploads, buckets }
}

/** Nobody can look up an upload of a deleted bucket, so its record goes as soon as its last key is gone. */
async function removeDeletedBuckets(deps: ServiceDeps): Promise<{ uploads: number; buckets: number }> {
  const removed = { uploads: 0, buckets: 0 }
  for (;;) {
    const batch = await deps.doomedKeys.removeDeletedBuckets(BATCH)
    removed.uploads += batch.uploads
    removed.buckets += batch.buckets
    if (batch.uploads + batch.buckets === 0) return removed
  }
}
