/**
 * A bucket's schema (CONTRACT 6) held against files and metadata. Pure. A schema without fields asks for nothing; one that
 * has fields, none of them a file's, describes metadata alone and takes any file.
 */
import type { FieldIssue } from './errors.ts'
import type { JsonObject } from './upload.ts'

export interface SchemaField {
  type: string
  required?: boolean | null
  /** `null` is what generated clients send for none. */
  default?: unknown
  enum?: unknown[] | null
  items?: SchemaField | null
  properties?: Record<string, SchemaField> | null
}

const FILE_TYPES = new Set(['text', 'image', 'audio', 'video', 'pdf', 'excel'])

const EXCEL = [
  'application/vnd.ms-excel',
  'application/vnd.ms-excel.sheet.macroenabled.12',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.oasis.opendocument.spreadsheet',
  'text/csv',
]
const TEXT = [
  'application/json',
  'application/xml',
  'application/x-ndjson',
  'application/yaml',
  'application/rtf',
]

/** MIME types that each type of field takes: families end in a slash. Types that are not here are no files. */
const FITTING: Record<string, readonly string[]> = {
  image: ['image/'],
  // A GIF may be either, CONTRACT 6.
  video: ['video/', 'image/gif'],
  audio: ['audio/', 'application/ogg'],
  text: ['text/', ...TEXT],
  string: ['text/', ...TEXT],
  pdf: ['application/pdf'],
  excel: EXCEL,
  object: ['application/json'],
  array: ['application/json', 'application/x-ndjson'],
}

export function schemaFields(schema: JsonObject | null): Record<string, SchemaField> {
  const properties = schema?.properties
  return typeof properties === 'object' && properties !== null
    ? (properties as Record<string, SchemaField>)
    : {}
}

export function fieldOf(schema: JsonObject | null, property: string): SchemaField | null {
  const fields = schemaFields(schema)
  return Object.hasOwn(fields, property) ? (fields[property] ?? null) : null
}

/** Whether the schema says which files there may be. */
export const namesFiles = (schema: JsonObject | null): boolean =>
  Object.values(schemaFields(schema)).some(({ type }) => FILE_TYPES.has(type))

export function contentFits(fieldType: string, contentType: string): boolean {
  const essence = (contentType.split(';')[0] ?? '').trim().toLowerCase()
  return (Object.hasOwn(FITTING, fieldType) ? (FITTING[fieldType] ?? []) : []).some(type =>
    type.endsWith('/') ? essence.startsWith(type) : essence === type,
  )
}

/** Values that the schema gives to what was left out; the caller's own always win. */
export function withDefaults(schema: JsonObject | null, metadata: JsonObject | null): JsonObject | null {
  const given = metadata ?? {}
  const missing = Object.entries(schemaFields(schema)).flatMap(([name, field]) =>
    isAbsent(field.default) || !isAbsent(ownValue(given, name)) ? [] : [[name, field.default] as const],
  )
  return missing.length === 0 ? metadata : { ...given, ...Object.fromEntries(missing) }
}

/**
 * What of the metadata does not fit. `files`: the properties that files are given for, which is how a required one may be
 * there. Fields that the schema does not name are free.
 */
export function schemaIssues(
  schema: JsonObject | null,
  { metadata, files }: { metadata: JsonObject | null; files: readonly string[] },
): FieldIssue[] {
  return Object.entries(schemaFields(schema)).flatMap(([name, field]) => {
    const value = metadata === null ? undefined : ownValue(metadata, name)
    if (!isAbsent(value)) return valueIssues(field, value, [name])
    const isMissing = field.required === true && !files.includes(name)
    return isMissing ? [issue([name], 'is required by the schema of this bucket', 'missing')] : []
  })
}

type Path = FieldIssue['path']

function valueIssues(field: SchemaField, value: unknown, path: Path): FieldIssue[] {
  const expected = TYPES[field.type]
  if (expected && !expected.accepts(value)) return [issue(path, `must be ${expected.name}`, 'type_error')]
  if (Array.isArray(field.enum) && !field.enum.some(allowed => isSame(allowed, value)))
    return [
      issue(path, `must be one of ${field.enum.map(allowed => JSON.stringify(allowed)).join(', ')}`, 'enum'),
    ]
  if (Array.isArray(value)) {
    const { items } = field
    return items ? value.flatMap((item, index) => valueIssues(items, item, [...path, index])) : []
  }
  return typeof value === 'object' && value !== null
    ? memberIssues(field.properties ?? {}, value as JsonObject, path)
    : []
}

function memberIssues(fields: Record<string, SchemaField>, value: JsonObject, path: Path): FieldIssue[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const member = ownValue(value, name)
    if (!isAbsent(member)) return valueIssues(field, member, [...path, name])
    return field.required === true
      ? [issue([...path, name], 'is required by the schema of this bucket', 'missing')]
      : []
  })
}

interface ValueType {
  name: string
  accepts(value: unknown): boolean
}

const STRING: ValueType = { name: 'text', accepts: value => typeof value === 'string' }
const NUMBER: ValueType = { name: 'a number', accepts: value => typeof value === 'number' }
const TYPES: Record<string, ValueType> = {
  string: STRING,
  text: STRING,
  number: NUMBER,
  float: NUMBER,
  integer: { name: 'a whole number', accepts: Number.isInteger },
  boolean: { name: 'true or false', accepts: value => typeof value === 'boolean' },
  array: { name: 'an array', accepts: Array.isArray },
  object: {
    name: 'an object',
    accepts: value => typeof value === 'object' && value !== null && !Array.isArray(value),
  },
  date: { name: 'a date such as 2026-11-22', accepts: value => isTime(value, /^\d{4}-\d{2}-\d{2}$/) },
  datetime: {
    name: 'a time in ISO 8601',
    accepts: value =>
      isTime(value, /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}:?\d{2})?$/),
  },
}

function isTime(value: unknown, shape: RegExp): boolean {
  if (typeof value !== 'string' || !shape.test(value)) return false
  const day = new Date(`${value.slice(0, 10)}T00:00:00Z`)
  // A 31 February parses as a day of March.
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value.slice(0, 10))
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
const isAbsent = (value: unknown) => value === undefined || value === null
const ownValue = (object: JsonObject, name: string) =>
  Object.hasOwn(object, name) ? object[name] : undefined
const issue = (path: Path, message: string, type: string): FieldIssue => ({ path, message, type })
