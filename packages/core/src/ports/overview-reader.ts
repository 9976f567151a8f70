import type { Tenant } from '../domain/actor.ts'
import type { UploadStatus } from '../domain/upload-state.ts'
import type { NamedQuota } from './quota-book.ts'

export interface OverviewQuery {
  /** `null`: every bucket of the tenant's namespace. */
  bucketId: string | null
  /** Days back, today included; a day begins at midnight UTC. */
  days: number
  /** Rows told of each thing that needs attention, and where counting them stops. */
  maxItems: number
  maxCount: number
  /** Above this share of a limit, used and reserved together, a quota needs attention. */
  quotaShare: number
}

export interface OverviewDay {
  /** `2026-11-22` */
  date: string
  /** Created on that day, by the status they have now. */
  uploads: Partial<Record<UploadStatus, number>>
  uploadsCompleted: number
  bytesCompleted: number
}

export interface UploadToSee {
  uploadId: string
  bucketId: string
  bucketName: string
  filename: string
  /** When it expired, was refused, was created: what the list is ordered by. */
  at: Date
}

export interface ObjectToSee extends Omit<UploadToSee, 'uploadId'> {
  objectId: string
}

export interface Bounded<TItem> {
  count: number
  items: TItem[]
}

export interface Overview {
  /** Oldest first, without gaps. */
  days: OverviewDay[]
  totals: {
    completedUploads: number
    openUploads: number
    objects: number
    usedBytes: number
    reservedBytes: number
  }
  /** Open past their `expires_at`, longest first. */
  expired: Bounded<UploadToSee>
  /** Confirms refused in the last 24 hours, newest first. */
  refusedConfirms: Bounded<UploadToSee & { code: string }>
  /** Open uploads with a last error, newest first. */
  failing: Bounded<UploadToSee & { code: string; message: string }>
  /** Objects whose bytes are gone, longest first; `at` is when that was found. */
  missing: Bounded<ObjectToSee>
  /** Fullest first; with a bucket those that its uploads are charged in. */
  quotas: NamedQuota[]
}

/** Figures for people: each part is of one moment, the parts not of the same. */
export interface OverviewReader {
  read(tenant: Tenant, query: OverviewQuery): Promise<Overview>
}
