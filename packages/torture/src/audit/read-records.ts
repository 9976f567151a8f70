import type { Database } from '@landfall/db'

/** What the product says of itself, in its rows. */
export interface UploadRow {
  id: string
  bucket: string
  status: string
  attempt: number
  filename: string
  createsObject: boolean
  declaredBytes: number | null
  isInParts: boolean
  objectId: string | null
  /** Of one that was skipped: what had its unique key. */
  existingObjectId: string | null
  objectExists: boolean
  isDeleted: boolean
  /** Its client claimed something else than what lies there. */
  isDisputed: boolean
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
  isMissing: boolean
}

/** One file of an object. */
export interface BlobRow {
  objectId: string
  bucket: string
  property: string
  uploadId: string
  filename: string
}

export interface Records {
  uploads: Map<string, UploadRow>
  keys: Map<string, KeyRow>
  objectIds: Set<string>
  blobs: BlobRow[]
}

const UPLOADS = `
  SELECT u.id, b.name AS bucket, u.status, u.attempt, u.filename, u.create_object AS "createsObject",
         u.file_size_bytes::float8 AS "declaredBytes", u.part_size_bytes IS NOT NULL AS "isInParts",
         u.object_id AS "objectId", u.existing_object_id AS "existingObjectId", o.id IS NOT NULL AS "objectExists", u.deleted_at IS NOT NULL AS "isDeleted",
         u.disputed_etag IS NOT NULL AS "isDisputed",
         u.settled_by AS "settledBy",
         (SELECT max(e.created_at) FROM upload_event e WHERE e.upload_id = u.id AND e.kind = 'failed') AS "failedAt"
    FROM upload u JOIN bucket b ON b.id = u.bucket_id LEFT JOIN object o ON o.id = u.object_id`

const KEYS = `
  SELECT key, upload_id AS "uploadId", attempt, role, state, size_bytes::float8 AS "sizeBytes",
         missing_since IS NOT NULL AS "isMissing"
    FROM stored_key`

const BLOBS = `
  SELECT f.object_id AS "objectId", b.name AS bucket, f.property, f.upload_id AS "uploadId", f.filename
    FROM blob f JOIN object o ON o.id = f.object_id JOIN bucket b ON b.id = o.bucket_id`

export async function readRecords({ pool }: Database): Promise<Records> {
  const [uploads, keys, blobs, objects] = await Promise.all([
    pool.query<UploadRow>(UPLOADS),
    pool.query<KeyRow>(KEYS),
    pool.query<BlobRow>(BLOBS),
    pool.query<{ id: string }>('SELECT id FROM object'),
  ])
  return {
    uploads: new Map(uploads.rows.map(row => [row.id, row])),
    keys: new Map(keys.rows.map(row => [row.key, row])),
    blobs: blobs.rows,
    objectIds: new Set(objects.rows.map(({ id }) => id)),
  }
}
