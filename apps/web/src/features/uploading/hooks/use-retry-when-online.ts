'use client'

import { useEffect } from 'react'
import type { UploadQueue } from '../queue/upload-queue.ts'

/** A line that was away for longer than the client waits ends its uploads; they begin again once it is back. */
export function useRetryWhenOnline(queue: UploadQueue): void {
  useEffect(() => {
    window.addEventListener('online', queue.retryLost)
    return () => window.removeEventListener('online', queue.retryLost)
  }, [queue])
}
