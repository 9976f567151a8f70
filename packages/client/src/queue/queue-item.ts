import type { LandfallError } from '../errors/landfall-error.ts'
import type { UploadOptions } from '../options.ts'
import type { UploadProgress } from '../state/progress.ts'
import type { UploadPhase } from '../state/upload-state.ts'
import type { UploadResult } from '../upload/upload-result.ts'

/** Of one upload, without what the queue listens to itself. */
export type QueueUploadOptions = Omit<UploadOptions, 'onProgress' | 'onState' | 'signal' | 'afterAbort'>

/** `interrupted`: begun by an earlier page, and waiting for its file to be chosen again. */
export type QueuePhase = UploadPhase | 'interrupted'

/** One file of a queue. Immutable: every change makes a new one. */
export interface QueueItem {
  readonly id: string
  /** `null`: a page cannot keep a file; see `UploadQueue.attach`. */
  readonly file: File | null
  readonly filename: string
  readonly sizeBytes: number
  /** Milliseconds since 1970; `null` where nobody knows. */
  readonly modifiedAtMs: number | null
  /** Where it lay in a folder, such as `photos/2026/a.jpg`; `null`: it came alone. Sent as `metadata.path`. */
  readonly path: string | null
  /** Id or name, as it was given. */
  readonly bucket: string
  readonly options: Readonly<Omit<QueueUploadOptions, 'bucket'>>
  readonly phase: QueuePhase
  /**
   * Somebody asked it to pause, and nothing more is sent before they resume. `phase` follows once it is at rest: hashing
   * and what is asked of the API go on.
   */
  readonly isPaused: boolean
  readonly progress: UploadProgress | null
  /** `null` until the server knows of it. */
  readonly uploadId: string | null
  /** Why it failed. */
  readonly error: LandfallError | null
  /** `null` until it is completed; and where a canceled one turned out to be verified already. */
  readonly result: UploadResult | null
  /** The open upload whose bytes are sent again; `null`: a new one. */
  readonly renews: string | null
}

type Order = Pick<QueueItem, 'path' | 'bucket' | 'options' | 'renews'> & { file: File }

export function newItem(id: string, { file, ...order }: Order): QueueItem {
  return {
    id,
    file,
    filename: order.options.filename ?? file.name,
    sizeBytes: file.size,
    modifiedAtMs: file.lastModified,
    ...order,
    uploadId: order.renews,
    ...WAITING,
  }
}

/** As it waits in line, with nothing left of an earlier try. */
export const WAITING = {
  phase: 'queued',
  isPaused: false,
  progress: null,
  error: null,
  result: null,
} satisfies Partial<QueueItem>

const AT_REST: ReadonlySet<QueuePhase> = new Set(['completed', 'failed', 'canceled', 'interrupted'])

/** Waiting, on its way, or paused: it needs the page. */
export const isActive = ({ phase }: Pick<QueueItem, 'phase'>): boolean => !AT_REST.has(phase)

/** Completed, failed or canceled. */
export const isEnded = ({ phase }: Pick<QueueItem, 'phase'>): boolean =>
  AT_REST.has(phase) && phase !== 'interrupted'

const UNREACHED: ReadonlySet<string> = new Set(['NETWORK', 'CORS_HINT'])

/** Ended because nobody answered, which a connection that comes back can mend. */
export const isLost = ({ phase, error }: Pick<QueueItem, 'phase' | 'error'>): boolean =>
  phase === 'failed' && error !== null && UNREACHED.has(error.code)

/** How much of the file is behind it, 0 to 1; hashing is not yet sending. `null`: nobody knows. */
export function fractionOf(item: Pick<QueueItem, 'phase' | 'progress' | 'sizeBytes'>): number | null {
  const { phase, progress, sizeBytes } = item
  if (phase === 'completed' || phase === 'verifying') return 1
  if (phase === 'queued' && progress === null) return 0
  if (phase === 'creating' || progress === null || sizeBytes === 0) return null
  return (phase === 'hashing' ? progress.hashedBytes : progress.sentBytes) / sizeBytes
}

/** Bytes of this file that the store has been given. */
export function sentBytesOf({ phase, progress, sizeBytes }: QueueItem): number {
  if (phase === 'completed' || phase === 'verifying') return sizeBytes
  const isSent = phase === 'sending' || phase === 'paused' || phase === 'queued'
  return isSent ? (progress?.sentBytes ?? 0) : 0
}
