import type { Database } from '@landfall/db'

/** What the product says of itself, in its rows. */
export interface UploadRow {
  id: string
  bucket: string
  status: string
  attempt: number
  declaredBytes: number | null
  isInParts: boolean
  hasChecksum: boolean
  objectId: string | null
  objectExists: boolean
  isDeleted: boolean
  settledBy: string | null
  failedAt: Date | null
}

export interface KeyRow {
  key: string
  uploadId: string
  attempt: number
  role: string
  state: string
  sizeBytes: number | null
}

export interface Records {
  uploads: Map<string, UploadRow>
  keys: Map<string, KeyRow>
}

export async function readRecords({ pool }: Database): Promise<Records> {
  const uploads = await pool.query<UploadRow>(
    `SELECT u.id, b.name AS bucket, u.status, u.attempt, u.file_size_bytes::float8 AS "declaredBytes",
            u.part_size_bytes IS NOT NULL AS "isInParts", u.checksum_value IS NOT NULL AS "hasChecksum",
            u.object_id AS "objectId", o.id IS NOT NULL AS "objectExists", u.deleted_at IS NOT NULL AS "isDeleted",
            u.settled_by AS "settledBy",
            (SELECT max(e.created_at) FROM upload_event e WHERE e.upload_id = u.id AND e.kind = 'failed') AS "failedAt"
       FROM upload u JOIN bucket b ON b.id = u.bucket_id LEFT JOIN object o ON o.id = u.object_id`,
  )
  const keys = await pool.query<KeyRow>(
    `SELECT key, upload_id AS "uploadId", attempt, role, state, size_bytes::float8 AS "sizeBytes" FROM stored_key`,
  )
  return {
    uploads: new Map(uploads.rows.map(row => [row.id, row])),
    keys: new Map(keys.rows.map(row => [row.key, row])),
  }
}
