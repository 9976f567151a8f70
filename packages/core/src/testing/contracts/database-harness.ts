import type { Tenant } from '../../domain/actor.ts'
import type { QuotaSums } from '../../domain/quota.ts'
import type { BucketStatus } from '../../domain/upload.ts'
import type { Books } from '../books.ts'
import type { DatabasePorts } from '../database-ports.ts'

/** What a suite needs beside the ports: states that only time, a race or a later feature brings about. */
export interface DatabaseStage {
  /** Makes every row older by that much: the database's clock cannot be set. */
  elapse(seconds: number): Promise<void>
  /** Gives all uploads one `created_at`, and all objects one. */
  levelTimes(): Promise<void>
  /** How many uploads without a size the organization may have open. */
  limitUnsized(organizationId: string, limit: number): Promise<void>
  setBucket(bucketId: string, state: { status?: BucketStatus; isLocked?: boolean }): Promise<void>
  addNamespace(namespace: { namespaceId: string; organizationId: string; name: string }): Promise<void>
  /** Adds to the counters of one quota and to nothing else, as a bug or a hand in the database would. */
  bendQuota(quotaId: string, change: Partial<QuotaSums>): Promise<void>
  /** Books a movement of this place that moves no counter. */
  bendLedger(place: Tenant & { bucketId: string }, change: Partial<QuotaSums>): Promise<void>
  revokeKey(keyId: string): Promise<void>
  /** An open seal of the upload's newest attempt, as if `openSeal` had raced with the settle. Answers its id. */
  strandSeal(seal: { uploadId: string; key: string }): Promise<number>
  /** One more object (counted in the quota) that names the bytes which this completed upload serves. */
  linkObject(link: { uploadId: string; objectId: string; blobId: string }): Promise<void>
  /** Ids of tasks whose job waits for a worker, once for each job. */
  queuedTasks(): Promise<string[]>
  /** Settlings that wait, and in how many seconds each is due. */
  queuedSettlings(): Promise<{ uploadId: string; attempt: number; dueInSeconds: number }[]>
}

export interface DatabaseHarness {
  ports: DatabasePorts
  stage: DatabaseStage
  books(): Promise<Books>
  close(): Promise<void>
}

/** An empty database, for one test. */
export type MakeDatabaseHarness = () => Promise<DatabaseHarness>
