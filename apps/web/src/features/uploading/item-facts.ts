import { isActive, isLost, type QueueItem } from '@landfall/client/queue'

/** Larger files go in parts, which are kept when the page goes. */
export const SINGLE_PUT_BYTES = 64 * 1024 ** 2

/** Ended because the session did, which signing in again can mend. */
export const isSignedOut = ({ phase, error }: QueueItem): boolean =>
  phase === 'failed' && error?.code === 'UNAUTHORIZED'

/** Begun in parts: choosing the file again on another day goes on with it. */
const goesOnLater = ({ uploadId, renews, sizeBytes }: QueueItem): boolean =>
  uploadId !== null && renews === null && sizeBytes > SINGLE_PUT_BYTES

/** Whoever leaves the page now has to send it anew. What is being verified is finished by the next page. */
export function isLostOnLeaving(item: QueueItem, isOnline: boolean): boolean {
  if (item.phase === 'verifying' || goesOnLater(item)) return false
  // Without a connection, what nobody answered still begins again by itself.
  return isActive(item) || isSignedOut(item) || (!isOnline && isLost(item))
}

/** It can be left in the middle and gone on with. */
export const mayBeLeft = (item: QueueItem): boolean => isActive(item) && goesOnLater(item)
