import { cancelUpload } from '../upload/cancel-upload.ts'
import type { UploadDeps } from '../upload/upload-job.ts'
import type { PendingUploads } from './pending-uploads.ts'
import type { PendingUpload } from './upload-store.ts'

/** An upload that goes on when the same file is uploaded with the same options. */
export type ResumableUpload = Pick<
  PendingUpload,
  'uploadId' | 'bucket' | 'bucketId' | 'filename' | 'sizeBytes' | 'startedAt'
>

/** Oldest first. */
export async function listResumable(pending: PendingUploads): Promise<ResumableUpload[]> {
  const uploads = (await pending.list()).filter(({ claim }) => claim === null)
  return uploads
    .toSorted((one, other) => one.startedAt.localeCompare(other.startedAt))
    .map(({ uploadId, bucket, bucketId, filename, sizeBytes, startedAt }) => ({
      uploadId,
      bucket,
      bucketId,
      filename,
      sizeBytes,
      startedAt,
    }))
}

export async function forgetPending({ trpc, pending }: UploadDeps, uploadId: string): Promise<void> {
  const upload = (await pending.list()).find(other => other.uploadId === uploadId)
  if (!upload) return
  await cancelUpload({ trpc }, upload)
  await pending.remove(uploadId)
}
