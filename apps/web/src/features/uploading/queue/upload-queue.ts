import {
  type LandfallClient,
  type SendAgainOptions,
  toLandfallError,
  type UploadPhase,
  type UploadState,
} from '@landfall/client'
import { type ChosenFile, isActive, isLost, isSignedOut, newItem, type QueueItem } from './queue-item.ts'

/**
 * The files of this page that are being sent or were. Owns their order, how many go at once, cancel and retry; the walk
 * of one upload is the client's. Lives beside React: bytes go on whatever is rendered.
 */
export interface UploadQueue {
  subscribe(listener: () => void): () => void
  items(): readonly QueueItem[]
  add(files: readonly ChosenFile[], bucket: string): void
  /** The bytes of an upload that is open already, as its next attempt. */
  sendAgain(file: File, upload: { uploadId: string; bucket: string }): void
  cancel(id: string): void
  cancelAll(): void
  retry(id: string): void
  /** Everything that nobody answered: the connection is back. */
  retryLost(): void
  /** Everything that the end of the session ended: there is a new one. */
  retrySignedOut(): void
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
    let hasTold = false
    let reached = 'queued' as UploadPhase
    try {
      await send(client, item, {
        bucket: item.bucket,
        signal: abort.signal,
        onState: state => {
          hasTold = !isActive(state)
          if (!hasTold) reached = state.phase
          patch(item.id, changeOf(state))
        },
        onProgress: progress => patch(item.id, { progress }),
      })
    } catch (thrown) {
      // What the client threw it has told by `onState` already, some time before: whoever cancels may have pressed Retry
      // since. Only a bug of ours would leave the item open.
      if (!hasTold) patch(item.id, { phase: 'failed', error: toLandfallError(thrown) })
      if (abort.signal.aborted && reached === 'verifying') await correct(item.id)
    } finally {
      running.delete(item.id)
      onSettled()
      startNext()
    }
  }

  /** A confirm that is canceled may be through already: then the file counts, and neither cancel nor retry is left. */
  async function correct(id: string): Promise<void> {
    const uploadId = items.find(item => item.id === id)?.uploadId
    if (!uploadId) return
    const upload = await client.trpc.uploads.get.query({ upload_id: uploadId }).catch(() => null)
    if (upload?.status === 'COMPLETED') patch(id, { phase: 'completed' })
  }

  function cancel(id: string): void {
    const abort = running.get(id)
    // Aborted already: it was retried since and waits for the end of its former try.
    if (abort && !abort.signal.aborted) abort.abort()
    else patch(id, { phase: 'canceled' })
  }

  function retry(items: readonly QueueItem[]): void {
    for (const item of items)
      patch(item.id, {
        phase: 'queued',
        progress: null,
        error: null,
        result: null,
        renews: renewableOf(item),
      })
    startNext()
  }

  function push(orders: readonly Parameters<typeof newItem>[1][]): void {
    set([...items, ...orders.map(order => newItem(String(nextId++), order))])
    startNext()
  }

  return {
    subscribe: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    items: () => items,
    add: (files, bucket) => push(files.map(chosen => ({ ...chosen, bucket, renews: null }))),
    sendAgain: (file, { uploadId, bucket }) => push([{ file, path: null, bucket, renews: uploadId }]),
    cancel,
    cancelAll: () => items.filter(isActive).forEach(({ id }) => void cancel(id)),
    retry: id => retry(items.filter(item => item.id === id)),
    retryLost: () => retry(items.filter(isLost)),
    retrySignedOut: () => retry(items.filter(isSignedOut)),
    clear: () => set(items.filter(isActive)),
  }
}

async function send(client: LandfallClient, item: QueueItem, options: SendAgainOptions): Promise<void> {
  const { file, path, renews } = item
  if (renews !== null) {
    await client.sendAgain(renews, file, options)
    return
  }
  await dropFormer(client, item)
  await client.upload(file, { ...options, ...(path === null ? {} : { metadata: { path } }) })
}

/** Of these nothing can be continued, so a retry begins a new upload. */
const ENDED: ReadonlySet<string> = new Set(['UPLOAD_CANCELED', 'UPLOAD_FAILED', 'RENEWAL_ENDED', 'NOT_FOUND'])

function renewableOf({ renews, phase, error }: QueueItem): string | null {
  return phase === 'canceled' || (error !== null && ENDED.has(error.code)) ? null : renews
}

/**
 * What a failed try left open on the server would hold its reservation until it expires; unless the client goes on with
 * it, since parts of it are there. Best effort.
 */
async function dropFormer(client: LandfallClient, { uploadId, bucket }: QueueItem): Promise<void> {
  if (uploadId === null) return
  const kept = await client.resumable()
  if (kept.some(upload => upload.uploadId === uploadId)) return
  await client.trpc.uploads.cancel.mutate({ bucket, upload_id: uploadId }).catch(() => undefined)
}

function changeOf(state: UploadState): Partial<QueueItem> {
  const { phase } = state
  const uploadId = 'uploadId' in state && state.uploadId !== null ? { uploadId: state.uploadId } : {}
  if (phase === 'completed') return { phase, ...uploadId, result: state.result }
  if (phase === 'failed') return { phase, ...uploadId, error: state.error }
  return { phase, ...uploadId }
}
