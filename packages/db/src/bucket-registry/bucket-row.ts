import { type BucketRecord, NO_RULES } from '@landfall/core/domain'
import { toSafeInteger, toSafeIntegerOrNull } from '../rows.ts'
import { fragment } from '../sql/statement.ts'

/** A bucket as `toBucketRecord` reads it: `b`, its quota row `q` (which is its statistics) and its organization `o`. */
export const BUCKET_COLUMNS = fragment`
  b.id, b.organization_id, b.namespace_id, b.name, b.description, b.schema, b.unique_key, b.metadata, b.rules,
  b.unconfirmed, b.confirm_grace_seconds, b.status, b.is_locked, b.created_at, b.updated_at,
  q.used_objects, q.used_bytes, q.last_upload_at, o.max_file_bytes AS organization_max_file_bytes`

export interface BucketRow {
  id: string
  organization_id: string
  namespace_id: string
  name: string
  description: string | null
  schema: BucketRecord['schema']
  unique_key: BucketRecord['uniqueKey']
  metadata: BucketRecord['metadata']
  rules: Partial<BucketRecord['rules']>
  unconfirmed: BucketRecord['unconfirmed']
  confirm_grace_seconds: number
  status: BucketRecord['status']
  is_locked: boolean
  created_at: Date
  updated_at: Date
  used_objects: string
  used_bytes: string
  last_upload_at: Date | null
  organization_max_file_bytes: string | null
}

export function toBucketRecord(row: BucketRow): BucketRecord {
  return {
    bucketId: row.id,
    organizationId: row.organization_id,
    namespaceId: row.namespace_id,
    name: row.name,
    description: row.description,
    schema: row.schema,
    uniqueKey: row.unique_key,
    metadata: row.metadata,
    rules: { ...NO_RULES, ...row.rules },
    unconfirmed: row.unconfirmed,
    confirmGraceSeconds: row.confirm_grace_seconds,
    status: row.status,
    isLocked: row.is_locked,
    objectCount: toSafeInteger(row.used_objects),
    totalSizeBytes: toSafeInteger(row.used_bytes),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    lastUploadAt: row.last_upload_at,
    organizationMaxFileBytes: toSafeIntegerOrNull(row.organization_max_file_bytes),
  }
}
