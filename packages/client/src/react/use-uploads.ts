import { useEffect, useMemo } from 'react'
import type { FinishedUpload } from '../pending/finished-upload.ts'
import type { QueueItem, QueueUploadOptions } from '../queue/queue-item.ts'
import { type QueueTotals, totalsOf } from '../queue/queue-totals.ts'
import type { ChosenFile, UploadQueue } from '../queue/upload-queue.ts'
import { useLandfall } from './landfall-context.ts'
import { queueOf } from './queue-of.ts'
import { useLatest } from './use-latest.ts'
import { useLeaveWarning, useRetryWhenOnline } from './use-page-events.ts'
import { type QueueEvents, useQueueEvents } from './use-queue-events.ts'
import { useQueueItems } from './use-queue-items.ts'

/** Besides its own options those of every upload: `bucket`, `owner`, `metadata` and so on. */
export interface UseUploadsOptions extends Partial<QueueUploadOptions>, QueueEvents {
  /**
   * Which queue: components that say the same name share their files, and two that say different ones do not. Queues live
   * as long as the client. A queue that you have made is taken as it is. Default: `default`.
   */
  queue?: string | UploadQueue | undefined
  /** Files sent at the same time, where the queue is new. Default 3. */
  concurrency?: number | undefined
  /** Take up what earlier pages left. Default: only for the queue `default`. */
  restore?: boolean | undefined
  /** Uploads of earlier pages that were brought to their end, or failed for good, without their file. */
  onRestored?: ((finished: readonly FinishedUpload[]) => void) | undefined
  /** Retry what nobody answered once the browser says that there is a network again. Default `true`. */
  retryWhenOnline?: boolean | undefined
  /** Ask before the page is left while files are on their way. Default `false`. */
  warnOnLeave?: boolean | undefined
}

/** A queue as it is now, with all that can be done with it. Its functions never change, `add` included. */
export interface Uploads extends Omit<UploadQueue, 'items' | 'totals' | 'subscribe' | 'add'> {
  readonly items: readonly QueueItem[]
  readonly totals: QueueTotals
  /** With the hook's options, where these do not say otherwise. @returns The items' ids, in the same order. */
  add(this: void, files: Iterable<ChosenFile>, options?: Partial<QueueUploadOptions>): string[]
  readonly queue: UploadQueue
}

const DEFAULT_QUEUE = 'default'

/** Many files: they go on whatever is rendered, a few at a time. */
export function useUploads(options: UseUploadsOptions = {}): Uploads {
  const { queue: chosen = DEFAULT_QUEUE, concurrency, restore = chosen === DEFAULT_QUEUE, ...rest } = options
  const { onRestored, retryWhenOnline = true, warnOnLeave = false, onCompleted, onFailed, ...common } = rest
  const client = useLandfall()
  const queue = typeof chosen === 'string' ? queueOf(client, chosen, concurrency) : chosen
  const items = useQueueItems(queue)
  const totals = useMemo(() => totalsOf(items), [items])
  useQueueEvents(queue, { onCompleted, onFailed })
  useRestored(queue, restore, onRestored)
  useRetryWhenOnline(queue, retryWhenOnline)
  useLeaveWarning(warnOnLeave && totals.active > 0)
  const latest = useLatest(common)
  const acts = useMemo(() => {
    const { items: _items, totals: _totals, subscribe: _subscribe, ...others } = queue
    const add: Uploads['add'] = (files, more) =>
      queue.add(files, { bucket: '', ...latest.current, ...more } satisfies QueueUploadOptions)
    return { ...others, add, queue }
  }, [queue, latest])
  return useMemo(() => ({ ...acts, items, totals }), [acts, items, totals])
}

function useRestored(
  queue: UploadQueue,
  isWanted: boolean,
  onRestored: UseUploadsOptions['onRestored'],
): void {
  const latest = useLatest(onRestored)
  useEffect(() => {
    if (!isWanted) return
    // Mounted twice (StrictMode) it is told once.
    let isHere = true
    void queue.restore().then(finished => {
      if (isHere && finished.length > 0) latest.current?.(finished)
    })
    return () => {
      isHere = false
    }
  }, [queue, isWanted, latest])
}
