import type { FinishedUpload } from '../pending/finished-upload.ts'
import type { QueueItem, QueueUploadOptions } from './queue-item.ts'
import type { QueueTotals } from './queue-totals.ts'

/** A file to upload, alone or with where it lay and what is asked for with it (instead of what all have in common). */
export type ChosenFile =
  | File
  | { file: File; path?: string | null | undefined; options?: Partial<QueueUploadOptions> | undefined }

export interface UploadQueueOptions {
  /** Files sent at the same time; more only share the same line. Default 3. */
  concurrency?: number | undefined
  /** After each file that completed, failed or was canceled. */
  onSettled?: ((item: QueueItem) => void) | undefined
  /** After each `restore` that brought uploads to their end, or found that they have failed for good. */
  onRestored?: ((finished: readonly FinishedUpload[]) => void) | undefined
  /**
   * Tells other pages of this browser what is in the hands of this one, so that they neither show it as interrupted nor
   * give it up. Default: in a page `navigator.locks`, which secure pages have; `null`: this page is the only one.
   */
  locks?: LockManager | null | undefined
}

/**
 * Many files on their way through one client. Owns their order, how many go at once, pause, cancel, retry, and what an
 * earlier page left; the walk of one upload is the client's. Knows no framework: `subscribe` with `items` or `totals` is
 * what `useSyncExternalStore` takes. No method throws or rejects because of an upload: it becomes its item's `error`.
 * Ids that are not there are ignored.
 */
export interface UploadQueue {
  /** Called after every change; returns how to stop that. */
  subscribe(this: void, listener: () => void): () => void
  /** In the order of their coming. The same array until something changes, as each item is the same until it changes. */
  items(this: void): readonly QueueItem[]
  /** The same object until something changes. */
  totals(this: void): QueueTotals
  /**
   * Waits in line. The file of an interrupted upload that is asked for alike (or with less) takes its place and goes on.
   * @returns The ids, in the same order.
   */
  add(this: void, files: Iterable<ChosenFile>, options: QueueUploadOptions): string[]
  /** The bytes of an upload that is open already, as its next attempt. @returns The item's id. */
  sendAgain(this: void, file: File, upload: { uploadId: string; bucket: string }): string
  /** Gives its place to the next in line. A file in parts keeps what was sent; one PUT begins anew. */
  pause(this: void, id: string): void
  /** It waits for a place again. */
  resume(this: void, id: string): void
  pauseAll(this: void): void
  resumeAll(this: void): void
  /** Of an interrupted one: as `remove`. */
  cancel(this: void, id: string): void
  /** All that wait, are on their way or paused; interrupted ones stay. */
  cancelAll(this: void): void
  /** Failed or canceled, with the same file. */
  retry(this: void, id: string): void
  /** All that failed. */
  retryAll(this: void): void
  /** Of the failed and canceled ones those that are meant, such as `isLost`. */
  retryWhere(this: void, isMeant: (item: QueueItem) => boolean): void
  /**
   * What earlier pages left: first brings those to their end whose bytes were all sent, then takes the others as
   * interrupted items. May be called as often as you like; where another page is at an upload, it is done again when that
   * page is gone.
   * @returns Those that were brought to their end, or failed for good.
   */
  restore(this: void): Promise<FinishedUpload[]>
  /** The file of an interrupted upload, chosen again. `other_file`: by name, size or time of change it is not. */
  attach(this: void, id: string, file: File): 'resumed' | 'other_file'
  /** Takes it off the list; what is still open of it is canceled. */
  remove(this: void, id: string): void
  /** Takes off the list what completed, failed or was canceled. */
  clear(this: void): void
}
