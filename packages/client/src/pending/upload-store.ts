import type { ConfirmUploadInput } from '../api/create-trpc.ts'
import type { UploadOptions } from '../options.ts'

/** What was asked for with an upload, without what only lives in its page. */
export type KeptOptions = Omit<
  UploadOptions,
  'bucket' | 'fileSizeBytes' | 'onProgress' | 'onState' | 'signal'
>

/** An upload that is not settled yet, as it is kept beyond the page or process that began it. Plain JSON. */
export interface PendingUpload {
  uploadId: string
  /** Which API and namespace: one store may serve several clients. */
  scope: string
  /** Whose it is. Absent: kept by a client that was told of no accounts. */
  account?: string
  /** Of the file and what was asked for with it; `null`: the bytes could not be recognised again. */
  fingerprint: string | null
  /** As the caller named it. */
  bucket: string
  bucketId: string
  attempt: number
  filename: string
  /** `null`: a stream whose length nobody told. */
  sizeBytes: number | null
  /** Absent: kept by a client that did not know them yet. */
  options?: KeptOptions
  /** ISO 8601. */
  startedAt: string
  /** All bytes were sent, and this is what is left to be asked. `null`: bytes are missing. */
  claim: ConfirmUploadInput | null
}

/**
 * Where uploads in progress are kept. May lose what it has, and may fail: an upload then only begins anew. Never holds
 * bytes or credentials.
 */
export interface UploadStore {
  /** Replaces what is there of this `uploadId`. */
  save(upload: PendingUpload): Promise<void>
  /** Nothing happens where it is not there. */
  remove(uploadId: string): Promise<void>
  /** In no order. What cannot be read is left out. */
  list(): Promise<PendingUpload[]>
}
