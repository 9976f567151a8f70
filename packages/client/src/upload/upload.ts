import { abortedError, toLandfallError } from '../errors/to-landfall-error.ts'
import type { UploadInput } from '../source/source.ts'
import { trackUpload } from '../state/track-upload.ts'
import { toCanceled, toCompleted, toFailed } from '../state/upload-state.ts'
import { cancelUpload } from './cancel-upload.ts'
import { openSource } from './open-source.ts'
import { runUpload } from './run-upload.ts'
import type { JobOptions, UploadDeps } from './upload-job.ts'
import type { UploadResult } from './upload-result.ts'

/** From the caller's point of view: one promise that either has a verified upload or one `LandfallError`. */
export async function upload(
  deps: UploadDeps,
  input: UploadInput,
  options: JobOptions,
): Promise<UploadResult> {
  const signal = options.signal ?? new AbortController().signal
  const tracker = trackUpload(deps.clock, options)
  let uploadId = options.renews
  try {
    signal.throwIfAborted()
    const source = await openSource(deps.platform, input, options)
    const result = await runUpload({
      ...deps,
      options,
      source,
      signal,
      meter: tracker.meter(source.sizeBytes),
      attempts: { puts: 0, renewals: 0, confirms: 0 },
      moveTo: tracker.moveTo,
      onCreated: created => {
        uploadId = created
      },
    })
    tracker.moveTo(toCompleted(result))
    return result
  } catch (thrown) {
    if (signal.aborted) {
      tracker.moveTo(toCanceled(uploadId))
      if (uploadId !== null) await cancelUpload(deps, { bucket: options.bucket, uploadId })
      throw abortedError(signal.reason)
    }
    const error = toLandfallError(thrown)
    tracker.moveTo(toFailed(uploadId, error))
    throw error
  }
}
