import { abortedError, toLandfallError } from '../errors/to-landfall-error.ts'
import { createUploadRecord } from '../pending/upload-record.ts'
import type { UploadInput } from '../source/source.ts'
import { trackUpload, type UploadTracker } from '../state/track-upload.ts'
import { toCanceled, toCompleted, toFailed } from '../state/upload-state.ts'
import { cancelUpload } from './cancel-upload.ts'
import { openSource } from './open-source.ts'
import { createPauseGate, type PauseGate } from './pause-gate.ts'
import { filenameOf } from './request-upload.ts'
import { runUpload } from './run-upload.ts'
import type { JobOptions, UploadDeps, UploadJob } from './upload-job.ts'
import type { UploadResult } from './upload-result.ts'

/** An upload on its way: its promise, and a hand on it. */
export interface Upload extends Promise<UploadResult> {
  /** Nothing more is sent until `resume`; connections are cut. Whatever is asked of the API meanwhile goes on. */
  pause(): void
  resume(): void
}

export function upload(deps: UploadDeps, input: UploadInput, options: JobOptions): Upload {
  const gate = createPauseGate()
  const { pause, resume } = gate
  return Object.assign(settle(deps, input, { options, gate }), { pause, resume })
}

/** From the caller's point of view: one promise that either has a verified upload or one `LandfallError`. */
async function settle(
  deps: UploadDeps,
  input: UploadInput,
  { options, gate }: { options: JobOptions; gate: PauseGate },
): Promise<UploadResult> {
  const signal = options.signal ?? new AbortController().signal
  const tracker = trackUpload(deps.clock, options)
  const begun: Begun = { uploadId: options.renews, record: null }
  try {
    signal.throwIfAborted()
    const source = await openSource(deps, input, options)
    const facts = { options, filename: filenameOf({ options, source }), source }
    begun.record = createUploadRecord(deps.pending, facts)
    const result = await runUpload({
      ...deps,
      options,
      source,
      signal,
      gate,
      record: begun.record,
      meter: tracker.meter(source.sizeBytes),
      attempts: { puts: 0, renewals: 0, confirms: 0 },
      moveTo: tracker.moveTo,
      onCreated: created => {
        begun.uploadId = created
      },
    })
    await begun.record.ended(null)
    tracker.moveTo(toCompleted(result))
    return result
  } catch (thrown) {
    throw await failed({ ...deps, options, tracker, signal }, begun, thrown)
  }
}

interface Begun {
  uploadId: string | null
  record: UploadJob['record'] | null
}

type Context = Pick<UploadDeps, 'trpc'> & Pick<UploadJob, 'options' | 'signal'> & { tracker: UploadTracker }

async function failed({ trpc, options, tracker, signal }: Context, begun: Begun, thrown: unknown) {
  const { uploadId, record } = begun
  if (signal.aborted && options.afterAbort === 'keep' && record?.isKept) {
    const error = abortedError(signal.reason, { upload_id: uploadId, is_kept: true })
    await record.ended(error)
    tracker.moveTo(toFailed(uploadId, error))
    return error
  }
  if (signal.aborted) {
    tracker.moveTo(toCanceled(uploadId))
    await record?.ended(null)
    if (uploadId !== null) await cancelUpload({ trpc }, { bucket: options.bucket, uploadId })
    return abortedError(signal.reason)
  }
  const error = toLandfallError(thrown)
  await record?.ended(error)
  tracker.moveTo(toFailed(uploadId, error))
  return error
}
