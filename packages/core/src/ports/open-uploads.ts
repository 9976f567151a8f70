import type { UploadRecord } from '../domain/upload.ts'

/** An open upload that the sweep has to look at now. All times are the database's. */
export interface DueUpload {
  upload: UploadRecord
  /** Somebody saw bytes of this attempt before. */
  hasBytes: boolean
  /** They were seen so long ago that the client's own confirm was waited for (`bucket.confirm_grace`). */
  isGraceOver: boolean
  /** `settle_until` is over: whatever is there now is all that there will be. */
  isOutOfTime: boolean
  /** The bucket wants to have what nobody confirmed, and is not being deleted. */
  settlesUnconfirmed: boolean
}

export interface AttemptRef {
  uploadId: string
  attempt: number
}

/**
 * What the sweep reads and writes down of uploads that are open. No method changes a status, a key or a quota: that is
 * `settle-upload`'s. Throws `InfrastructureError` `DATABASE_UNAVAILABLE`.
 */
export interface OpenUploads {
  /** Takes a batch that is due, in any worker's order, and hides it from other workers for `leaseSeconds`. */
  claimDue(limit: number, leaseSeconds: number): Promise<DueUpload[]>
  /**
   * The first time of an attempt: sets `bytes_seen_at`, tells the timeline, and comes back when the bucket's
   * `confirm_grace` is over (where it settles what nobody confirmed; at `settle_until` in any case). `late`: the upload is final
   * by now, or has another attempt, and nothing was written.
   */
  recordSeen(seen: AttemptRef & { etag: string; sizeBytes: number }): Promise<'first' | 'again' | 'late'>
  /**
   * Next look after 1, 2, 4, 8 ... minutes of the attempt, hourly at most, and at `expires_at`, at the end of the grace and
   * at `settle_until` in any case. Of an attempt that is not the newest any more, nothing.
   */
  checkLater(attempts: readonly AttemptRef[]): Promise<void>
  /** Hides one for as long as its settling may take. */
  hold(attempt: AttemptRef, seconds: number): Promise<void>
  /** Until the next one is due; 0 or less: it is. `null`: none is open. */
  secondsToNextCheck(): Promise<number | null>
}
