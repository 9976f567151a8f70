import type { ConfirmUploadInput } from '../api/create-trpc.ts'
import type { LandfallError } from '../errors/landfall-error.ts'
import { abortedError, toLandfallError } from '../errors/to-landfall-error.ts'
import { confirmUpload } from '../upload/confirm-upload.ts'
import type { UploadDeps } from '../upload/upload-job.ts'
import { resultOf, type UploadResult } from '../upload/upload-result.ts'
import { isHidden, isUndecided } from './upload-record.ts'
import type { PendingUpload } from './upload-store.ts'

/** An upload whose bytes were all sent before this page or process. */
export interface FinishedUpload {
  uploadId: string
  filename: string
  /** `null`: see `error`. */
  result: UploadResult | null
  error: LandfallError | null
}

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
  for (const upload of await deps.pending.list()) {
    const { claim } = upload
    if (claim === null || !isMeant(upload.uploadId)) continue
    const release = deps.pending.hold(upload.uploadId)
    try {
      const outcome = await finish({ ...deps, signal }, upload, claim)
      if (!(outcome.error && isHidden(outcome.error))) finished.push(outcome)
    } finally {
      release()
    }
  }
  return finished
}

async function finish(
  deps: UploadDeps & { signal: AbortSignal },
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
