import type { ConfirmUploadResponse, Receipt } from '../api/create-trpc.ts'

/** How often each step was needed. More than 1, 0, 1 means that something went wrong on the way and was put right. */
export interface UploadAttempts {
  /** PUTs of the bytes; of a file in parts, those of its parts. */
  puts: number
  /** Times that the bytes had to go to a fresh key. */
  renewals: number
  /** Confirms that reached the server. */
  confirms: number
}

/** An upload that Landfall has verified. */
export interface UploadResult {
  uploadId: string
  /** `null` with `createObject: false`. */
  objectId: string | null
  bucketId: string
  /** `SKIPPED`: an object with the same unique key was there already, and `objectId` names it. */
  status: 'COMPLETED' | 'SKIPPED'
  /** Of the stored bytes, without quotes. */
  etag: string | null
  fileSizeBytes: number | null
  /** What was compared, with what result, and what keeps the bytes as they are; `null` with `SKIPPED`. */
  receipt: Receipt | null
  attempts: UploadAttempts
  /** The server's answer as it came. */
  response: ConfirmUploadResponse
}

export function resultOf(
  bucketId: string,
  response: ConfirmUploadResponse,
  attempts: UploadAttempts,
): UploadResult {
  return {
    uploadId: response.upload_id,
    objectId: response.object_id,
    bucketId,
    status: response.status === 'SKIPPED' ? 'SKIPPED' : 'COMPLETED',
    etag: response.etag,
    fileSizeBytes: response.file_size_bytes,
    receipt: response.receipt,
    attempts: { ...attempts },
    response,
  }
}
