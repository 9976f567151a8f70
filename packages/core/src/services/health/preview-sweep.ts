import type { Actor } from '../../domain/actor.ts'
import { isDisputedEtag } from '../../domain/dispute.ts'
import { InfrastructureError } from '../../domain/infrastructure-error.ts'
import type { UploadRecord } from '../../domain/upload.ts'
import { isOpen } from '../../domain/upload-state.ts'
import { EMPTY_CLAIM } from '../../domain/verify-object.ts'
import type { UploadToPreview } from '../../ports/health-reader.ts'
import { MAX_PREVIEWED_UPLOADS } from '../../wire/limits.ts'
import { lookForBytesOf, type SeenBytes } from '../background/look-for-bytes.ts'
import type { ServiceDeps } from '../deps.ts'
import { judgeBytes } from '../uploads/judge-bytes.ts'
import { scopeOf } from './get-health.ts'

/**
 * What the sweep would do now, by its own rules, with every HEAD that it would send and without a single write: for
 * whoever wonders why an upload stays open, or wants to know before workers are started after a long pause. What only the
 * sealed copy would show (a checksum that the store computes with it) is not foreseen.
 */
export interface PreviewedUpload {
  upload: UploadRecord
  would: 'settle' | 'expire' | 'keep_open' | 'wait'
  reason: string
}

const PARALLEL = 8

export async function previewSweep(
  deps: ServiceDeps,
  actor: Actor,
): Promise<{ uploads: PreviewedUpload[]; isPartial: boolean }> {
  const due = await deps.health.due({ ...scopeOf(actor), limit: MAX_PREVIEWED_UPLOADS + 1 })
  const uploads: PreviewedUpload[] = []
  const queue = due.slice(0, MAX_PREVIEWED_UPLOADS).entries()
  const lookNext = async () => {
    for (const [index, one] of queue) {
      const upload = await deps.uploads.findById(one.uploadId)
      if (upload && isOpen(upload.status)) uploads[index] = { upload, ...(await foresee(deps, upload, one)) }
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, lookNext))
  // What was settled while we looked leaves a hole.
  return { uploads: uploads.flat(), isPartial: due.length > MAX_PREVIEWED_UPLOADS }
}

type Foreseen = Omit<PreviewedUpload, 'upload'>

async function foresee(deps: ServiceDeps, upload: UploadRecord, due: UploadToPreview): Promise<Foreseen> {
  if (upload.liveTaskId !== null) return { would: 'wait', reason: 'CONFIRMING' }
  if (upload.putKey === null) return { would: 'wait', reason: 'SUPERSEDED' }
  const unsettled = due.isOutOfTime ? 'expire' : 'keep_open'
  try {
    const seen = await lookForBytesOf(deps, upload)
    if (seen === null) return { would: due.isOutOfTime ? 'expire' : 'wait', reason: 'NOTHING_ARRIVED' }
    if (due.unconfirmed === 'expire') return { would: unsettled, reason: 'UNCONFIRMED_EXPIRE' }
    if (!due.isOutOfTime && !due.isGraceOver) return { would: 'wait', reason: 'GRACE' }
    const refusal = await refusalOf(deps, upload, seen)
    return refusal === null
      ? { would: 'settle', reason: 'BYTES_SEEN' }
      : { would: unsettled, reason: refusal }
  } catch (error) {
    if (error instanceof InfrastructureError) return { would: 'wait', reason: error.code }
    throw error
  }
}

async function refusalOf(deps: ServiceDeps, upload: UploadRecord, seen: SeenBytes): Promise<string | null> {
  if (isDisputedEtag(upload.disputedEtag, seen.etag || null)) return 'DISPUTED'
  const observed = upload.putKey && (await deps.store.head(upload.putKey.key))
  if (observed === null) return null
  const verdict = judgeBytes(upload, EMPTY_CLAIM, { observed, sourceEtag: observed.etag })
  return verdict.matches ? null : verdict.code
}
