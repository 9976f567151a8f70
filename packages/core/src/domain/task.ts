import type { JsonObject } from './upload.ts'

export type TaskStatus =
  | 'PENDING'
  | 'PROCESSING'
  | 'COMPLETED'
  | 'COMPLETED_WITH_ERRORS'
  | 'FAILED'
  | 'CANCELED'

/** Lower case on the wire, CONTRACT 3. */
export type TaskType =
  | 'api_buckets_uploads_confirm'
  | 'api_buckets_uploads_batch_confirm'
  | 'api_buckets_delete'

export interface TaskRecord {
  taskId: string
  organizationId: string
  namespaceId: string
  type: TaskType
  status: TaskStatus
  inputs: JsonObject[]
  outputs: JsonObject[]
  error: string | null
  createdAt: Date
  updatedAt: Date
}
