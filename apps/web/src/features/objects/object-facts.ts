import type { ObjectRow } from './hooks/use-objects.ts'

/** An object is called by its first file, which its sort and search go by too. */
export function nameOf(object: ObjectRow): string {
  return object.blobs[0]?.details.filename ?? object.object_id
}

/** Of its first file. */
export function typeOf(object: ObjectRow): string {
  return object.blobs[0]?.details.mime_type ?? ''
}

/** Of all its files, in bytes. */
export function sizeOf(object: ObjectRow): number {
  return object.blobs.reduce((sum, blob) => sum + blob.details.size_bytes, 0)
}

/** Nothing lies where one of its files should. */
export const isMissing = ({ blobs }: ObjectRow) => blobs.some(blob => Boolean(blob.bytes_missing_since))

const OWN_FIELDS = new Set([
  'object_id',
  'bucket_id',
  'key_prefix',
  'blobs',
  'status',
  'created_at',
  'updated_at',
])

/** What was given at upload lies flat beside the object's own fields, and what is called like one of those in `metadata`. */
export function metadataOf(object: ObjectRow): [name: string, value: unknown][] {
  return Object.entries(object).flatMap(([name, value]) => {
    if (OWN_FIELDS.has(name)) return []
    const isNested = name === 'metadata' && typeof value === 'object' && !Array.isArray(value)
    return isNested ? Object.entries(value ?? {}) : [[name, value] as [string, unknown]]
  })
}
