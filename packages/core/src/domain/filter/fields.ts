/**
 * The fields of each list that can be filtered and sorted by, under their names on the wire. Values of a record under
 * these names come from `record-values.ts`, columns from the database adapter.
 */
import type { FieldRef, FieldType } from './filter.ts'

export interface FieldSpec {
  type: FieldType
  /** The only values that it can have. */
  values?: readonly string[]
  isMany?: boolean
}

export interface FieldCatalog {
  fields: Readonly<Record<string, FieldSpec>>
  /** The `json` field whose members stand at the root of the resource; null: a name beside `fields` is unknown. */
  flat: string | null
}

const text = { type: 'text' } as const
const number = { type: 'number' } as const
const time = { type: 'time' } as const
const boolean = { type: 'boolean' } as const
const json = { type: 'json' } as const
const textOfAny = { type: 'text', isMany: true } as const

/** CONTRACT 3, TaskStatusEnum. */
export const STATUSES = [
  'PENDING',
  'IN_PROGRESS',
  'PROCESSING',
  'COMPLETED',
  'COMPLETED_WITH_ERRORS',
  'FAILED',
  'CANCELED',
  'UNKNOWN',
  'SKIPPED',
  'DRAFT',
  'ACTIVE',
  'ARCHIVED',
  'SUSPENDED',
] as const
const status = { type: 'text', values: STATUSES } as const

export const UPLOAD_FIELDS = {
  upload_id: text,
  bucket_id: text,
  filename: text,
  content_type: text,
  file_size_bytes: number,
  presigned_url_expiration: number,
  s3_key: text,
  status,
  metadata: json,
  create_object_on_confirm: boolean,
  object_metadata: json,
  blob_property: text,
  blob_type: text,
  file_hash: text,
  skip_duplicates: boolean,
  is_duplicate: boolean,
  duplicate_of_upload_id: text,
  skipped_unique_key: boolean,
  existing_object_id: text,
  created_at: time,
  expires_at: time,
  completed_at: time,
  verified_at: time,
  etag: text,
  object_id: text,
  task_id: text,
  owner: text,
  attempt: number,
  guard: text,
  settle_until: time,
  deleted_at: time,
} as const satisfies Record<string, FieldSpec>

/** Of `blobs.*`, any blob of the object may satisfy a condition. */
export const OBJECT_FIELDS = {
  object_id: text,
  bucket_id: text,
  key_prefix: text,
  status,
  created_at: time,
  updated_at: time,
  metadata: json,
  'blobs.blob_id': textOfAny,
  'blobs.property': textOfAny,
  'blobs.type': textOfAny,
  'blobs.upload_id': textOfAny,
  'blobs.etag': textOfAny,
  'blobs.details.filename': textOfAny,
  'blobs.details.size_bytes': { type: 'number', isMany: true },
  'blobs.details.mime_type': textOfAny,
  'blobs.details.hash': textOfAny,
} as const satisfies Record<string, FieldSpec>

export const BUCKET_FIELDS = {
  bucket_id: text,
  bucket_name: text,
  description: text,
  status,
  is_locked: boolean,
  object_count: number,
  total_size_bytes: number,
  created_at: time,
  updated_at: time,
  last_upload_at: time,
  metadata: json,
} as const satisfies Record<string, FieldSpec>

export const TASK_FIELDS = {
  task_id: text,
  task_type: text,
  status,
  error: text,
  inputs: json,
  outputs: json,
  created_at: time,
  updated_at: time,
} as const satisfies Record<string, FieldSpec>

export type UploadFieldName = keyof typeof UPLOAD_FIELDS
export type ObjectFieldName = keyof typeof OBJECT_FIELDS
export type BucketFieldName = keyof typeof BUCKET_FIELDS
export type TaskFieldName = keyof typeof TASK_FIELDS

/** CONTRACT 7: an object's own metadata lies flat at its root, so a name that is no field is a member of it. */
export const UPLOAD_CATALOG: FieldCatalog = { fields: UPLOAD_FIELDS, flat: null }
export const OBJECT_CATALOG: FieldCatalog = { fields: OBJECT_FIELDS, flat: 'metadata' }
export const BUCKET_CATALOG: FieldCatalog = { fields: BUCKET_FIELDS, flat: null }
export const TASK_CATALOG: FieldCatalog = { fields: TASK_FIELDS, flat: null }

/** A path deeper than that addresses nothing that can be stored. */
const MAX_PATH = 32

/** `null`: there is no such field. Dots descend into objects. */
export function findField(catalog: FieldCatalog, name: string): FieldRef | null {
  const direct = specOf(catalog, name)
  if (direct) return refOf(name, direct, [])
  const [head = '', ...path] = name.split('.')
  if (path.length >= MAX_PATH) return null
  const root = specOf(catalog, head)
  if (root) return root.type === 'json' && path.every(Boolean) ? refOf(head, root, path) : null
  const flat = catalog.flat === null || head === 'blobs' ? null : specOf(catalog, catalog.flat)
  const isPath = head !== '' && path.every(Boolean)
  return flat && isPath ? refOf(catalog.flat ?? '', flat, [head, ...path]) : null
}

const specOf = ({ fields }: FieldCatalog, name: string): FieldSpec | undefined =>
  Object.hasOwn(fields, name) ? fields[name] : undefined

const refOf = (name: string, { type, isMany = false }: FieldSpec, path: string[]): FieldRef => ({
  name,
  type,
  path,
  isMany,
})

/** The values that a field is bound to, if it is. */
export const valuesOf = (catalog: FieldCatalog, { name }: FieldRef) => specOf(catalog, name)?.values
