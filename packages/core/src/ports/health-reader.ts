import type { LastError } from '../domain/upload.ts'
import type { Bounded, UploadToSee } from './overview-reader.ts'

/** By the time since an open upload was created. */
export const UPLOAD_AGES = ['5m', '1h', '24h', 'older'] as const
export type UploadAge = (typeof UPLOAD_AGES)[number]

/** Sums over the whole installation, of no tenant: what a metric may show. Counting stops at `maxCount`. */
export interface HealthFigures {
  openUploads: Record<UploadAge, number>
  /** Open although nothing that began in time can arrive any more. */
  overdueUploads: number
  /** Open with a last error. */
  failingUploads: number
  doomedKeys: number
  /** Doomed, and not deleted when it was due: no worker runs, or the store refuses. */
  overdueKeys: number
  /** Told of by the store in the last week, and of no upload. */
  unknownKeys: number
  usedBytes: number
  usedObjects: number
  reservedBytes: number
  reservedObjects: number
}

export interface StuckUpload extends UploadToSee {
  organizationId: string
  lastError: Pick<LastError, 'code' | 'message'> | null
}

export interface Stuck {
  /** Open past their `settle_until`, longest first. */
  overdue: Bounded<StuckUpload>
  /** Open with a last error, newest first. */
  failing: Bounded<StuckUpload>
  doomedKeys: { count: number; overdue: number }
}

/** A job of the queue whose last try failed. */
export interface FailingJob {
  kind: string
  attempts: number
  maxAttempts: number
  nextTryAt: Date
  error: string
}

/** An open upload that a sweep would look at now, and what the database says of it. */
export interface UploadToPreview {
  uploadId: string
  /** Bytes were seen, and the grace of the bucket is over. */
  isGraceOver: boolean
  /** Nothing that began in time can arrive any more. */
  isOutOfTime: boolean
  /** What the bucket wants of uploads that nobody confirms. */
  unconfirmed: 'settle' | 'expire'
}

export interface HealthScope {
  /** `null`: the whole installation. */
  organizationId: string | null
  /** One of that organization's; `null`: all of them. */
  namespaceId: string | null
}

/** Figures for people and monitors; nothing is decided by them. Throws `InfrastructureError` `DATABASE_UNAVAILABLE`. */
export interface HealthReader {
  figures(maxCount: number): Promise<HealthFigures>
  stuck(query: HealthScope & { maxItems: number; maxCount: number }): Promise<Stuck>
  failingJobs(limit: number): Promise<FailingJob[]>
  /** The longest due first. */
  due(query: HealthScope & { limit: number }): Promise<UploadToPreview[]>
}
