import { tell } from '../state/track-upload.ts'
import { arrivals } from './arrivals.ts'
import { createItemList, type ItemList } from './item-list.ts'
import { createPageClient, keepLocks } from './page-client.ts'
import { isActive, isEnded, type QueueItem, WAITING } from './queue-item.ts'
import { createQueueRunner, type QueueRunner } from './queue-runner.ts'
import { giveUp, type QueueClient, renewableOf } from './send-item.ts'
import { createTabLocks } from './tab-locks.ts'
import type { UploadQueue, UploadQueueOptions } from './upload-queue.ts'

/** More at once only share the same line. */
const DEFAULT_CONCURRENCY = 3

/** A queue lives as long as its page: keep one, not one per view. */
export function createUploadQueue(plain: QueueClient, options: UploadQueueOptions = {}): UploadQueue {
  const { concurrency = DEFAULT_CONCURRENCY, onSettled, onRestored } = options
  const { locks = locksOfPage() } = options
  const list = createItemList()
  const tabs = createTabLocks(locks, () => restoreAgain())
  const client = createPageClient(plain, tabs)
  const runner = createQueueRunner({
    client,
    list,
    concurrency,
    onSettled: item => {
      keep()
      tell(onSettled, item)
    },
  })
  const keep = keepLocks(list, tabs, runner.underWay)
  const retryWhere = (isMeant: (item: QueueItem) => boolean) => {
    const mayRetry = ({ phase, file }: QueueItem) =>
      file !== null && (phase === 'failed' || phase === 'canceled')
    list.patchWhere(
      item => mayRetry(item) && isMeant(item),
      item => ({ ...WAITING, renews: renewableOf(item) }),
    )
    runner.startNext()
  }
  const { restoreAgain, ...arrival } = arrivals({ client, list, runner, onRestored })
  return {
    subscribe: list.subscribe,
    items: list.items,
    totals: list.totals,
    ...arrival,
    ...pauses(list, runner),
    ...endings(client, list, runner),
    retry: id => retryWhere(item => item.id === id),
    retryAll: () => retryWhere(({ phase }) => phase === 'failed'),
    retryWhere,
  }
}

/** Rendered on a server there are no other pages. */
const locksOfPage = () => (typeof window === 'undefined' ? null : (navigator.locks ?? null))

function pauses(
  list: ItemList,
  runner: QueueRunner,
): Pick<UploadQueue, 'pause' | 'resume' | 'pauseAll' | 'resumeAll'> {
  const mayPause = (item: QueueItem) => isActive(item) && !item.isPaused
  const pauseWhere = (isMeant: (item: QueueItem) => boolean) => {
    const meant = list.items().filter(item => mayPause(item) && isMeant(item))
    const ids = new Set(meant.map(({ id }) => id))
    list.patchWhere(
      ({ id }) => ids.has(id),
      ({ phase }) => ({ isPaused: true, phase: phase === 'queued' ? 'paused' : phase }),
    )
    for (const id of ids) runner.hold(id)
  }
  const resumeWhere = (isMeant: (item: QueueItem) => boolean) => {
    list.patchWhere(
      item => item.isPaused && isMeant(item),
      ({ phase }) => ({ isPaused: false, phase: phase === 'paused' ? 'queued' : phase }),
    )
    runner.startNext()
  }
  return {
    pause: id => pauseWhere(item => item.id === id),
    resume: id => resumeWhere(item => item.id === id),
    pauseAll: () => pauseWhere(() => true),
    resumeAll: () => resumeWhere(() => true),
  }
}

function endings(
  client: QueueClient,
  list: ItemList,
  runner: QueueRunner,
): Pick<UploadQueue, 'cancel' | 'cancelAll' | 'remove' | 'clear'> {
  /** What a former try left open. Opened by somebody else, it is theirs to give up. */
  const giveBack = ({ uploadId, renews, bucket }: QueueItem) => {
    if (uploadId !== null && renews === null) void giveUp(client, { uploadId, bucket })
  }
  const end = (id: string) => {
    const item = list.find(id)
    if (runner.abort(id) || !item || !isActive(item)) return
    list.patch(id, { ...WAITING, phase: 'canceled' })
    giveBack(item)
  }
  const remove = (id: string) => {
    const item = list.find(id)
    if (!item) return
    list.dropWhere(other => other.id === id)
    const { uploadId, phase } = item
    const isOpen = !runner.abort(id) && (phase === 'failed' || isActive(item))
    if (isOpen) giveBack(item)
    else if (uploadId !== null && phase !== 'completed') void client.forget(uploadId)
    runner.startNext()
  }
  return {
    remove,
    cancel: id => {
      if (list.find(id)?.phase === 'interrupted') return remove(id)
      end(id)
      runner.startNext()
    },
    // Nothing is started in between: it would only be canceled too.
    cancelAll: () => {
      for (const { id } of list.items().filter(isActive)) end(id)
    },
    clear: () => list.dropWhere(isEnded),
  }
}
