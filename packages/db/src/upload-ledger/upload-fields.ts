import type { UploadFieldName } from '@landfall/core/domain'
import type { FilterColumn } from '../sql/filter/filter-column.ts'
import type { ListColumns } from '../sql/list-parts.ts'
import { byName } from '../sql/sorting.ts'
import { fragment } from '../sql/statement.ts'

/** While a task confirms, an open upload is shown as PROCESSING. */
export const SHOWN_STATUS = fragment`CASE WHEN u.live_task_id IS NULL THEN u.status ELSE 'PROCESSING' END`

/** As `uploadValues` of core has them; the statement provides `u`. */
const UPLOAD_FIELDS: Record<UploadFieldName, FilterColumn> = {
  upload_id: { sql: fragment`u.id` },
  bucket_id: { sql: fragment`u.bucket_id` },
  filename: { sql: fragment`u.filename` },
  content_type: { sql: fragment`u.content_type` },
  file_size_bytes: { sql: fragment`COALESCE(u.observed_size_bytes, u.file_size_bytes)` },
  presigned_url_expiration: { sql: fragment`u.expiration_seconds` },
  s3_key: {
    sql: fragment`COALESCE((SELECT k.key FROM stored_key k WHERE k.id = u.served_key_id),
      (SELECT k.key FROM stored_key k WHERE k.upload_id = u.id AND k.attempt = u.attempt AND k.role = 'put'))`,
  },
  status: {
    sql: SHOWN_STATUS,
    implies: value => fragment`(u.status = ${value} OR ${value} = 'PROCESSING')`,
  },
  metadata: { sql: fragment`u.metadata` },
  create_object_on_confirm: { sql: fragment`u.create_object` },
  object_metadata: { sql: fragment`u.object_metadata` },
  blob_property: { sql: fragment`u.blob_property` },
  blob_type: { sql: fragment`u.blob_type` },
  file_hash: {
    sql: fragment`COALESCE((SELECT k.sha256 FROM stored_key k WHERE k.id = u.served_key_id),
      CASE WHEN u.checksum_algorithm = 'SHA256' THEN encode(decode(u.checksum_value, 'base64'), 'hex') END)`,
  },
  skip_duplicates: { sql: fragment`u.skip_duplicates` },
  is_duplicate: { sql: fragment`(u.duplicate_of_upload_id IS NOT NULL)` },
  duplicate_of_upload_id: { sql: fragment`u.duplicate_of_upload_id` },
  skipped_unique_key: { sql: fragment`(u.status = 'SKIPPED')` },
  existing_object_id: { sql: fragment`u.existing_object_id` },
  created_at: { sql: fragment`u.created_at` },
  expires_at: { sql: fragment`u.expires_at` },
  completed_at: { sql: fragment`u.completed_at` },
  verified_at: { sql: fragment`u.completed_at` },
  etag: { sql: fragment`u.etag` },
  object_id: { sql: fragment`u.object_id` },
  task_id: { sql: fragment`u.live_task_id` },
  owner: { sql: fragment`u.owner` },
  attempt: { sql: fragment`u.attempt` },
  guard: { sql: fragment`u.guard` },
  settle_until: { sql: fragment`u.settle_until` },
  deleted_at: { sql: fragment`u.deleted_at` },
}

export const UPLOAD_LIST: ListColumns = {
  own: {
    created_at: fragment`u.created_at`,
    file_size_bytes: fragment`COALESCE(u.observed_size_bytes, u.file_size_bytes, -1)`,
    filename: byName(fragment`u.filename`),
    id: fragment`u.id`,
  },
  fields: UPLOAD_FIELDS,
}
