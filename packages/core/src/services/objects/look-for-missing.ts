import type { BlobRecord, ObjectRecord } from '../../domain/object.ts'
import type { ServiceDeps } from '../deps.ts'

/**
 * Bytes that a comparison did not find may be back by now, and nobody should wait for the next night: whoever asks for the
 * object has them looked for, with one HEAD. Only bytes with the ETag that was compared at the confirm are taken for them.
 * `true`: some are back, and the object has to be read again.
 */
export async function lookForMissing(deps: ServiceDeps, { blobs }: ObjectRecord): Promise<boolean> {
  const missing = blobs.filter(({ missingSince }) => missingSince !== null)
  if (missing.length === 0) return false
  const found = await Promise.all(missing.map(blob => isBack(deps, blob)))
  return found.includes(true)
}

async function isBack(deps: ServiceDeps, { key, versionId, etag }: BlobRecord): Promise<boolean> {
  try {
    const observed = await deps.store.head(key, versionId)
    if (observed?.etag !== etag) return false
    await deps.keyInventory.clearMissingAt(key)
    deps.log.warn({ key }, 'the bytes of a served key are back')
    return true
  } catch (err) {
    // What is known of the object is answered all the same.
    deps.log.warn({ key, err }, 'could not look for missing bytes')
    return false
  }
}
