import { type ByteSizeText, readByteSize } from '#lib/byte-size.ts'
import type { ApiInputs } from '#lib/trpc.ts'
import { type DraftField, problemsOf, propertiesOf } from './schema-draft.ts'
import { readSchemaText } from './schema-json.ts'

/** A bucket as it stands in the form. */
export interface BucketDraft {
  name: string
  description: string
  fields: DraftField[]
  /** The schema as text, where it is written by hand instead of by `fields`; null: it is not. */
  schemaText: string | null
  maxSize: ByteSizeText
  contentTypes: string
  requiresSize: boolean
}

export const EMPTY_DRAFT: BucketDraft = {
  name: '',
  description: '',
  fields: [],
  schemaText: null,
  maxSize: { text: '', unit: '1000000' },
  contentTypes: '',
  requiresSize: false,
}

export type DraftErrors = Partial<Record<'name' | 'schema' | 'maxSize' | 'contentTypes', string>>

/** As the API has it; a family is `image/*`. */
const CONTENT_TYPE = /^[\w!#$&^.+*-]+\/[\w!#$&^.+*-]+$/

export function errorsOf(draft: BucketDraft): DraftErrors {
  const name = draft.name.trim()
  const schemaProblem = problemOfSchema(draft)
  const maxBytes = readByteSize(draft.maxSize)
  const badType = typesOf(draft).find(type => !CONTENT_TYPE.test(type))
  return {
    ...(name === '' ? { name: 'Give the bucket a name' } : {}),
    ...(name.startsWith('bkt_') ? { name: 'A name cannot start with bkt_: ids do' } : {}),
    ...(schemaProblem ? { schema: schemaProblem } : {}),
    ...(maxBytes === undefined || maxBytes === 0 ? { maxSize: 'Give a number above 0, for example 25' } : {}),
    ...(badType ? { contentTypes: `“${badType}” is no type; image/png or image/* would be` } : {}),
  }
}

/** Of a draft without errors. */
export function inputOf(draft: BucketDraft): ApiInputs['buckets']['create'] {
  return {
    bucket_name: draft.name.trim(),
    description: draft.description.trim() || null,
    bucket_schema: schemaOf(draft) ?? { properties: {} },
    rules: {
      max_file_bytes: readByteSize(draft.maxSize) ?? null,
      content_types: typesOf(draft),
      require_size: draft.requiresSize,
    },
  }
}

/** Null: what was typed is none. */
export function schemaOf({ fields, schemaText }: BucketDraft): Record<string, unknown> | null {
  return schemaText === null ? { properties: propertiesOf(fields) } : readSchemaText(schemaText).schema
}

function problemOfSchema({ fields, schemaText }: BucketDraft): string | undefined {
  if (schemaText === null) return problemsOf(fields).values().next().value
  return readSchemaText(schemaText).problems?.[0]
}

function typesOf({ contentTypes }: BucketDraft): string[] {
  return contentTypes.split(/[\s,;]+/).filter(type => type !== '')
}
