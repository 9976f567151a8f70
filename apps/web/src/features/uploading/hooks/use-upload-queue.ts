'use client'

import { createLandfallClient } from '@landfall/client'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { coalesce } from '../coalesce.ts'
import { createUploadQueue, type UploadQueue } from '../queue/upload-queue.ts'

/** Small files settle faster than every list and meter can be asked for. */
const REFRESH_MS = 500

/** One queue for as long as the page lives; whatever settles makes every list and meter ask again. */
export function useUploadQueue(): UploadQueue {
  const queryClient = useQueryClient()
  const [queue] = useState(() => {
    // The session cookie goes along by itself; the bytes go to the store without it.
    const client = createLandfallClient({ url: '/', trpcUrl: '/api/trpc' })
    const refresh = coalesce(() => void queryClient.invalidateQueries(), REFRESH_MS)
    return createUploadQueue(client, refresh)
  })
  return queue
}
