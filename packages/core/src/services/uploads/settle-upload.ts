import type { DomainError } from '../../domain/errors.ts'
import { notFound, type Result, refuse, succeed } from '../../domain/result.ts'
import type { UploadRecord } from '../../domain/upload.ts'
import { isOpen } from '../../domain/upload-state.ts'
import type { FinishRequest } from '../../ports/upload-ledger.ts'
import type { ServiceDeps } from '../deps.ts'
import { renewMark } from '../store-check/installation-mark.ts'
import { answerReplay } from './answer-replay.ts'
import { refuseConfirm } from './commit-confirmed.ts'
import { confirmingError, supersededError } from './confirm-refusal.ts'
import { settleBytes } from './settle-bytes.ts'
import { done, lookAgain, type SettleIntent, type SettleStep } from './settle-step.ts'
import type { Settlement } from './settled-answer.ts'

/** A snapshot may be stale (renewed or overwritten while it was read); after so many looks the caller tries again. */
const MAX_LOOKS = 3

/**
 * The only way to a final status. Confirm, background task, storage event, sweep, cancel and expiry all enter
 * here with their intent and their snapshot of the upload, so they cannot disagree: whoever commits first decides, and
 * everybody else answers with what was decided.
 */
export async function settleUpload(
  deps: ServiceDeps,
  snapshot: UploadRecord,
  intent: SettleIntent,
): Promise<Result<Settlement>> {
  let upload = snapshot
  for (let look = 0; look < MAX_LOOKS; look++) {
    if (!isOpen(upload.status)) return answerSettled(deps, upload, intent)
    let step = await takeStep(deps, upload, intent)
    if (step.kind === 'out_of_time')
      step = await expireInTime(deps, upload, { intent, refusal: step.refusal })
    if (step.kind === 'done') return step.result
    upload = (step.kind === 'look_again' && step.upload) || (await readAgain(deps, upload))
  }
  return refuse(supersededError(upload))
}

function takeStep(deps: ServiceDeps, upload: UploadRecord, intent: SettleIntent): Promise<SettleStep> {
  const { uploadId } = upload
  switch (intent.kind) {
    case 'confirm':
      return settleBytes(deps, upload, intent)
    case 'cancel':
      return close(deps, upload, { kind: 'canceled', uploadId, keepBytes: intent.keepBytes })
    case 'expire':
      return close(deps, upload, expiry(upload))
  }
}

type Closing = Exclude<FinishRequest, { kind: 'completed' }>

const expiry = ({ uploadId, attempt }: UploadRecord): Closing => ({
  kind: 'failed',
  uploadId,
  attempt,
  reason: 'EXPIRED',
})

async function close(deps: ServiceDeps, upload: UploadRecord, closing: Closing): Promise<SettleStep> {
  const finished = await deps.uploads.finish(closing)
  switch (finished.outcome) {
    case 'finished':
      return lookAgain(finished.upload)
    case 'confirming':
      return done(refuse(confirmingError(upload, finished.taskId)))
    case 'gone':
      return done(notFound('upload', upload.uploadId))
    case 'quota_exceeded':
    case 'lost':
      return lookAgain(finished.outcome === 'lost' ? finished.upload : null)
  }
}

/**
 * The database alone decides that it is late; a clock that is ahead changes nothing. And nothing expires before the store was
 * asked whether this database is an older one; the sweep has asked for all that it found out of time.
 *
 * A task that confirms holds its own upload open: it answers what it found, and the sweep ends the upload after it.
 */
async function expireInTime(
  deps: ServiceDeps,
  upload: UploadRecord,
  { intent, refusal }: { intent: SettleIntent; refusal: DomainError },
): Promise<SettleStep> {
  if (intent.kind !== 'confirm' || !intent.isMarkRenewed) await renewMark(deps)
  const step = await close(deps, upload, expiry(upload))
  const now = step.kind === 'look_again' ? step.upload : null
  const isTooEarly = now !== null && isOpen(now.status) && now.attempt === upload.attempt
  return isTooEarly || step.kind === 'done' ? done(await refuseConfirm(deps, upload, refusal)) : step
}

async function readAgain(deps: ServiceDeps, upload: UploadRecord): Promise<UploadRecord> {
  return (await deps.uploads.findById(upload.uploadId)) ?? upload
}

/** Cancel and expiry are content with any final state; a confirm has a claim to compare. */
async function answerSettled(
  deps: ServiceDeps,
  upload: UploadRecord,
  intent: SettleIntent,
): Promise<Result<Settlement>> {
  if (intent.kind === 'confirm') return answerReplay(deps, upload, intent.claim)
  return succeed({ kind: 'settled', upload, isReplay: true })
}
