import type { FinishedUpload } from '../pending/finished-upload.ts'
import { tell } from '../state/track-upload.ts'
import { interruptedItem, isAskedAlike, isItsFile, withPath } from './interrupted.ts'
import type { ItemList } from './item-list.ts'
import { newItem, type QueueItem, type QueueUploadOptions, WAITING } from './queue-item.ts'
import type { QueueRunner } from './queue-runner.ts'
import type { QueueClient } from './send-item.ts'
import type { ChosenFile, UploadQueue, UploadQueueOptions } from './upload-queue.ts'

interface ArrivalDeps extends Pick<UploadQueueOptions, 'onRestored'> {
  client: QueueClient
  list: ItemList
  runner: QueueRunner
}

/** Every way in which a file comes into a queue. */
export function arrivals({
  client,
  list,
  runner,
  onRestored,
}: ArrivalDeps): Pick<UploadQueue, 'add' | 'sendAgain' | 'restore' | 'attach'> & { restoreAgain(): void } {
  let lastId = 0
  const nextId = () => String(++lastId)
  const isTaken = (uploadId: string) => list.items().some(item => item.uploadId === uploadId)
  const goOn = (id: string, file: File) => list.patch(id, { ...WAITING, file })

  /** `interrupted`: those of the list; what is taken up is none of them any more. */
  function orderOf(chosen: ChosenFile, common: QueueUploadOptions, interrupted: QueueItem[]): QueueItem {
    const { file, path = null, options = {} } = 'file' in chosen ? chosen : { file: chosen }
    const asked = { ...common, ...options }
    // A folder chosen by an input tells it there.
    const lay = path ?? (file.webkitRelativePath || null)
    const isMine = (item: QueueItem) => lay === null || item.path === lay
    const at = interrupted.findIndex(
      item => isItsFile(item, file) && isMine(item) && isAskedAlike(item, withPath(asked, lay)),
    )
    const [former] = at < 0 ? [] : interrupted.splice(at, 1)
    if (former) {
      goOn(former.id, file)
      return former
    }
    const { bucket, ...rest } = asked
    return newItem(nextId(), { file, path: lay, bucket, options: rest, renews: null })
  }
  /** Whoever asks meanwhile is told the same: a second call would find the first one at it, and nothing to tell. */
  let restoring: Promise<FinishedUpload[]> | null = null
  let isWanted = false
  /** Whatever can be gone on with is shown at once: what is to be finished may wait long for an answer. */
  async function restore(): Promise<FinishedUpload[]> {
    await showLeft()
    const finished = await client.finishPending()
    for (const { uploadId, result } of finished) {
      const isIt = (item: QueueItem) => item.uploadId === uploadId && item.phase === 'failed'
      if (result) list.patchWhere(isIt, { phase: 'completed', error: null, result })
    }
    if (finished.length === 0) return finished
    // Of some it may be known only now that they lack bytes.
    await showLeft()
    tell(onRestored, finished)
    return finished
  }
  async function showLeft(): Promise<void> {
    const open = await client.resumable()
    const left = open.filter(({ uploadId }) => !isTaken(uploadId))
    list.append(left.map(upload => interruptedItem(nextId(), upload)))
  }
  function restoreOnce(): Promise<FinishedUpload[]> {
    isWanted = true
    restoring ??= restore().finally(() => {
      restoring = null
    })
    return restoring
  }

  return {
    add: (files, options) => {
      const interrupted = list.items().filter(({ phase }) => phase === 'interrupted')
      const ordered = Array.from(files, chosen => orderOf(chosen, options, interrupted))
      list.append(ordered.filter(({ phase }) => phase !== 'interrupted'))
      runner.startNext()
      return ordered.map(({ id }) => id)
    },
    sendAgain: (file, { uploadId, bucket }) => {
      const id = nextId()
      list.append([newItem(id, { file, path: null, bucket, options: {}, renews: uploadId })])
      runner.startNext()
      return id
    },
    restore: restoreOnce,
    // One that runs may have looked already. A queue that never took up anything is not given what others left.
    restoreAgain: () => {
      if (isWanted) void Promise.resolve(restoring).then(restoreOnce)
    },
    attach: (id, file) => {
      const item = list.find(id)
      if (!item || !isItsFile(item, file)) return 'other_file'
      goOn(id, file)
      runner.startNext()
      return 'resumed'
    },
  }
}
