'use client'

import { createLandfallClient, type FinishedUpload } from '@landfall/client'
import { createUploadQueue, type UploadQueue } from '@landfall/client/queue'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTRPC } from '#lib/trpc.ts'
import { askOnce } from '../ask-once.ts'
import { coalesce } from '../coalesce.ts'
import { SINGLE_PUT_BYTES } from '../item-facts.ts'
import { onlyOwn } from '../only-own.ts'
import { tellFinished } from '../tell-finished.ts'

/** Small files settle faster than every list and meter can be asked for. */
const REFRESH_MS = 500

/**
 * One queue for as long as the page lives; whatever settles makes every list and meter ask again. What earlier pages
 * left is finished, or taken onto the list to be gone on with.
 */
export function useUploadQueue(): UploadQueue {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [queue] = useState(() => {
    const refresh = coalesce(() => void queryClient.invalidateQueries(), REFRESH_MS)
    const onRestored = (finished: readonly FinishedUpload[]) => {
      refresh()
      tellFinished(finished)
    }
    // The session cookie goes along by itself; the bytes go to the store without it.
    const session = trpc.sessions.current.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY })
    const account = askOnce(async () => (await queryClient.fetchQuery(session)).subject_id)
    const client = createLandfallClient({
      url: '/',
      trpcUrl: '/api/trpc',
      account,
      multipartThresholdBytes: SINGLE_PUT_BYTES,
    })
    return createUploadQueue(onlyOwn(client), { onSettled: refresh, onRestored })
  })
  useEffect(() => void queue.restore(), [queue])
  return queue
}
