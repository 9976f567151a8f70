import type { MultipartRef } from '../../ports/object-store.ts'
import type { ServiceDeps } from '../deps.ts'

/** A part that was on its way can land after an abort; S3 says to abort until no part is listed. */
const MAX_TRIES = 3

/**
 * Ends every multipart of a doomed key: the one that was noted, and those that a dying process left behind, where the
 * store can list them. Throws where parts keep coming; a doomed key comes due again.
 */
export async function abortMultiparts(deps: ServiceDeps, key: string, noted: string | null): Promise<void> {
  const capabilities = await deps.storeProfile.current()
  const listed = capabilities?.listsMultiparts ? await deps.store.listMultiparts(key) : []
  const ids = new Set(noted === null ? listed : [noted, ...listed])
  for (const multipartUploadId of ids) await abortUntilGone(deps, { key, multipartUploadId })
}

async function abortUntilGone(deps: ServiceDeps, ref: MultipartRef): Promise<void> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    await deps.store.abortMultipart(ref)
    if ((await deps.store.listParts(ref, { after: 0, limit: 1 })) === null) return
  }
  throw new Error(`Parts of ${ref.key} are there after ${MAX_TRIES} aborts`)
}
