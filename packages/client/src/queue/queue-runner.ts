import { toLandfallError } from '../errors/to-landfall-error.ts'
import { isFinal, type UploadPhase, type UploadState } from '../state/upload-state.ts'
import type { Upload } from '../upload/upload.ts'
import type { ItemList } from './item-list.ts'
import { isActive, type QueueItem } from './queue-item.ts'
import { changeOf, type QueueClient, sendItem } from './send-item.ts'

/**
 * Sends what waits, so many at once. A paused upload gives its place to the next in line and keeps what it has sent; when
 * it is resumed it waits for a place like any other, and the list's order decides.
 */
export interface QueueRunner {
  startNext(): void
  /** Nothing of it is sent until it is let go. */
  hold(id: string): void
  /** False: nothing of it is on its way. */
  abort(id: string): boolean
  /** Uploads that the client has not let go of yet, the canceled ones too. */
  underWay(): string[]
}

export interface RunnerDeps {
  client: QueueClient
  list: ItemList
  concurrency: number
  onSettled: (item: QueueItem) => void
}

interface Run {
  abort: AbortController
  /** `null` until the client has begun. */
  upload: Upload | null
  isHeld: boolean
  /** `null` until the server knows of it. */
  uploadId: string | null
}

const REPLACED: ReadonlySet<QueueItem['phase']> = new Set(['interrupted', 'failed', 'canceled'])

export function createQueueRunner({ client, list, concurrency, onSettled }: RunnerDeps): QueueRunner {
  const runs = new Map<string, Run>()
  /** What is canceled sends nothing any more, however long the server takes to hear of it. */
  const isBusy = ({ isHeld, abort }: Run) => !isHeld && !abort.signal.aborted
  const countBusy = () => [...runs.values()].filter(isBusy).length

  function startNext(): void {
    let free = concurrency - countBusy()
    for (const item of list.items().filter(other => isActive(other) && !other.isPaused)) {
      if (free <= 0) return
      const run = runs.get(item.id)
      if (run ? letGo(run) : start(item)) free -= 1
    }
  }

  /** False: it is on its way already, or ends. */
  function letGo(run: Run): boolean {
    if (!run.isHeld || run.abort.signal.aborted) return false
    run.isHeld = false
    run.upload?.resume()
    return true
  }

  function start(item: QueueItem): boolean {
    const { file } = item
    if (file === null || item.phase !== 'queued') return false
    void run({ ...item, file })
    return true
  }

  async function run(item: QueueItem & { file: File }): Promise<void> {
    const run: Run = { abort: new AbortController(), upload: null, isHeld: false, uploadId: null }
    runs.set(item.id, run)
    let told = 'queued' as UploadPhase
    let reached = told
    try {
      await sendItem(client, item, {
        bucket: item.bucket,
        signal: run.abort.signal,
        onUpload: upload => {
          run.upload = upload
          if (run.isHeld) upload.pause()
        },
        onState: state => {
          told = state.phase
          if (!isFinal(state)) reached = state.phase
          if ('uploadId' in state) run.uploadId = state.uploadId ?? run.uploadId
          onState(item.id, state)
        },
        onProgress: progress => list.patch(item.id, { progress }),
      })
    } catch (thrown) {
      // What the client threw it has told by `onState` already, some time before: whoever cancels may have pressed Retry
      // since. Only a bug of ours would leave the item open.
      if (isActive({ phase: told })) list.patch(item.id, { phase: 'failed', error: toLandfallError(thrown) })
      const isAsked = reached === 'verifying' || item.uploadId !== null
      if (run.abort.signal.aborted && isAsked) await correct(item.id)
    } finally {
      runs.delete(item.id)
      onSettled(list.find(item.id) ?? item)
      startNext()
    }
  }

  function onState(id: string, state: UploadState): void {
    const former = list.find(id)?.uploadId ?? null
    list.patch(id, item => changeOf(item, state))
    const uploadId = list.find(id)?.uploadId ?? null
    if (uploadId === null) return
    // Found by its bytes before anybody chose it for the interrupted one, or pressed Retry on the one that failed: whoever
    // removed that would cancel this.
    list.dropWhere(item => REPLACED.has(item.phase) && item.uploadId === uploadId && item.id !== id)
    // The file turned out to be another one: nobody goes on with what was begun before.
    if (former !== null && former !== uploadId) void client.forget(former)
  }

  /**
   * A confirm that is canceled, also one of a former try, may be through already: then the file counts, and neither cancel
   * nor retry is left.
   */
  async function correct(id: string): Promise<void> {
    const uploadId = list.find(id)?.uploadId
    if (!uploadId) return
    const upload = await client.trpc.uploads.get.query({ upload_id: uploadId }).catch(() => null)
    if (upload?.status === 'COMPLETED') list.patch(id, { phase: 'completed' })
  }

  return {
    startNext,
    hold: id => {
      const run = runs.get(id)
      if (!run) return
      run.isHeld = true
      run.upload?.pause()
      startNext()
    },
    abort: id => {
      const run = runs.get(id)
      // Aborted already: it was retried since and waits for the end of its former try.
      if (!run || run.abort.signal.aborted) return false
      run.abort.abort()
      return true
    },
    underWay: () => [...runs.values()].flatMap(({ uploadId }) => uploadId ?? []),
  }
}
