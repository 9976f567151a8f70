import type { Tenant } from '@landfall/core/domain'
import type { NewBlob } from '@landfall/core/ports'
import { fragment } from '../sql/statement.ts'

export interface BlobParams extends Tenant {
  objectId: string
  blobs: string
}

/** `asked`: the blobs that were asked for, in their order. */
export const ASKED = fragment<'blobs'>`
  asked AS MATERIALIZED (
    SELECT blob_id, upload_id, property, type, key_prefix, metadata, takes_over, (position - 1)::int AS position
    FROM ROWS FROM (jsonb_to_recordset(${'blobs'}::jsonb)
      AS (blob_id text, upload_id text, property text, type text, key_prefix text, metadata jsonb, takes_over boolean))
      WITH ORDINALITY AS blob (blob_id, upload_id, property, type, key_prefix, metadata, takes_over, position)
  )`

/** Whether the bytes of upload `u` at key `k` may be named. */
export const MAY_BE_NAMED = fragment`
  u.status = 'COMPLETED' AND u.deleted_at IS NULL AND k.state = 'live' AND k.missing_since IS NULL`

/** Columns of a blob for one row of `fresh` (asked, u and k together). */
export const INSERT_BLOBS = fragment<'organizationId' | 'namespaceId' | 'objectId'>`
  INSERT INTO blob (
    id, organization_id, namespace_id, object_id, upload_id, stored_key_id, position, property, type, filename,
    content_type, size_bytes, etag, sha256, key_prefix, metadata
  )
  SELECT blob_id, ${'organizationId'}, ${'namespaceId'}, ${'objectId'}, upload_id, key_id, position, property, type, filename,
    content_type, size_bytes, etag, sha256, key_prefix, metadata
  FROM fresh`

export const FRESH_COLUMNS = fragment`
  asked.*, k.id AS key_id, u.filename, CASE WHEN u.duplicate_of_upload_id IS NULL
    THEN COALESCE(k.content_type, u.content_type) ELSE u.content_type END AS content_type, k.size_bytes, k.etag, k.sha256`

/** What an upload that was made for a blob alone held by itself goes over to the object. */
export const TAKE_OVER = fragment`
  UPDATE upload SET deleted_at = now()
  FROM fresh WHERE upload.id = fresh.upload_id AND fresh.takes_over AND NOT upload.create_object`

export const toBlobParam = (blobs: NewBlob[]): string =>
  JSON.stringify(
    blobs.map(({ blobId, uploadId, property, type, keyPrefix, metadata, takesOver }) => ({
      blob_id: blobId,
      upload_id: uploadId,
      property,
      type,
      key_prefix: keyPrefix,
      metadata,
      takes_over: takesOver,
    })),
  )
