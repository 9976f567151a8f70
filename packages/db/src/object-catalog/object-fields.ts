import type { ObjectFieldName } from '@landfall/core/domain'
import type { FilterColumn } from '../sql/filter/filter-column.ts'
import type { ListColumns } from '../sql/list-parts.ts'
import { byName } from '../sql/sorting.ts'
import { type Fragment, fragment } from '../sql/statement.ts'

const ofBlob = (sql: Fragment<never>): FilterColumn => ({
  sql,
  within: condition =>
    fragment`EXISTS (SELECT FROM blob any_blob WHERE any_blob.object_id = o.id AND (${condition}))`,
})

/** As `objectValues` of core has them; the statement provides `o`. */
const OBJECT_FIELDS: Record<ObjectFieldName, FilterColumn> = {
  object_id: { sql: fragment`o.id` },
  bucket_id: { sql: fragment`o.bucket_id` },
  key_prefix: { sql: fragment`o.key_prefix` },
  status: { sql: fragment`o.status` },
  created_at: { sql: fragment`o.created_at` },
  updated_at: { sql: fragment`o.updated_at` },
  metadata: { sql: fragment`o.metadata` },
  'blobs.blob_id': ofBlob(fragment`any_blob.id`),
  'blobs.property': ofBlob(fragment`any_blob.property`),
  'blobs.type': ofBlob(fragment`any_blob.type`),
  'blobs.upload_id': ofBlob(fragment`any_blob.upload_id`),
  'blobs.etag': ofBlob(fragment`any_blob.etag`),
  'blobs.details.filename': ofBlob(fragment`any_blob.filename`),
  'blobs.details.size_bytes': ofBlob(fragment`any_blob.size_bytes`),
  'blobs.details.mime_type': ofBlob(fragment`any_blob.content_type`),
  'blobs.details.hash': ofBlob(fragment`any_blob.sha256`),
}

/** The statement also provides `f`, the first blob. */
export const OBJECT_LIST: ListColumns = {
  own: {
    created_at: fragment`o.created_at`,
    file_size_bytes: fragment`COALESCE(f.size_bytes, -1)`,
    filename: byName(fragment`COALESCE(f.filename, '')`),
    id: fragment`o.id`,
  },
  fields: OBJECT_FIELDS,
}
