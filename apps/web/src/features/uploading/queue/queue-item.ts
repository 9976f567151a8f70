import type { LandfallError, UploadPhase, UploadProgress, UploadResult } from '@landfall/client'

export interface ChosenFile {
  file: File
  /** Where it lay in a dropped folder, such as `photos/2026/a.jpg`; null: it came alone. */
  path: string | null
}

/** One file on its way, as the tray shows it. Immutable: every change makes a new one. */
export interface QueueItem extends ChosenFile {
  id: string
  /** Id or name, as it was chosen when the file was added. */
  bucket: string
  /** The open upload whose bytes are sent again; null: a new one. */
  renews: string | null
  phase: UploadPhase
  progress: UploadProgress | null
  /** Null until the server knows of it. */
  uploadId: string | null
  error: LandfallError | null
  result: UploadResult | null
}

type Order = ChosenFile & Pick<QueueItem, 'bucket' | 'renews'>

export function newItem(id: string, order: Order): QueueItem {
  return {
    id,
    ...order,
    phase: 'queued',
    progress: null,
    uploadId: order.renews,
    error: null,
    result: null,
  }
}

export const isActive = ({ phase }: Pick<QueueItem, 'phase'>): boolean =>
  phase !== 'completed' && phase !== 'failed' && phase !== 'canceled'

const UNREACHED: ReadonlySet<string> = new Set(['NETWORK', 'CORS_HINT'])

/** Ended because nobody answered, which a connection that comes back can mend. */
export const isLost = ({ phase, error }: QueueItem): boolean =>
  phase === 'failed' && error !== null && UNREACHED.has(error.code)

/** Ended because the session did, which signing in again can mend. */
export const isSignedOut = ({ phase, error }: QueueItem): boolean =>
  phase === 'failed' && error?.code === 'UNAUTHORIZED'

/** How much of the file is behind it, 0 to 1; hashing is not yet sending. Null: nobody knows. */
export function fractionOf({ phase, progress, file }: QueueItem): number | null {
  if (phase === 'completed') return 1
  if (phase === 'queued') return 0
  if (phase === 'creating') return null
  if (phase === 'verifying') return 1
  if (progress === null || file.size === 0) return null
  return (phase === 'hashing' ? progress.hashedBytes : progress.sentBytes) / file.size
}

/** Bytes of this file that the store has been given. */
export function sentBytesOf({ phase, progress, file }: QueueItem): number {
  if (phase === 'completed' || phase === 'verifying') return file.size
  return phase === 'sending' || phase === 'paused' ? (progress?.sentBytes ?? 0) : 0
}

export interface QueueTotals {
  active: number
  completed: number
  failed: number
  sentBytes: number
  totalBytes: number
  bytesPerSecond: number
  secondsLeft: number | null
}

/** Sums over what is or was worth sending: canceled files do not count, failed ones neither. */
export function totalsOf(items: readonly QueueItem[]): QueueTotals {
  const counted = items.filter(({ phase }) => phase !== 'canceled' && phase !== 'failed')
  const sum = (numberOf: (item: QueueItem) => number) =>
    counted.reduce((total, item) => total + numberOf(item), 0)
  const totalBytes = sum(({ file }) => file.size)
  const sentBytes = sum(sentBytesOf)
  const bytesPerSecond = sum(({ progress }) => progress?.bytesPerSecond ?? 0)
  return {
    active: items.filter(isActive).length,
    completed: items.filter(({ phase }) => phase === 'completed').length,
    failed: items.filter(({ phase }) => phase === 'failed').length,
    sentBytes,
    totalBytes,
    bytesPerSecond,
    secondsLeft: bytesPerSecond > 0 ? (totalBytes - sentBytes) / bytesPerSecond : null,
  }
}
