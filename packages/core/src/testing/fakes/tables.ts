/**
 * The shared state of the fake ports: the rows that Postgres would hold, as far as the ports can see them. No rules
 * here; every fake port changes these tables in one synchronous section, which makes its methods atomic.
 */
import type { Tenant } from '../../domain/actor.ts'
import type { Checksum } from '../../domain/checksum.ts'
import type { StoreCapabilities } from '../../domain/guard.ts'
import type { BlobRecord, ObjectRecord } from '../../domain/object.ts'
import type { QuotaRecord, QuotaTarget } from '../../domain/quota.ts'
import type { TaskRecord } from '../../domain/task.ts'
import type { BucketStatus, LastError, Receipt } from '../../domain/upload.ts'
import type { Guard, UploadStatus } from '../../domain/upload-state.ts'
import type { TokenGrant } from '../../domain/upload-token.ts'
import type { NewBucket } from '../../ports/bucket-registry.ts'
import type { Installation } from '../../ports/installations.ts'
import type { OrphanKey, OrphanReport } from '../../ports/orphan-reports.ts'
import type { QuotaEvent } from '../../ports/quota-book.ts'
import type { BackgroundRun } from '../../ports/run-log.ts'
import type { NewSignInLink, SessionRecord } from '../../ports/session-directory.ts'
import type { LeasedTask } from '../../ports/task-board.ts'
import type { NewApiKey } from '../../ports/tenant-directory.ts'
import type { SigningKey } from '../../ports/token-directory.ts'
import type { NewUpload, RememberedCreate, UploadEvent } from '../../ports/upload-ledger.ts'
import { createTestClock, type TestClock } from '../clock.ts'

export type KeyState = 'open' | 'live' | 'kept' | 'doomed' | 'gone'

export interface KeyRow {
  id: number
  key: string
  uploadId: string
  attempt: number
  role: 'put' | 'seal'
  state: KeyState
  etag: string | null
  versionId: string | null
  multipartUploadId: string | null
  sizeBytes: number | null
  /** Only if the store verified it. */
  sha256: string | null
  createdAt: Date
  doomedUntil: Date | null
  nextDeleteAt: Date | null
  deletedAt: Date | null
  missingSince: Date | null
}

export interface UploadRow {
  declared: NewUpload
  status: UploadStatus
  attempt: number
  guard: Guard
  fileSizeBytes: number | null
  checksum: Checksum | null
  expirationSeconds: number
  createdAt: Date
  expiresAt: Date
  settleUntil: Date
  deletedAt: Date | null
  nextCheckAt: Date
  bytesSeenAt: Date | null
  disputedEtag: string | null
  partSizeBytes: number | null
  partGrants: number
  reservedBytes: number
  reservedObjects: number
  putKeyId: number
  servedKeyId: number | null
  etag: string | null
  sourceEtag: string | null
  verifiedSha256: string | null
  verifiedAt: Date | null
  completedAt: Date | null
  objectId: string | null
  duplicateOf: string | null
  existingObjectId: string | null
  receipt: Receipt | null
  lastError: LastError | null
  failure: 'EXPIRED' | null
}

export interface BucketRow extends NewBucket {
  status: BucketStatus
  isLocked: boolean
  schemaChangedAt: Date | null
  deletedAt: Date | null
  createdAt: Date
  updatedAt: Date
  lastUploadAt: Date | null
}

export interface BlobRow extends Omit<BlobRecord, 'key' | 'versionId' | 'missingSince'> {
  keyId: number
}

export interface ObjectRow extends Omit<ObjectRecord, 'blobs'> {
  uniqueKey: string | null
  blobs: BlobRow[]
}

export interface TaskRow extends TaskRecord {
  work: LeasedTask
  /** Uploads that it confirms. */
  linked: string[]
  leaseUntil: Date | null
}

/** One movement of a quota: it applies to every scope of its target. Unique per subject, kind and seq. */
export interface QuotaEntryRow {
  /** With a `quotaId`, a repair: it applies to that quota alone. */
  target: QuotaTarget | { quotaId: string }
  subject: string
  kind: 'reserve' | 'grow' | 'settle' | 'release' | 'refund' | 'repair'
  seq: number
  usedBytes: number
  usedObjects: number
  reservedBytes: number
  reservedObjects: number
}

export interface OrganizationRow {
  organizationId: string
  name: string
  maxFileBytes: number | null
  limitUnsized: number
}

export interface NamespaceRow {
  namespaceId: string
  organizationId: string
  name: string
}

export interface ApiKeyRow extends NewApiKey {
  createdAt: Date
  revokedAt: Date | null
}

export interface SignInLinkRow extends Omit<NewSignInLink, 'tokenHash' | 'lifetimeSeconds'> {
  expiresAt: Date
  isUsed: boolean
}

export interface SessionRow extends SessionRecord {
  apiKeyId: string | null
}

export interface TokenGrantRow extends Tenant, TokenGrant {
  filesUsed: number
  expiresAt: Date
}

export interface UploadTokenRow {
  tokenId: string
  grantId: string
  kid: string
  expiresAt: Date
  isRevoked: boolean
}

export interface SigningKeyRow extends SigningKey {
  createdAt: Date
  retiredAt: Date | null
}

export interface OrphanReportRow extends OrphanReport {
  keys: OrphanKey[]
  isRequested: boolean
  leaseUntil: Date
}

/** A settling that waits for its time. */
export interface SettleJob {
  uploadId: string
  attempt: number
  runAt: Date
}

export interface FakeTables {
  clock: TestClock
  organizations: Map<string, OrganizationRow>
  namespaces: Map<string, NamespaceRow>
  apiKeys: Map<string, ApiKeyRow>
  /** By the hash of the token. */
  signInLinks: Map<string, SignInLinkRow>
  sessions: Map<string, SessionRow>
  grants: Map<string, TokenGrantRow>
  /** By the hash of the token. */
  uploadTokens: Map<string, UploadTokenRow>
  signingKeys: SigningKeyRow[]
  buckets: Map<string, BucketRow>
  uploads: Map<string, UploadRow>
  keys: Map<number, KeyRow>
  objects: Map<string, ObjectRow>
  quotas: Map<string, QuotaRecord>
  entries: QuotaEntryRow[]
  events: (UploadEvent & { at: Date })[]
  quotaEvents: (QuotaEvent & { organizationId: string; namespaceId: string | null })[]
  /** By tenant, actor, operation and key. */
  remembered: Map<string, RememberedCreate & { expiresAt: Date }>
  tasks: Map<string, TaskRow>
  /** Ids of tasks whose job waits for a worker. */
  queue: string[]
  installation: Installation
  orphanReports: Map<number, OrphanReportRow>
  runs: BackgroundRun[]
  /** By upload and attempt. */
  settleJobs: Map<string, SettleJob>
  unknownKeys: Map<string, { times: number; toldAt: Date }>
  profile: { capabilities: StoreCapabilities; savedAt: Date } | null
}

export interface FakeOptions {
  clock?: TestClock
}

export function createTables(options: FakeOptions): FakeTables {
  const clock = options.clock ?? createTestClock()
  return {
    clock,
    organizations: new Map(),
    namespaces: new Map(),
    apiKeys: new Map(),
    signInLinks: new Map(),
    sessions: new Map(),
    grants: new Map(),
    uploadTokens: new Map(),
    signingKeys: [],
    buckets: new Map(),
    uploads: new Map(),
    keys: new Map(),
    objects: new Map(),
    quotas: new Map(),
    entries: [],
    events: [],
    quotaEvents: [],
    remembered: new Map(),
    tasks: new Map(),
    queue: [],
    installation: { installationId: 'ins_test', epoch: 0, createdAt: clock.now(), restoredAt: null },
    orphanReports: new Map(),
    runs: [],
    settleJobs: new Map(),
    unknownKeys: new Map(),
    profile: null,
  }
}

/** A reference that a foreign key would refuse: the test (or the service) is wrong, not the database. */
export function rowOf<TId, TRow>(table: Map<TId, TRow>, id: TId): TRow {
  const row = table.get(id)
  if (row === undefined) throw new RangeError(`fake database: no row ${String(id)}`)
  return row
}

export const earlier = (a: Date, b: Date) => (a < b ? a : b)

export function secondsAfter(time: Date, seconds: number): Date {
  return new Date(time.getTime() + seconds * 1000)
}
