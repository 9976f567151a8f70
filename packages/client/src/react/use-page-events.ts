import { useEffect } from 'react'
import { isLost } from '../queue/queue-item.ts'
import type { UploadQueue } from '../queue/upload-queue.ts'

/** A line that was away for longer than the client waits ends its uploads; they begin again once it is back. */
export function useRetryWhenOnline(queue: UploadQueue, isWanted: boolean): void {
  useEffect(() => {
    if (!isWanted) return
    const retry = () => queue.retryWhere(isLost)
    window.addEventListener('online', retry)
    return () => window.removeEventListener('online', retry)
  }, [queue, isWanted])
}

/** The browser asks before it leaves, for as long as something would be lost. */
export function useLeaveWarning(isNeeded: boolean): void {
  useEffect(() => {
    if (!isNeeded) return
    const warn = (event: BeforeUnloadEvent) => {
      event.preventDefault()
      // Safari and older browsers ask only for this.
      event.returnValue = true
    }
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [isNeeded])
}
