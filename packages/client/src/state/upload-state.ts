import type { LandfallError } from '../errors/landfall-error.ts'
import type { UploadResult } from '../upload/upload-result.ts'

/**
 * Where an upload is. A renewal goes from `verifying` (or `sending`) back to `sending` with the next `attempt`; the three
 * last phases are final.
 */
export type UploadState =
  | { phase: 'queued' }
  | { phase: 'hashing' }
  | { phase: 'creating' }
  /** Bytes are on their way to the store. `storedBytes`: so many lay there already and are not sent; absent: none. */
  | { phase: 'sending'; uploadId: string; attempt: number; storedBytes?: number }
  /** Nothing is sent until somebody resumes. */
  | { phase: 'paused'; uploadId: string; attempt: number }
  /** Landfall compares what the store holds. */
  | { phase: 'verifying'; uploadId: string; attempt: number }
  | { phase: 'completed'; uploadId: string; result: UploadResult }
  /** `uploadId` is null where it failed before there was one. */
  | { phase: 'failed'; uploadId: string | null; error: LandfallError }
  | { phase: 'canceled'; uploadId: string | null }

export type UploadPhase = UploadState['phase']

type Place = { uploadId: string; attempt: number }

export const toHashing = (): UploadState => ({ phase: 'hashing' })
export const toCreating = (): UploadState => ({ phase: 'creating' })
export const toSending = ({ uploadId, attempt }: Place, storedBytes = 0): UploadState => ({
  phase: 'sending',
  uploadId,
  attempt,
  ...(storedBytes === 0 ? {} : { storedBytes }),
})
export const toPaused = ({ uploadId, attempt }: Place): UploadState => ({
  phase: 'paused',
  uploadId,
  attempt,
})
export const toVerifying = ({ uploadId, attempt }: Place): UploadState => ({
  phase: 'verifying',
  uploadId,
  attempt,
})
export const toCompleted = (result: UploadResult): UploadState => ({
  phase: 'completed',
  uploadId: result.uploadId,
  result,
})
export const toFailed = (uploadId: string | null, error: LandfallError): UploadState => ({
  phase: 'failed',
  uploadId,
  error,
})
export const toCanceled = (uploadId: string | null): UploadState => ({ phase: 'canceled', uploadId })

/**
 * The phases that may follow each phase. A duplicate goes from `creating` to `verifying`: nothing has to be sent. Only
 * sending can be paused; who pauses before or after finds it paused where it would send.
 */
const NEXT: Record<UploadPhase, readonly UploadPhase[]> = {
  queued: ['hashing', 'creating', 'failed', 'canceled'],
  hashing: ['creating', 'failed', 'canceled'],
  creating: ['sending', 'paused', 'verifying', 'failed', 'canceled'],
  sending: ['sending', 'paused', 'verifying', 'failed', 'canceled'],
  paused: ['sending', 'verifying', 'failed', 'canceled'],
  verifying: ['sending', 'paused', 'verifying', 'completed', 'failed', 'canceled'],
  completed: [],
  failed: [],
  canceled: [],
}

export const mayFollow = (from: UploadPhase, to: UploadPhase): boolean => NEXT[from].includes(to)

export function isFinal(state: UploadState): boolean {
  return NEXT[state.phase].length === 0
}
