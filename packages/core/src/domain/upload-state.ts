/** Stored states. Open ones may still settle; final ones never change. `PROCESSING` is shown, never stored. */
export type OpenStatus = 'PENDING' | 'IN_PROGRESS'
export type FinalStatus = 'COMPLETED' | 'FAILED' | 'CANCELED' | 'SKIPPED'
export type UploadStatus = OpenStatus | FinalStatus
export type ShownStatus = UploadStatus | 'PROCESSING'

/** Who brought an upload to its final state. */
export type SettledBy = 'client' | 'event' | 'sweep' | 'batch'

/** What keeps confirmed bytes from being overwritten. `SERVER`: completed or written by the server itself. */
export type Guard = 'CONDITIONAL' | 'SEALED' | 'SERVER'

export function isOpen(status: UploadStatus): status is OpenStatus {
  return status === 'PENDING' || status === 'IN_PROGRESS'
}

export const SECONDS_PER_DAY = 86_400

/** Beyond the URL's own life, a PUT that began in time may still be running: 15 minutes, or 1 MB/s for large files. */
export function transferGraceSeconds(fileSizeBytes: number | null): number {
  return Math.max(15 * 60, Math.ceil((fileSizeBytes ?? 0) / 1_000_000))
}

/** How long bytes that the store verified itself wait for their client's own confirm, once it told of them. */
export const VERIFIED_GRACE_SECONDS = 2

/** How long the sweep leaves an upload to the settling that an event queued; both at once would copy the same bytes twice. */
export const SWEEP_AFTER_SECONDS = 60
