import { isDisputedEtag } from '../../domain/dispute.ts'
import type { DomainError } from '../../domain/errors.ts'
import type { UploadRecord } from '../../domain/upload.ts'
import { isOpen, SECONDS_PER_DAY, type SettledBy, transferGraceSeconds } from '../../domain/upload-state.ts'
import { EMPTY_CLAIM } from '../../domain/verify-object.ts'
import type { AttemptRef, DueUpload } from '../../ports/open-uploads.ts'
import type { ServiceDeps } from '../deps.ts'
import { judgeBytes } from '../uploads/judge-bytes.ts'
import { settleUpload } from '../uploads/settle-upload.ts'

/** `later`: it is not decided yet, or somebody else was faster. */
export type SweepOutcome = 'settled' | 'refused' | 'expired' | 'later'

type Unconfirmed = Pick<DueUpload, 'upload' | 'isOutOfTime' | 'settlesUnconfirmed'>
type SpeaksFor = Extract<SettledBy, 'event' | 'sweep'>

/**
 * One upload whose client said nothing for long enough. What is there is judged as a confirm without a claim; at
 * `settle_until` that was the last try, and what is not COMPLETED then becomes FAILED. Nothing there, too little there and
 * something else there are the same here: not settled.
 */
export async function settleUnconfirmed(
  deps: ServiceDeps,
  { upload, isOutOfTime, settlesUnconfirmed }: Unconfirmed,
  settledBy: SpeaksFor,
): Promise<SweepOutcome> {
  if (settlesUnconfirmed && (isOutOfTime || !(await isRefusedAlready(deps, upload)))) {
    const outcome = await confirmForClient(deps, upload, { settledBy, isMarkRenewed: isOutOfTime })
    if (outcome !== 'refused' || !isOutOfTime) return outcome
  }
  return isOutOfTime ? expire(deps, upload) : 'later'
}

/**
 * The one that an event told of. The client, a task that confirms, the sweep and a renewal may all have been faster; then
 * there is nothing to do. `null`: nothing was tried. Expiry is the sweep's, which asks the database for the time.
 */
export async function settleSeenUpload(
  deps: ServiceDeps,
  { uploadId, attempt }: AttemptRef,
): Promise<SweepOutcome | null> {
  const upload = await deps.uploads.findById(uploadId)
  if (upload === null || !isOpen(upload.status) || upload.attempt !== attempt) return null
  if (upload.liveTaskId !== null || upload.bucketStatus === 'IN_PROGRESS') return null
  const bucket = await deps.buckets.find(upload, upload.bucketId)
  if (bucket?.unconfirmed !== 'settle') return null
  return settleUnconfirmed(deps, { upload, isOutOfTime: false, settlesUnconfirmed: true }, 'event')
}

async function confirmForClient(
  deps: ServiceDeps,
  upload: UploadRecord,
  by: { settledBy: SpeaksFor; isMarkRenewed: boolean },
): Promise<SweepOutcome> {
  await holdForSeal(deps, upload)
  const result = await settleUpload(deps, upload, {
    kind: 'confirm',
    claim: EMPTY_CLAIM,
    ...by,
    // This is background work already.
    mayDefer: false,
  })
  if (!result.ok) {
    if (result.error.code === 'SUPERSEDED' && mayComeToRest(deps, upload)) return 'later'
    if (result.error.code !== 'UPLOAD_FAILED') await tell(deps, upload, result.error)
    return result.error.code === 'UPLOAD_FAILED' ? 'expired' : 'refused'
  }
  return result.value.kind === 'settled' && !result.value.isReplay ? 'settled' : 'later'
}

/** Nothing was judged, since it changed at every look. No URL is good for so long, and nothing stays open for ever. */
function mayComeToRest({ clock }: ServiceDeps, { settleUntil }: UploadRecord): boolean {
  return clock.now().getTime() < settleUntil.getTime() + SECONDS_PER_DAY * 1000
}

async function expire(deps: ServiceDeps, upload: UploadRecord): Promise<SweepOutcome> {
  const result = await settleUpload(deps, upload, { kind: 'expire' })
  return result.ok && result.value.upload.status === 'FAILED' ? 'expired' : 'later'
}

/** Why it stays open, for whoever looks at it. */
async function tell(deps: ServiceDeps, upload: UploadRecord, error: DomainError): Promise<void> {
  const { code, message, details = {} } = error
  await deps.uploads.setLastError(upload.uploadId, upload.attempt, { code, message, details })
}

/** The same bytes would be refused again, and the timeline would say so at every look. */
async function isRefusedAlready(deps: ServiceDeps, upload: UploadRecord): Promise<boolean> {
  const { lastError, putKey } = upload
  if (lastError === null || putKey === null) return false
  const observed = await deps.store.head(putKey.key)
  if (observed === null) return lastError.code === 'OBJECT_NOT_IN_STORAGE'
  if (isDisputedEtag(upload.disputedEtag, observed.etag)) return true
  // What only a sealed copy shows: another copy of the same bytes would show it again.
  const { source, source_etag: refusedEtag } = lastError.details
  if (source === 'declared' && refusedEtag === observed.etag) return true
  const verdict = judgeBytes(upload, EMPTY_CLAIM, { observed, sourceEtag: observed.etag })
  return !verdict.matches && verdict.code === lastError.code
}

/** Copying gigabytes takes longer than looking; a second worker would only copy them again. */
async function holdForSeal(deps: ServiceDeps, upload: UploadRecord): Promise<void> {
  const size = upload.fileSizeBytes ?? Number.POSITIVE_INFINITY
  if (upload.guard !== 'SEALED' || size <= deps.settings.syncSealBytes) return
  await deps.openUploads.hold(upload, transferGraceSeconds(upload.fileSizeBytes))
}
