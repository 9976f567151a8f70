import { useMemo, useSyncExternalStore } from 'react'
import type { QueueItem } from '../queue/queue-item.ts'
import type { UploadQueue } from '../queue/upload-queue.ts'
import { paced } from './pace.ts'

/** Files are chosen in a browser, so a server has none, and neither has the first render of its page. */
const NONE: readonly QueueItem[] = []

/** Rendered anew at most twenty times a second. */
export function useQueueItems(queue: UploadQueue): readonly QueueItem[] {
  const subscribe = useMemo(() => paced(queue.subscribe), [queue])
  return useSyncExternalStore(subscribe, queue.items, () => NONE)
}
