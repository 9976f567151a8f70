/**
 * The bucket's unique fields (CONTRACT 5.4 and 6): at most one object of a bucket has the same values in all of them.
 * Read from the metadata that the object is about to get.
 */
import type { FieldIssue } from './errors.ts'
import type { JsonObject } from './upload.ts'

export const MAX_UNIQUE_TEXT_CHARACTERS = 255

/** CONTRACT 6: the fields of a unique key are single values of the schema. */
export const SCALAR_FIELD_TYPES: readonly string[] = [
  'string',
  'text',
  'number',
  'integer',
  'float',
  'boolean',
  'date',
  'datetime',
]

export interface UniqueKeyConfig {
  fields: string[]
  defaultPolicy: 'insert' | 'update' | 'upsert' | null
}

/** A bucket's `unique_key` as it was stored. */
export function uniqueKeyConfig(stored: JsonObject | null): UniqueKeyConfig | null {
  if (stored === null || !Array.isArray(stored.fields)) return null
  const { default_policy: policy } = stored
  const isPolicy = policy === 'insert' || policy === 'update' || policy === 'upsert'
  return { fields: stored.fields.map(String), defaultPolicy: isPolicy ? policy : null }
}

/** One text for the values of the fields, whatever their order; `1` and `'1'` are two values. */
export function uniqueKeyOf(
  config: UniqueKeyConfig,
  metadata: JsonObject | null,
): { key: string } | { issues: FieldIssue[] } {
  const fields = [...new Set(config.fields)].sort()
  const values = fields.map(field => ({ field, value: ownValue(metadata, field) }))
  const issues = values.flatMap(({ field, value }) => issuesOf(field, value))
  return issues.length > 0
    ? { issues }
    : { key: JSON.stringify(values.map(({ field, value }) => [field, value])) }
}

const ownValue = (metadata: JsonObject | null, field: string): unknown =>
  metadata !== null && Object.hasOwn(metadata, field) ? metadata[field] : undefined

function issuesOf(field: string, value: unknown): FieldIssue[] {
  const issue = (message: string): FieldIssue[] => [
    { path: ['object_metadata', field], message, type: 'value_error' },
  ]
  if (value === undefined || value === null || value === '')
    return issue('is part of the unique key of this bucket and must have a value')
  if (typeof value === 'object')
    return issue('is part of the unique key of this bucket and must be a single value')
  if (typeof value === 'number' && !isExact(value))
    return issue('is part of the unique key, and a number of this size is not kept exactly; send it as text')
  if (typeof value === 'string' && Array.from(value).length > MAX_UNIQUE_TEXT_CHARACTERS)
    return issue(`is part of the unique key and must be at most ${MAX_UNIQUE_TEXT_CHARACTERS} characters`)
  return []
}

/** Beyond these, different numbers of the request have become one before we see them, or infinite. */
const isExact = (value: number) => Math.abs(value) <= Number.MAX_SAFE_INTEGER
