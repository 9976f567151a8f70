import { BUCKET_FIELD_TYPES, type BucketFieldType } from '@landfall/core/wire'

/** A field as it stands in the form. */
export interface DraftField {
  /** Of the row, not of the field: names change while they are typed. */
  key: string
  name: string
  type: BucketFieldType
  isRequired: boolean
  description: string
  /** Values it may have, with commas between them; empty: any. */
  values: string
  /** Of an `object`. */
  fields: DraftField[]
  /** Of an `array`. */
  items: DraftField | null
  /** What a schema may say and the form does not show. */
  rest: Record<string, unknown>
}

let nextKey = 1

export function newField(part: Partial<Omit<DraftField, 'key'>> = {}): DraftField {
  return {
    key: `field-${nextKey++}`,
    name: '',
    type: 'string',
    isRequired: false,
    description: '',
    values: '',
    fields: [],
    items: part.type === 'array' ? newField() : null,
    rest: {},
    ...part,
  }
}

/** Another type; a list needs to say of what. */
export function withType(field: DraftField, type: BucketFieldType): DraftField {
  return { ...field, type, items: type === 'array' ? (field.items ?? newField()) : null }
}

const NUMBERS: ReadonlySet<string> = new Set(['number', 'integer', 'float'])

/** Types whose values can be listed. */
export const hasValues = ({ type }: Pick<DraftField, 'type'>): boolean =>
  type === 'string' || NUMBERS.has(type)

export function propertiesOf(fields: readonly DraftField[]): Record<string, unknown> {
  return Object.fromEntries(fields.map(field => [field.name.trim(), definitionOf(field)]))
}

function definitionOf(field: DraftField): Record<string, unknown> {
  const { type, isRequired, items, fields, rest } = field
  const description = field.description.trim()
  const values = valuesOf(field)
  return {
    type,
    ...(isRequired ? { required: true } : {}),
    ...(description === '' ? {} : { description }),
    ...(hasValues(field) && values.length > 0 ? { enum: values } : {}),
    ...(type === 'object' ? { properties: propertiesOf(fields) } : {}),
    ...(type === 'array' && items ? { items: definitionOf(items) } : {}),
    ...rest,
  }
}

function valuesOf({ type, values }: DraftField): (string | number)[] {
  const texts = values
    .split(',')
    .map(value => value.trim())
    .filter(value => value !== '')
  return NUMBERS.has(type) ? texts.map(Number) : texts
}

type Json = Record<string, unknown>
const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Of a schema that the API would take. */
export function fieldsOf(properties: unknown): DraftField[] {
  if (!isRecord(properties)) return []
  return Object.entries(properties).map(([name, definition]) => fieldOf(name, definition))
}

function fieldOf(name: string, given: unknown): DraftField {
  const {
    type,
    required,
    description,
    enum: values,
    properties,
    items,
    ...rest
  } = isRecord(given) ? given : {}
  const known = BUCKET_FIELD_TYPES.find(one => one === type) ?? 'string'
  return newField({
    name,
    type: known,
    isRequired: required === true,
    description: typeof description === 'string' ? description : '',
    ...valuesFrom(values, known, rest),
    fields: fieldsOf(properties),
    items: known === 'array' ? fieldOf('', items) : null,
  })
}

/** Values that a line of text cannot hold stay what they are. */
function valuesFrom(values: unknown, type: BucketFieldType, rest: Json): Pick<DraftField, 'values' | 'rest'> {
  if (values === undefined || values === null) return { values: '', rest }
  const isWritable = (value: unknown) =>
    typeof value === 'number'
      ? NUMBERS.has(type)
      : type === 'string' && typeof value === 'string' && value.trim() === value && !/^$|,/.test(value)
  return Array.isArray(values) && values.every(isWritable)
    ? { values: values.join(', '), rest }
    : { values: '', rest: { ...rest, enum: values } }
}

/** What is wrong, by the key of the row that it stands in. */
export function problemsOf(fields: readonly DraftField[]): Map<string, string> {
  const names = fields.map(({ name }) => name.trim())
  const own = fields.flatMap((field, index): [string, string][] => {
    const name = field.name.trim()
    if (name === '') return [[field.key, 'Give every field a name, or remove it']]
    if (names.indexOf(name) < index) return [[field.key, `There is a field “${name}” already`]]
    return []
  })
  return new Map([...own, ...fields.flatMap(field => [...problemsBelow(field)])])
}

function problemsBelow(field: DraftField): Map<string, string> {
  const bad = hasValues(field) ? valuesOf(field).find(value => Number.isNaN(value)) : undefined
  return new Map([
    ...(bad === undefined ? [] : ([[field.key, 'Every allowed value has to be a number']] as const)),
    ...(field.type === 'object' ? problemsOf(field.fields) : []),
    ...(field.type === 'array' && field.items ? problemsBelow(field.items) : []),
  ])
}
