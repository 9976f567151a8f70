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
