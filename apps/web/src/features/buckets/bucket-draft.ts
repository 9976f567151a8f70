import { type ByteSizeText, readByteSize } from '#lib/byte-size.ts'
import type { ApiInputs } from '#lib/trpc.ts'

/** CONTRACT 3, BucketSchemaFieldType: what describes a file, then what is a file. */
export const FIELD_TYPES = [
  ...['string', 'number', 'integer', 'float', 'boolean', 'object', 'array', 'date', 'datetime'],
  ...['text', 'image', 'audio', 'video', 'pdf', 'excel'],
] as const

export interface DraftField {
  /** Of the row, not of the field: names change while they are typed. */
  key: string
  name: string
  type: string
}

/** A bucket as it stands in the form. */
export interface BucketDraft {
  name: string
  description: string
  fields: DraftField[]
  maxSize: ByteSizeText
  contentTypes: string
  requiresSize: boolean
}

export const EMPTY_DRAFT: BucketDraft = {
  name: '',
  description: '',
  fields: [],
  maxSize: { text: '', unit: '1000000' },
  contentTypes: '',
  requiresSize: false,
}

export type DraftErrors = Partial<Record<'name' | 'fields' | 'maxSize' | 'contentTypes', string>>

/** As the API has it; a family is `image/*`. */
const CONTENT_TYPE = /^[\w!#$&^.+*-]+\/[\w!#$&^.+*-]+$/

export function errorsOf(draft: BucketDraft): DraftErrors {
  const name = draft.name.trim()
  const fieldNames = draft.fields.map(field => field.name.trim())
  const maxBytes = readByteSize(draft.maxSize)
  const badType = typesOf(draft).find(type => !CONTENT_TYPE.test(type))
  return {
    ...(name === '' ? { name: 'Give the bucket a name' } : {}),
    ...(name.startsWith('bkt_') ? { name: 'A name cannot start with bkt_: ids do' } : {}),
    ...(fieldNames.includes('') ? { fields: 'Give every field a name, or remove it' } : {}),
    ...(new Set(fieldNames).size < fieldNames.length ? { fields: 'Two fields have the same name' } : {}),
    ...(maxBytes === undefined || maxBytes === 0 ? { maxSize: 'Give a number above 0, for example 25' } : {}),
    ...(badType ? { contentTypes: `“${badType}” is no type; image/png or image/* would be` } : {}),
  }
}

/** Of a draft without errors. */
export function inputOf(draft: BucketDraft): ApiInputs['buckets']['create'] {
  const properties = Object.fromEntries(draft.fields.map(({ name, type }) => [name.trim(), { type }]))
  return {
    bucket_name: draft.name.trim(),
    description: draft.description.trim() || null,
    bucket_schema: { properties },
    rules: {
      max_file_bytes: readByteSize(draft.maxSize) ?? null,
      content_types: typesOf(draft),
      require_size: draft.requiresSize,
    },
  }
}

function typesOf({ contentTypes }: BucketDraft): string[] {
  return contentTypes.split(/[\s,;]+/).filter(type => type !== '')
}
