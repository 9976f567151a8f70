import type { Tenant } from '../domain/actor.ts'
import type { TaskRecord, TaskStatus } from '../domain/task.ts'
import type { JsonObject } from '../domain/upload.ts'
import type { Claim } from '../domain/verify-object.ts'

export interface ConfirmTask {
  taskId: string
  uploadId: string
  claim: Claim
}

/**
 * Background work that a caller can poll. The task row, its link to the upload and the queued job are written in one
 * statement, so a task id is visible the moment it is returned and no job can be lost.
 */
export interface TaskBoard {
  /** Starts a confirm in the background, or answers the live task that confirms this upload already. `null`: not open. */
  startConfirm(task: ConfirmTask & { attempt: number }): Promise<{ taskId: string } | null>
  /** Found by id in the caller's organization: task operations carry no namespace (CONTRACT 2). */
  find(organizationId: Tenant['organizationId'], taskId: string): Promise<TaskRecord | null>
  /**
   * Takes or prolongs the lease on a task (PENDING or PROCESSING); `null` once it is done. A second worker may hold
   * it too after a crash; that is harmless, since settle is idempotent.
   */
  lease(taskId: string, seconds: number): Promise<ConfirmTask | null>
  finish(
    taskId: string,
    result: { status: TaskStatus; outputs: JsonObject[]; error: string | null },
  ): Promise<void>
  /** Queues again every live task whose lease ran out: its worker died. Returns how many. */
  requeueExpired(): Promise<number>
}
