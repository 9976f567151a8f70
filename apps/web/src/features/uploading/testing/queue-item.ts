import type { QueueItem } from '@landfall/client/queue'

export const queueItem = (part: Partial<QueueItem> = {}): QueueItem => ({
  id: '1',
  file: null,
  filename: 'a.txt',
  sizeBytes: 5,
  modifiedAtMs: null,
  path: null,
  bucket: 'uploads',
  options: {},
  phase: 'queued',
  isPaused: false,
  progress: null,
  uploadId: null,
  error: null,
  result: null,
  renews: null,
  ...part,
})
