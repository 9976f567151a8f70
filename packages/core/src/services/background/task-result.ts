import type { TaskStatus } from '../../domain/task.ts'
import type { JsonObject } from '../../domain/upload.ts'

export interface TaskResult {
  status: TaskStatus
  outputs: JsonObject[]
  error: string | null
}
