import type { PendingUpload } from '../../src/pending/upload-store.ts'

export const pendingUpload = (change: Partial<PendingUpload> = {}): PendingUpload => ({
  uploadId: 'upl_1',
  scope: 'https://api.test/trpc ',
  fingerprint: '245-1-abc=',
  bucket: 'uploads',
  bucketId: 'bkt_1',
  attempt: 1,
  filename: 'Über mich.mov',
  sizeBytes: 245,
  startedAt: '2026-11-22T10:00:00.000Z',
  claim: null,
  ...change,
})
