import { InfrastructureError } from '../../domain/infrastructure-error.ts'
import type { StoredPart } from '../../domain/multipart.ts'
import type { UploadRecord } from '../../domain/upload.ts'
import type { ObservedObject } from '../../domain/verify-object.ts'
import type { CompleteOutcome, MultipartRef } from '../../ports/object-store.ts'
import type { ServiceDeps } from '../deps.ts'

/**
 * Parts become one object. What the store answers is never the last word: an answer may be lost, another confirm may have
 * been quicker, and "no such multipart" is said of a completed one as of an aborted one. HEAD tells them apart.
 */
export type Assembly =
  /** `isOfThese`: of the very parts that were listed; another confirm may have listed others, sent again since. */
  | { kind: 'there'; observed: ObservedObject; isOfThese: boolean }
  /** The parts, the row or both are no longer what was looked at. */
  | { kind: 'look_again'; upload: UploadRecord | null }
  | { kind: 'gone' }

export async function assembleParts(
  deps: ServiceDeps,
  upload: UploadRecord,
  { ref, parts }: { ref: MultipartRef; parts: StoredPart[] },
): Promise<Assembly> {
  const outcome = await complete(deps, { ref, parts })
  if (typeof outcome === 'object') return { kind: 'there', observed: outcome, isOfThese: false }
  if (outcome === 'changed') return { kind: 'look_again', upload: null }
  const observed = await deps.store.head(ref.key)
  if (observed !== null) return { kind: 'there', observed, isOfThese: outcome === 'completed' }
  return outcome === 'absent' ? findAssembled(deps, upload, ref.key) : { kind: 'look_again', upload: null }
}

/** A time-out says nothing: the store may have put the parts together all the same. */
async function complete(
  deps: ServiceDeps,
  { ref, parts }: { ref: MultipartRef; parts: StoredPart[] },
): Promise<CompleteOutcome | ObservedObject> {
  const capabilities = await deps.storeProfile.current()
  const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0)
  try {
    return await deps.store.completeMultipart({
      ...ref,
      parts,
      objectSizeBytes: capabilities?.checksObjectSize ? sizeBytes : null,
      ifNoneMatch: capabilities?.conditionalComplete === true,
    })
  } catch (error) {
    const isUnclear = error instanceof InfrastructureError && error.code === 'STORAGE_UNAVAILABLE'
    const observed = isUnclear ? await deps.store.head(ref.key) : null
    if (observed === null) throw error
    return observed
  }
}

/** For a multipart that the store does not know (any more). The object, if there is one, is read after the row. */
export async function findAssembled(deps: ServiceDeps, upload: UploadRecord, key: string): Promise<Assembly> {
  const now = await deps.uploads.findById(upload.uploadId)
  if (now === null || now.status !== upload.status || now.attempt !== upload.attempt)
    return { kind: 'look_again', upload: now }
  const observed = await deps.store.head(key)
  return observed === null ? { kind: 'gone' } : { kind: 'there', observed, isOfThese: false }
}
