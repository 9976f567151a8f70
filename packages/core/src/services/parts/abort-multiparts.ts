import { InfrastructureError } from '../../domain/infrastructure-error.ts'
import type { MultipartRef } from '../../ports/object-store.ts'
import type { ServiceDeps } from '../deps.ts'

/** A part that was on its way can land after an abort; S3 says to abort until no part is listed. */
const MAX_TRIES = 3
/** A listing may show a few and leave the others for later. */
const MAX_LISTINGS = 100

/**
 * Ends every multipart of a doomed key: the one that was noted, and those that a dying process or a lost answer left
 * behind, where the store can list them. Throws where parts keep coming; a doomed key comes due again.
 */
export async function abortMultiparts(deps: ServiceDeps, key: string, noted: string | null): Promise<void> {
  if (noted !== null) await abortUntilGone(deps, { key, multipartUploadId: noted })
  for (let listings = 0; listings < MAX_LISTINGS; listings++) {
    const ids = (await unlessUnable(deps, () => deps.store.listMultiparts(key))) ?? []
    if (ids.length === 0) return
    for (const multipartUploadId of ids) await abortUntilGone(deps, { key, multipartUploadId })
  }
  throw new Error(`Multiparts of ${key} are listed after ${MAX_LISTINGS} times of aborting all that were`)
}

async function abortUntilGone(deps: ServiceDeps, ref: MultipartRef): Promise<void> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    await deps.store.abortMultipart(ref)
    if ((await deps.store.listParts(ref, { after: 0, limit: 1 })) === null) return
  }
  throw new Error(`Parts of ${ref.key} are there after ${MAX_TRIES} aborts`)
}

/**
 * Whether a store can list multiparts is asked of the store itself, since nobody looks again after the last time: a
 * profile may be missing just now, or say no since yesterday for want of a permission. `null`: it cannot; a refusal is
 * believed where nobody ever saw it list, and a failure where it was seen not to.
 */
export async function unlessUnable<TResult>(
  deps: ServiceDeps,
  list: () => Promise<TResult>,
): Promise<TResult | null> {
  try {
    return await list()
  } catch (error) {
    const lists = (await deps.storeProfile.current())?.listsMultiparts
    const isRefusal = error instanceof InfrastructureError && error.code === 'STORAGE_MISCONFIGURED'
    if (lists === false || (lists === undefined && isRefusal)) return null
    throw error
  }
}
