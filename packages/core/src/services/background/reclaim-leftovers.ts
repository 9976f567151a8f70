/**
 * Bytes that came with a request are stored before the object that is to name them (store-data.ts). Whoever dies in
 * between leaves an upload of the server's own that no object names; nobody else knows of it, so it is given back: a
 * promise is canceled, bytes are let go of, and the quota is free again. An object that came to be after all, however
 * late, is safe: it names the upload under the lock of its key, and letting go looks for that under the same lock. A database
 * that was restored from a backup may have forgotten that object, so what is older than its restoration is left as it is.
 */
import type { ServiceDeps } from '../deps.ts'
import { renewMark } from '../store-check/installation-mark.ts'
import { settleUpload } from '../uploads/settle-upload.ts'

/** Far longer than a request takes. */
const LEFT_AFTER_SECONDS = 900
const BATCH = 200

/** One that fails holds up none of the others, and is found again by the next run. */
export async function reclaimLeftovers(deps: ServiceDeps): Promise<{ reclaimed: number }> {
  let reclaimed = 0
  for (const uploadId of await findLeftovers(deps)) {
    try {
      if (await reclaim(deps, uploadId)) reclaimed += 1
    } catch (err) {
      deps.log.warn({ uploadId, err }, 'could not give back what was stored for an object that never came')
    }
  }
  return { reclaimed }
}

/** Asked once more after the store was: only then a restoration is sure to be known. */
async function findLeftovers(deps: ServiceDeps): Promise<string[]> {
  const find = () => deps.uploads.findLeftovers(LEFT_AFTER_SECONDS, BATCH)
  if ((await find()).length === 0) return []
  try {
    await renewMark(deps)
  } catch (err) {
    deps.log.warn({ err }, 'nothing is given back before the mark in the store was asked')
    return []
  }
  return find()
}

async function reclaim(deps: ServiceDeps, uploadId: string): Promise<boolean> {
  const upload = await deps.uploads.findById(uploadId)
  if (upload === null) return false
  const closed = await settleUpload(deps, upload, { kind: 'cancel', keepBytes: false })
  if (!closed.ok || closed.value.upload.status !== 'COMPLETED') return closed.ok
  return (await deps.uploads.dropReference(uploadId)) === 'dropped'
}
