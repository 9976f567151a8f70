import type { FinishedUpload } from '../pending/finish-pending.ts'
import { tell } from '../state/track-upload.ts'
import { interruptedItem, isAskedAlike, isItsFile } from './interrupted.ts'
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
}: ArrivalDeps): Pick<UploadQueue, 'add' | 'sendAgain' | 'restore' | 'attach'> {
  let lastId = 0
  const nextId = () => String(++lastId)
  const isTaken = (uploadId: string) => list.items().some(item => item.uploadId === uploadId)
  const goOn = (id: string, file: File) => list.patch(id, { ...WAITING, file })

  function orderOf(chosen: ChosenFile, common: QueueUploadOptions): QueueItem {
    const { file, path = null, options = {} } = 'file' in chosen ? chosen : { file: chosen }
    const asked = { ...common, ...options }
    // A folder chosen by an input tells it there.
    const lay = path ?? (file.webkitRelativePath || null)
    const isMine = (item: QueueItem) => lay === null || item.path === lay
    const former = list
      .items()
      .find(item => isItsFile(item, file) && isMine(item) && isAskedAlike(item, asked))
    if (former) {
      goOn(former.id, file)
      return former
    }
    const { bucket, ...rest } = asked
    return newItem(nextId(), { file, path: lay, bucket, options: rest, renews: null })
  }
  /** Whoever asks meanwhile is told the same: a second call would find the first one at it, and nothing to tell. */
  let restoring: Promise<FinishedUpload[]> | null = null
  async function restore(): Promise<FinishedUpload[]> {
    const finished = await client.finishPending()
    for (const { uploadId, result } of finished) {
      const isIt = (item: QueueItem) => item.uploadId === uploadId && item.phase === 'failed'
      if (result) list.patchWhere(isIt, { phase: 'completed', error: null, result })
    }
    const open = await client.resumable()
    const left = open.filter(({ uploadId }) => !isTaken(uploadId))
    list.append(left.map(upload => interruptedItem(nextId(), upload)))
    if (finished.length > 0) tell(onRestored, finished)
    return finished
  }

  return {
    add: (files, options) => {
      const ordered = Array.from(files, chosen => orderOf(chosen, options))
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
    restore: () => {
      restoring ??= restore().finally(() => {
        restoring = null
      })
      return restoring
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
