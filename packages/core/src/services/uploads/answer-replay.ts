import type { Result } from '../../domain/result.ts'
import type { UploadRecord } from '../../domain/upload.ts'
import type { Claim } from '../../domain/verify-object.ts'
import type { ServiceDeps } from '../deps.ts'
import { replaySettled, type Settlement } from './settled-answer.ts'

const CLAIM_DIFFERED = 'claim_differed'

/**
 * A confirm of an upload that is settled already. Where event or sweep settled it before its client could say what it had
 * sent, and that is something else, the timeline keeps it: such an upload may be deleted with its object (CONTRACT 0.10).
 */
export async function answerReplay(
  deps: ServiceDeps,
  upload: UploadRecord,
  claim: Claim,
): Promise<Result<Settlement>> {
  const answer = replaySettled(upload, claim)
  if (!answer.ok && isSettledWithoutClient(upload)) {
    const detail = { code: answer.error.code, ...answer.error.details }
    await deps.uploads.record({
      uploadId: upload.uploadId,
      attempt: upload.attempt,
      kind: CLAIM_DIFFERED,
      detail,
    })
  }
  return answer
}

/** Whether the client of an upload that was settled without it claimed something else since. */
export async function isDisputed(deps: ServiceDeps, upload: UploadRecord): Promise<boolean> {
  if (!isSettledWithoutClient(upload)) return false
  const events = await deps.uploads.events(upload, upload.uploadId)
  return events.some(({ kind }) => kind === CLAIM_DIFFERED)
}

function isSettledWithoutClient({ status, receipt }: UploadRecord): boolean {
  return status === 'COMPLETED' && (receipt?.settledBy === 'event' || receipt?.settledBy === 'sweep')
}
