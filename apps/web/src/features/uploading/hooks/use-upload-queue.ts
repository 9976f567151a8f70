'use client'

import { createLandfallClient } from '@landfall/client'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { coalesce } from '../coalesce.ts'
import { createUploadQueue, type UploadQueue } from '../queue/upload-queue.ts'

/** Small files settle faster than every list and meter can be asked for. */
const REFRESH_MS = 500

/**
 * One queue for as long as the page lives; whatever settles makes every list and meter ask again. What an earlier page
 * had sent without hearing the end of it is asked for first.
 */
export function useUploadQueue(): UploadQueue {
  const queryClient = useQueryClient()
  const [{ queue, client, refresh }] = useState(() => {
    // The session cookie goes along by itself; the bytes go to the store without it.
    const client = createLandfallClient({ url: '/', trpcUrl: '/api/trpc' })
    const refresh = coalesce(() => void queryClient.invalidateQueries(), REFRESH_MS)
    return { client, refresh, queue: createUploadQueue(client, refresh) }
  })
  useEffect(() => {
    void client.finishPending().then(finished => finished.length > 0 && refresh())
  }, [client, refresh])
  return queue
}
