import type { LandfallTrpc } from '../api/create-trpc.ts'
import type { Clock } from '../clock.ts'
import type { UploadOptions } from '../options.ts'
import type { Platform } from '../platform/platform.ts'
import type { Source } from '../source/source.ts'
import type { ProgressMeter } from '../state/progress.ts'
import type { UploadState } from '../state/upload-state.ts'
import type { UploadAttempts } from './upload-result.ts'

/** What every upload of a client shares. */
export interface UploadDeps {
  trpc: LandfallTrpc
  platform: Platform
  clock: Clock
  /** 0 to 1; jitter only. */
  random: () => number
}

export interface JobOptions extends UploadOptions {
  /** The open upload whose bytes are sent again; `null`: a new one is created. */
  renews: string | null
}

/** One upload on its way. */
export interface UploadJob extends UploadDeps {
  options: JobOptions
  source: Source
  signal: AbortSignal
  meter: ProgressMeter
  attempts: UploadAttempts
  moveTo(state: UploadState): void
  /** From here on there is something on the server that an abort has to cancel. */
  onCreated(uploadId: string): void
}

/** An upload on the server, with a URL for its newest attempt. */
export interface Ticket {
  uploadId: string
  bucketId: string
  attempt: number
  url: string
  headers: Readonly<Record<string, string>>
  /** Declared and claimed; lower-case hex. */
  sha256: string | null
}
