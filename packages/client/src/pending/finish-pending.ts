import type { ConfirmUploadInput } from '../api/create-trpc.ts'
import type { LandfallError } from '../errors/landfall-error.ts'
import { abortedError, toLandfallError } from '../errors/to-landfall-error.ts'
import { confirmUpload } from '../upload/confirm-upload.ts'
import type { UploadDeps } from '../upload/upload-job.ts'
import { resultOf } from '../upload/upload-result.ts'
import type { FinishedUpload } from './finished-upload.ts'
import type { PendingUploads } from './pending-uploads.ts'
import { isHidden, isUndecided } from './upload-record.ts'
import type { PendingUpload } from './upload-store.ts'

export interface FinishOptions {
  /** Leaves the rest for another time. */
  signal?: AbortSignal | undefined
  /** Default: all of them. */
  isMeant?: ((uploadId: string) => boolean) | undefined
}

/** Asks again what nobody answered before; the bytes are there, so no file is needed. */
export async function finishPending(
  deps: UploadDeps,
  { signal = new AbortController().signal, isMeant = () => true }: FinishOptions = {},
): Promise<FinishedUpload[]> {
  const finished: FinishedUpload[] = []
  const unheld = await deps.pending.list()
  const others = Array.from(deps.pending.finishing.values(), ({ upload }) => upload)
  for (const upload of [...others, ...unheld]) {
    const { uploadId, claim } = upload
    if (claim === null || !isMeant(uploadId) || !(await isLeft(deps.pending, uploadId))) continue
    const outcome = await finishOnce({ ...deps, signal }, upload, claim)
    if (outcome !== null && !(outcome.error && isHidden(outcome.error))) finished.push(outcome)
  }
  return finished
}

/** Those before it may have waited long for an answer: meanwhile it was canceled, or came to its end elsewhere. */
async function isLeft(pending: PendingUploads, uploadId: string): Promise<boolean> {
  return pending.finishing.has(uploadId) || (await pending.list()).some(left => left.uploadId === uploadId)
}

type FinishDeps = UploadDeps & { signal: AbortSignal }

/**
 * Two that ask at once (a page that restores, and a Retry) share one confirm: the second would take the upload for one
 * that nobody goes on with. `null`: meanwhile it is being sent again, or was given up.
 */
async function finishOnce(
  deps: FinishDeps,
  upload: PendingUpload,
  claim: ConfirmUploadInput,
): Promise<FinishedUpload | null> {
  const { pending, signal } = deps
  const { uploadId, filename } = upload
  const other = pending.finishing.get(uploadId)
  if (other) {
    const outcome = await Promise.race([other.outcome, whenAborted(signal)])
    if (outcome === 'aborted') return { uploadId, filename, result: null, error: abortedError(signal.reason) }
    // Whoever was at it has left it, and this one has not.
    return outcome?.error?.code === 'ABORTED' ? finishOnce(deps, upload, claim) : outcome
  }
  if (pending.isHeld(uploadId)) return null
  const release = pending.hold(uploadId)
  const stop = new AbortController()
  const either = AbortSignal.any([signal, stop.signal])
  const outcome = finish({ ...deps, signal: either }, upload, claim)
    .then(finished => (stop.signal.aborted && finished.result === null ? null : finished))
    .finally(() => {
      pending.finishing.delete(uploadId)
      release()
    })
  pending.finishing.set(uploadId, { upload, outcome, giveUp: () => stop.abort() })
  return outcome
}

function whenAborted(signal: AbortSignal): Promise<'aborted'> {
  return new Promise(resolve => {
    if (signal.aborted) resolve('aborted')
    else signal.addEventListener('abort', () => resolve('aborted'), { once: true })
  })
}

async function finish(
  deps: FinishDeps,
  upload: PendingUpload,
  claim: ConfirmUploadInput,
): Promise<FinishedUpload> {
  const { uploadId, filename, bucketId } = upload
  const attempts = { puts: 0, renewals: 0, confirms: 0 }
  try {
    const response = await confirmUpload({ ...deps, attempts }, claim)
    await deps.pending.remove(uploadId)
    return { uploadId, filename, result: resultOf(bucketId, response, attempts), error: null }
  } catch (thrown) {
    const error = deps.signal.aborted ? abortedError(deps.signal.reason) : toLandfallError(thrown)
    await keepOrForget(deps, upload, error)
    return { uploadId, filename, result: null, error }
  }
}

/** What is refused because bytes are missing or wrong goes on with the file, if it can be recognised. */
async function keepOrForget(
  { pending }: UploadDeps,
  upload: PendingUpload,
  error: LandfallError,
): Promise<void> {
  if (isUndecided(error)) return
  const needsFile = upload.fingerprint !== null && error.retry === 'after_put'
  if (needsFile) await pending.save({ ...upload, claim: null })
  else await pending.remove(upload.uploadId)
}
