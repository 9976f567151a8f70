import type { Tenant } from '../domain/actor.ts'
import type { Filter } from '../domain/filter/filter.ts'
import type { SortOrder } from '../domain/page-cursor.ts'
import type { TaskRecord, TaskStatus } from '../domain/task.ts'
import type { JsonObject } from '../domain/upload.ts'
import type { Claim } from '../domain/verify-object.ts'

export interface ConfirmTask {
  taskId: string
  uploadId: string
  claim: Claim
}

/** One upload of a batch confirm; it need not exist. */
export interface BatchItem {
  uploadId: string
  claim: Claim
}

/** Work that a worker holds. */
export type LeasedTask = Tenant & { taskId: string } & (
    | { type: 'api_buckets_uploads_confirm'; uploadId: string; claim: Claim }
    | { type: 'api_buckets_uploads_batch_confirm'; bucketId: string; items: BatchItem[] }
    | { type: 'api_buckets_delete'; bucketId: string }
  )

export interface TaskFilter {
  statuses?: readonly string[] | undefined
  types?: readonly string[] | undefined
  /** A literal part of id, type or error, whatever the case. */
  search?: string | undefined
  /** By fields of `TASK_CATALOG`. */
  filter?: Filter | undefined
}

/** Where a task is looked for by its id. `namespaceId` null: in any namespace of the organization. */
export interface TaskScope {
  organizationId: string
  namespaceId: string | null
}

export interface TaskQuery extends TaskFilter {
  /** Default: newest first. */
  sort?: SortOrder | undefined
  limit: number
  /** Keyset, of the same list (`ListScope`); wins over `offset`. */
  cursor?: string | undefined
  offset?: number | undefined
}

/**
 * Background work that a caller can poll. The task row, its link to the uploads and the queued job are written in one
 * statement, so a task id is visible the moment it is returned and no job can be lost.
 */
export interface TaskBoard {
  /** Starts a confirm in the background, or answers the live task that confirms this upload already. `null`: not open. */
  startConfirm(task: ConfirmTask & { attempt: number }): Promise<{ taskId: string } | null>
  /** Open uploads of the list that no other task confirms are linked to this one, and so shown as PROCESSING. */
  startBatchConfirm(
    task: Tenant & { taskId: string; bucketId: string; items: BatchItem[] },
  ): Promise<TaskRecord>
  /**
   * Closes the bucket (IN_PROGRESS) and starts its deletion, or answers the live task that deletes it already.
   * `locked`, `not_found`: nothing was changed.
   */
  startBucketDelete(
    task: Tenant & { taskId: string; bucketId: string },
  ): Promise<{ outcome: 'started'; taskId: string } | { outcome: 'locked' | 'not_found' }>
  find(scope: TaskScope, taskId: string): Promise<TaskRecord | null>
  /** Of the tenant's namespace alone. Throws `FILTER_TOO_SLOW` too. */
  list(tenant: Tenant, query: TaskQuery): Promise<{ tasks: TaskRecord[]; nextCursor: string | null }>
  /** An estimate beyond `MAX_EXACT_COUNT`. */
  count(tenant: Tenant, filter: TaskFilter): Promise<number>
  /**
   * Ends a live task as CANCELED and frees its uploads; what it settled so far stays. `kept`: a bucket's deletion, which is
   * never left half done. `not_live`: unknown, somebody else's, or done.
   */
  cancel(scope: TaskScope, taskId: string): Promise<'canceled' | 'kept' | 'not_live'>
  /**
   * Takes or prolongs the lease on a task (PENDING or PROCESSING); `null` once it is done. A second worker may hold
   * it too after a crash; that is harmless, since settle is idempotent.
   */
  lease(taskId: string, seconds: number): Promise<LeasedTask | null>
  finish(
    taskId: string,
    result: { status: TaskStatus; outputs: JsonObject[]; error: string | null },
  ): Promise<void>
  /** Queues again every live task whose lease ran out: its worker died. Returns how many. */
  requeueExpired(): Promise<number>
}
