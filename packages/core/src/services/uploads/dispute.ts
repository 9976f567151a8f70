import { ANY_ETAG, isDisputedEtag } from '../../domain/dispute.ts'
import type { DomainError } from '../../domain/errors.ts'
import { refuse } from '../../domain/result.ts'
import type { UploadRecord } from '../../domain/upload.ts'
import type { ServiceDeps } from '../deps.ts'
import { refusalEvent, refuseConfirm } from './commit-confirmed.ts'
import { type ConfirmIntent, done, lookAgain, type SettleStep } from './settle-step.ts'

/**
 * A confirm that found something else than it asked for. What differs from the claim is from then on disputed, by the statement
 * that tells the refusal: a client that goes away after it finds nothing settled that it was told is refused. Whoever settled
 * or renewed meanwhile decides the answer.
 */
export async function refuseMismatch(
  deps: ServiceDeps,
  upload: UploadRecord,
  { error, etag }: { error: DomainError; etag: string | null },
): Promise<SettleStep> {
  if (error.details?.source !== 'claimed') return done(await refuseConfirm(deps, upload, error))
  const isTold = await deps.uploads.dispute(refusalEvent(upload, error), etag ?? ANY_ETAG)
  return isTold ? done(refuse(error)) : lookAgain()
}

/** Only the client may take back what it said. `etag`: of the bytes as they lie there, `null` where there is no telling. */
export function refuseDisputed(
  upload: UploadRecord,
  { settledBy }: Pick<ConfirmIntent, 'settledBy'>,
  etag: string | null,
): DomainError | null {
  const isClient = settledBy === 'client' || settledBy === 'batch'
  if (isClient || !isDisputedEtag(upload.disputedEtag, etag)) return null
  return {
    code: 'ETAG_MISMATCH',
    message: 'The client itself said that these bytes are not its own: only its own confirm can take them',
    details: { upload_id: upload.uploadId, attempt: upload.attempt, source: 'claimed', observed: etag },
  }
}
