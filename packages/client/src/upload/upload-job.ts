import type { LandfallTrpc } from '../api/create-trpc.ts'
import type { Clock } from '../clock.ts'
import type { UploadOptions } from '../options.ts'
import type { PendingUploads } from '../pending/pending-uploads.ts'
import type { UploadRecord } from '../pending/upload-record.ts'
import type { Platform } from '../platform/platform.ts'
import type { Source } from '../source/source.ts'
import type { ProgressMeter } from '../state/progress.ts'
import type { UploadState } from '../state/upload-state.ts'
import type { PauseGate } from './pause-gate.ts'
import type { UploadAttempts } from './upload-result.ts'

/** What every upload of a client shares. */
export interface UploadDeps {
  trpc: LandfallTrpc
  platform: Platform
  clock: Clock
  /** 0 to 1; jitter only. */
  random: () => number
  settings: UploadSettings
  /** Remembers uploads beyond this process. */
  pending: PendingUploads
}

export interface UploadSettings {
  /** Larger files are sent in parts. */
  multipartThresholdBytes: number
  /** A wish, which the server may raise; `null`: by the file's size. */
  partSizeBytes: number | null
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
  gate: PauseGate
  record: UploadRecord
  moveTo(state: UploadState): void
  /** From here on there is something on the server that an abort has to cancel. */
  onCreated(uploadId: string): void
}

/** An upload on the server, with what its newest attempt needs. */
export type Ticket = PutTicket | PartsTicket

interface Place {
  uploadId: string
  bucketId: string
  attempt: number
  /** Declared and claimed; lower-case hex. */
  sha256: string | null
}

/** One PUT of everything. */
export interface PutTicket extends Place {
  kind: 'put'
  url: string
  headers: Readonly<Record<string, string>>
}

/** Parts, whose URLs are signed as they are needed. */
export interface PartsTicket extends Place {
  kind: 'parts'
  partSizeBytes: number
  /** Begun before, perhaps by another process: the store is asked which parts it has. */
  mayHaveParts: boolean
}
