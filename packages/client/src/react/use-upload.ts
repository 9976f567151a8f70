import { useMemo, useState } from 'react'
import type { LandfallClient } from '../create-client.ts'
import { createUploadQueue } from '../queue/create-upload-queue.ts'
import {
  fractionOf,
  isActive,
  isEnded,
  type QueueItem,
  type QueueUploadOptions,
} from '../queue/queue-item.ts'
import type { UploadQueue } from '../queue/upload-queue.ts'
import type { UploadResult } from '../upload/upload-result.ts'
import { useLandfall } from './landfall-context.ts'
import { useLatest } from './use-latest.ts'
import { useQueueItems } from './use-queue-items.ts'

/** One file, as it is now. */
export interface SingleUpload
  extends Pick<QueueItem, 'isPaused' | 'progress' | 'result' | 'error' | 'uploadId'> {
  /** `idle`: there is no file yet, or no longer. */
  readonly phase: QueueItem['phase'] | 'idle'
  /** Of the file, 0 to 1; `null`: not known. */
  readonly fraction: number | null
  /** Waiting, on its way or paused. */
  readonly isActive: boolean
  /** What `Progress`, `Preview` and `FileItem` take; `null` while `idle`. */
  readonly item: QueueItem | null
  /**
   * Takes the place of what is on its way, which is canceled. Never rejects: `null` where it failed or was canceled, and
   * `error` says why.
   */
  upload(this: void, file: Blob, options?: Partial<QueueUploadOptions>): Promise<UploadResult | null>
  /** The same file again, after it failed or was canceled. */
  retry(this: void): void
  pause(this: void): void
  resume(this: void): void
  cancel(this: void): void
  /** Cancels what is on its way and goes back to `idle`. */
  reset(this: void): void
}

/**
 * One file at a time, with options that all have in common. It goes on when its component goes; call `cancel` where that
 * is not meant.
 */
export function useUpload(options: Partial<QueueUploadOptions> = {}): SingleUpload {
  const client = useLandfall()
  const queue = useOwnQueue(client)
  const latest = useLatest(options)
  const item = useQueueItems(queue)[0] ?? null
  const acts = useMemo(() => actsOf(queue, latest), [queue, latest])
  return useMemo(
    () => ({
      phase: item?.phase ?? 'idle',
      isPaused: item?.isPaused ?? false,
      progress: item?.progress ?? null,
      result: item?.result ?? null,
      error: item?.error ?? null,
      uploadId: item?.uploadId ?? null,
      fraction: item && fractionOf(item),
      isActive: item !== null && isActive(item),
      item,
      ...acts,
    }),
    [item, acts],
  )
}

/** Another client may be another person's: what is chosen from then on is sent by it, and what was is shown no more. */
function useOwnQueue(client: LandfallClient): UploadQueue {
  const [made, setMade] = useState(() => ({ client, queue: createUploadQueue(client) }))
  if (made.client === client) return made.queue
  const next = { client, queue: createUploadQueue(client) }
  setMade(next)
  return next.queue
}

function actsOf(queue: UploadQueue, latest: { readonly current: Partial<QueueUploadOptions> }) {
  const reset = () => {
    for (const { id } of queue.items()) queue.remove(id)
  }
  const onAll = (act: (id: string) => void) => () => {
    for (const { id } of queue.items()) act(id)
  }
  return {
    upload: (input: Blob, more?: Partial<QueueUploadOptions>) => {
      reset()
      const options: QueueUploadOptions = { bucket: '', ...latest.current, ...more }
      const [id = ''] = queue.add([fileOf(input, options.filename)], options)
      return endOf(queue, id)
    },
    retry: onAll(queue.retry),
    pause: onAll(queue.pause),
    resume: onAll(queue.resume),
    cancel: onAll(queue.cancel),
    reset,
  }
}

/** A canvas or a recorder makes a Blob, which has no name. */
const fileOf = (input: Blob, filename = 'file') =>
  input instanceof File ? input : new File([input], filename, { type: input.type })

/** Taken off the list it has ended as well. */
function endOf(queue: UploadQueue, id: string): Promise<UploadResult | null> {
  return new Promise(resolve => {
    const look = () => {
      const item = queue.items().find(other => other.id === id)
      if (item && !isEnded(item)) return
      stop()
      resolve(item?.result ?? null)
    }
    const stop = queue.subscribe(look)
  })
}
