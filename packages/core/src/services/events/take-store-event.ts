import type { ServiceDeps } from '../deps.ts'
import { isVerifiedByStore } from '../uploads/is-verified-by-store.ts'

/**
 * One event of the store about one key. Events come twice, late, in any order or never, and anybody who can write to the
 * bucket can cause one; so an event is only a reason to look. What counts is the HEAD, of the key that the row names.
 *
 * `ask_again`: nobody knows the key, for the first time: its create may just not be visible here yet.
 * `unknown`: nobody knows it still. `not_awaited`: a seal, an older attempt, an upload that is final.
 */
export type StoreEventOutcome =
  | 'first'
  | 'again'
  | 'late'
  | 'nothing_there'
  | 'not_awaited'
  | 'unknown'
  | 'ask_again'

export async function takeStoreEvent(deps: ServiceDeps, key: string): Promise<StoreEventOutcome> {
  const told = await deps.storeEvents.findKey(key)
  if (told === null) return (await deps.storeEvents.countUnknown(key)) === 1 ? 'ask_again' : 'unknown'
  if (!told.isAwaited) return 'not_awaited'
  const upload = await deps.uploads.findById(told.uploadId)
  if (upload?.putKey?.key !== key) return 'late'
  const observed = await deps.store.head(key)
  if (observed === null) return 'nothing_there'
  return deps.storeEvents.recordSeen({
    uploadId: upload.uploadId,
    attempt: upload.attempt,
    etag: observed.etag,
    sizeBytes: observed.sizeBytes,
    isVerified: await isVerifiedByStore(deps, upload, observed),
  })
}
