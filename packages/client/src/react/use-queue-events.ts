import { useEffect } from 'react'
import type { QueueItem } from '../queue/queue-item.ts'
import type { UploadQueue } from '../queue/upload-queue.ts'
import { tell } from '../state/track-upload.ts'
import { useLatest } from './use-latest.ts'

export interface QueueEvents {
  /** Landfall has verified it; `item.result` has the object and the receipt. */
  onCompleted?: ((item: QueueItem) => void) | undefined
  /** `item.error` says why. */
  onFailed?: ((item: QueueItem) => void) | undefined
}

/** Calls the handlers that were rendered last, once per file and end, for as long as the component is there. */
export function useQueueEvents(queue: UploadQueue, handlers: QueueEvents): void {
  const latest = useLatest(handlers)
  useEffect(() => {
    let known = queue.items()
    return queue.subscribe(() => {
      const before = new Map(known.map(({ id, phase }) => [id, phase]))
      known = queue.items()
      for (const item of known) {
        if (item.phase === before.get(item.id)) continue
        if (item.phase === 'completed') tell(latest.current.onCompleted, item)
        if (item.phase === 'failed') tell(latest.current.onFailed, item)
      }
    })
  }, [queue, latest])
}
