import type { LandfallTrpc } from '../api/create-trpc.ts'
import { cancelUpload, LONGEST_MS } from '../upload/cancel-upload.ts'
import type { UploadDeps } from '../upload/upload-job.ts'
import { modifiedAtOf } from './fingerprint.ts'
import type { PendingUploads } from './pending-uploads.ts'
import { isHidden } from './upload-record.ts'
import type { KeptOptions, PendingUpload } from './upload-store.ts'

/** An upload that goes on when the same file is uploaded to the same bucket with the same options. */
export interface ResumableUpload
  extends Pick<PendingUpload, 'uploadId' | 'bucket' | 'bucketId' | 'filename' | 'sizeBytes' | 'startedAt'> {
  /** Of the file's last change, in milliseconds since 1970; `null` where it is not known. */
  modifiedAtMs: number | null
  /** What was asked for with it. */
  options: KeptOptions
}

/** Oldest first. */
export async function listResumable(pending: PendingUploads): Promise<ResumableUpload[]> {
  const uploads = (await pending.list()).filter(({ claim }) => claim === null)
  return uploads
    .toSorted((one, other) => one.startedAt.localeCompare(other.startedAt))
    .map(({ uploadId, bucket, bucketId, filename, sizeBytes, startedAt, fingerprint, options = {} }) => ({
      uploadId,
      bucket,
      bucketId,
      filename,
      sizeBytes,
      startedAt,
      modifiedAtMs: modifiedAtOf(fingerprint),
      options,
    }))
}

export async function forgetPending({ trpc, pending }: UploadDeps, uploadId: string): Promise<void> {
  const asked = () => pending.finishing.get(uploadId)
  const upload = asked()?.upload ?? (await pending.list()).find(other => other.uploadId === uploadId)
  const finishing = asked()
  if (!upload || (!finishing && pending.isHeld(uploadId))) return
  // Nobody goes on with what is being canceled.
  const release = pending.hold(uploadId)
  try {
    finishing?.giveUp()
    if ((await finishing?.outcome)?.result) return
    const refusal = await cancelUpload({ trpc }, upload)
    const isOurs = refusal === null || pending.isOfAccount || !isHidden(refusal)
    if (isOurs || (await isVisible(trpc, upload))) await pending.remove(uploadId)
  } finally {
    release()
  }
}

/** FORBIDDEN may mean only that this credential cancels nothing: the upload is its own all the same, and runs out. */
const isVisible = (trpc: LandfallTrpc, { bucket, uploadId }: PendingUpload): Promise<boolean> =>
  trpc.uploads.get.query({ bucket, upload_id: uploadId }, { signal: AbortSignal.timeout(LONGEST_MS) }).then(
    () => true,
    () => false,
  )

/** By its fingerprint, whatever of it is still missing; or somebody is at it right now. */
export async function goesOn(pending: PendingUploads, uploadId: string): Promise<boolean> {
  if (pending.isHeld(uploadId)) return true
  const uploads = await pending.list()
  return uploads.some(upload => upload.uploadId === uploadId && upload.fingerprint !== null)
}
