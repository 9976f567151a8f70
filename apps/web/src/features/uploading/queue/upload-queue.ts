import { type LandfallClient, toLandfallError, type UploadState } from '@landfall/client'
import { isActive, newItem, type QueueItem } from './queue-item.ts'

/**
 * The files of this page that are being sent or were. Owns their order, how many go at once, cancel and retry; the walk
 * of one upload is the client's. Lives beside React: bytes go on whatever is rendered.
 */
export interface UploadQueue {
  subscribe(listener: () => void): () => void
  items(): readonly QueueItem[]
  add(files: readonly File[], bucket: string): void
  cancel(id: string): void
  cancelAll(): void
  retry(id: string): void
  /** Takes what has ended off the list. */
  clear(): void
}

/** More at once only share the same line. */
const AT_ONCE = 3

export function createUploadQueue(client: LandfallClient, onSettled: () => void): UploadQueue {
  let items: readonly QueueItem[] = []
  const running = new Map<string, AbortController>()
  const listeners = new Set<() => void>()
  let nextId = 1

  function set(next: readonly QueueItem[]): void {
    items = next
    for (const listener of listeners) listener()
  }
  const patch = (id: string, change: Partial<QueueItem>) =>
    set(items.map(item => (item.id === id ? { ...item, ...change } : item)))

  function startNext(): void {
    for (const item of items) {
      if (running.size >= AT_ONCE) return
      if (item.phase === 'queued' && !running.has(item.id)) void run(item)
    }
  }

  async function run(item: QueueItem): Promise<void> {
    const abort = new AbortController()
    running.set(item.id, abort)
    try {
      await dropFormer(client, item)
      await client.upload(item.file, {
        bucket: item.bucket,
        signal: abort.signal,
        onState: state => patch(item.id, changeOf(state)),
        onProgress: progress => patch(item.id, { progress }),
      })
    } catch (thrown) {
      // What the client threw it has told by `onState` already; only a bug of ours would leave the item open.
      const error = toLandfallError(thrown)
      const now = items.find(({ id }) => id === item.id)
      if (now && isActive(now))
        patch(item.id, { phase: error.code === 'ABORTED' ? 'canceled' : 'failed', error })
    } finally {
      running.delete(item.id)
      onSettled()
      startNext()
    }
  }

  function cancel(id: string): void {
    const abort = running.get(id)
    if (abort) abort.abort()
    else patch(id, { phase: 'canceled' })
  }

  return {
    subscribe: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    items: () => items,
    add: (files, bucket) => {
      set([...items, ...files.map(file => newItem(String(nextId++), file, bucket))])
      startNext()
    },
    cancel,
    cancelAll: () => items.filter(isActive).forEach(({ id }) => void cancel(id)),
    retry: id => {
      patch(id, { phase: 'queued', progress: null, error: null, result: null })
      startNext()
    },
    clear: () => set(items.filter(isActive)),
  }
}

/** What a failed try left open on the server would hold its reservation until it expires. Best effort. */
async function dropFormer({ trpc }: LandfallClient, { uploadId, bucket }: QueueItem): Promise<void> {
  if (uploadId !== null)
    await trpc.uploads.cancel.mutate({ bucket, upload_id: uploadId }).catch(() => undefined)
}

function changeOf(state: UploadState): Partial<QueueItem> {
  const { phase } = state
  const uploadId = 'uploadId' in state && state.uploadId !== null ? { uploadId: state.uploadId } : {}
  if (phase === 'completed') return { phase, ...uploadId, result: state.result }
  if (phase === 'failed') return { phase, ...uploadId, error: state.error }
  return { phase, ...uploadId }
}
