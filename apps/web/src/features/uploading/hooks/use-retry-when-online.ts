'use client'

import { isLost, type UploadQueue } from '@landfall/client/queue'
import { useEffect } from 'react'

/** A line that was away for longer than the client waits ends its uploads; they begin again once it is back. */
export function useRetryWhenOnline(queue: UploadQueue): void {
  useEffect(() => {
    const retry = () => queue.retryWhere(isLost)
    window.addEventListener('online', retry)
    return () => window.removeEventListener('online', retry)
  }, [queue])
}
