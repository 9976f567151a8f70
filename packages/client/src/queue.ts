export { chosenFiles, pastedFiles } from './files/found-files.ts'
export { type FileListeners, listenForFiles } from './files/listen-for-files.ts'
export { type Dropped, type FoundFile, MAX_DROPPED_FILES, readDropped } from './files/read-dropped.ts'
export { createUploadQueue } from './queue/create-upload-queue.ts'
export {
  fractionOf,
  isActive,
  isEnded,
  isLost,
  type QueueItem,
  type QueuePhase,
  type QueueUploadOptions,
} from './queue/queue-item.ts'
export type { QueueTotals } from './queue/queue-totals.ts'
export type { QueueClient } from './queue/send-item.ts'
export type { ChosenFile, UploadQueue, UploadQueueOptions } from './queue/upload-queue.ts'
