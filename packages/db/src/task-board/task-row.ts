import type { JsonObject, TaskRecord } from '@landfall/core/domain'
import type { TaskScope } from '@landfall/core/ports'
import { fragment } from '../sql/statement.ts'

export const LIVE = fragment`('PENDING', 'PROCESSING')`

export const IN_SCOPE = fragment<keyof TaskScope>`
  organization_id = ${'organizationId'} AND (${'namespaceId'}::text IS NULL OR namespace_id = ${'namespaceId'})`

export const TASK_COLUMNS = fragment`
  t.id, t.organization_id, t.namespace_id, t.type, t.status, t.inputs, t.outputs, t.error, t.created_at, t.updated_at`

export interface TaskRow {
  id: string
  organization_id: string
  namespace_id: string
  type: TaskRecord['type']
  status: TaskRecord['status']
  inputs: JsonObject[]
  outputs: JsonObject[]
  error: string | null
  created_at: Date
  updated_at: Date
}

export function toTaskRecord(row: TaskRow): TaskRecord {
  const { inputs, outputs, type, status, error } = row
  return {
    taskId: row.id,
    organizationId: row.organization_id,
    namespaceId: row.namespace_id,
    type,
    status,
    inputs,
    outputs,
    error,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
