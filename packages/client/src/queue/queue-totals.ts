import { isActive, type QueueItem, sentBytesOf } from './queue-item.ts'

/**
 * All files of a queue as one, by bytes: a small file at its end is no half of the way. Failed, canceled and interrupted
 * ones are counted, but their bytes are not.
 */
export interface QueueTotals {
  /** Files that wait, are on their way or paused. */
  readonly active: number
  /** Of the active ones. */
  readonly paused: number
  readonly completed: number
  readonly failed: number
  readonly canceled: number
  readonly interrupted: number
  readonly sentBytes: number
  readonly totalBytes: number
  /** Of all files together; 0 while nothing is sent. */
  readonly bytesPerSecond: number
  /** For what is not paused; `null` while unknown. */
  readonly secondsLeft: number | null
}

const UNCOUNTED: ReadonlySet<string> = new Set(['canceled', 'failed', 'interrupted'])

export function totalsOf(items: readonly QueueItem[]): QueueTotals {
  const counted = items.filter(({ phase }) => !UNCOUNTED.has(phase))
  const sum = (numberOf: (item: QueueItem) => number) =>
    counted.reduce((total, item) => total + numberOf(item), 0)
  const count = (phase: QueueItem['phase']) => items.filter(item => item.phase === phase).length
  const bytesPerSecond = sum(({ progress }) => progress?.bytesPerSecond ?? 0)
  const leftBytes = sum(item => (item.isPaused ? 0 : item.sizeBytes - sentBytesOf(item)))
  return {
    active: items.filter(isActive).length,
    paused: counted.filter(({ isPaused }) => isPaused).length,
    completed: count('completed'),
    failed: count('failed'),
    canceled: count('canceled'),
    interrupted: count('interrupted'),
    sentBytes: sum(sentBytesOf),
    totalBytes: sum(({ sizeBytes }) => sizeBytes),
    bytesPerSecond,
    secondsLeft: bytesPerSecond > 0 ? leftBytes / bytesPerSecond : null,
  }
}
