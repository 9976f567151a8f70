'use client'

import { createLandfallClient } from '@landfall/client'
import { createUploadQueue, type UploadQueue } from '@landfall/client/queue'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { coalesce } from '../coalesce.ts'
import { isInHand, SINGLE_PUT_BYTES } from '../item-facts.ts'
import { createPageClient } from '../page-client.ts'
import { createTabLocks, type TabLocks } from '../tab-locks.ts'
import { tellFinished } from '../tell-finished.ts'

/** Small files settle faster than every list and meter can be asked for. */
const REFRESH_MS = 500

/**
 * One queue for as long as the page lives; whatever settles makes every list and meter ask again. What earlier pages
 * left is finished, or taken onto the list to be gone on with.
 */
export function useUploadQueue(): UploadQueue {
  const queryClient = useQueryClient()
  const [{ queue, tabs, restore }] = useState(() => {
    const refresh = coalesce(() => void queryClient.invalidateQueries(), REFRESH_MS)
    const restore = async () => {
      const finished = await queue.restore()
      if (finished.length > 0) refresh()
      tellFinished(finished)
    }
    // Rendered on the server too, where there are no other pages.
    const tabs = createTabLocks(typeof window === 'undefined' ? undefined : navigator.locks, restore)
    // The session cookie goes along by itself; the bytes go to the store without it.
    const client = createLandfallClient({
      url: '/',
      trpcUrl: '/api/trpc',
      multipartThresholdBytes: SINGLE_PUT_BYTES,
    })
    const queue = createUploadQueue(createPageClient(client, tabs), { onSettled: refresh })
    return { queue, tabs, restore }
  })
  useEffect(() => {
    void restore()
    return keepLocks(queue, tabs)
  }, [queue, tabs, restore])
  return queue
}

function keepLocks(queue: UploadQueue, tabs: TabLocks): () => void {
  const keep = () => {
    const held = queue.items().filter(isInHand)
    tabs.keep(held.flatMap(({ uploadId }) => (uploadId === null ? [] : [uploadId])))
  }
  keep()
  return queue.subscribe(keep)
}
