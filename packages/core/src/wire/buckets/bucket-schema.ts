import { z } from 'zod'
import { schemaFields, schemaIssues, withDefaults } from '../../domain/bucket-schema.ts'
import { jsonObject } from '../text.ts'

/** CONTRACT 3, BucketSchemaFieldType: what describes a file, then what is a file. */
export const BUCKET_FIELD_TYPES = [
  ...(['string', 'number', 'integer', 'float', 'boolean', 'object', 'array', 'date', 'datetime'] as const),
  ...(['text', 'image', 'audio', 'video', 'pdf', 'excel'] as const),
] as const

export type BucketFieldType = (typeof BUCKET_FIELD_TYPES)[number]

/** CONTRACT 6, BucketSchemaFieldInput: unknown keys are kept. */
export const bucketSchemaField = z.looseObject({
  type: z.enum(BUCKET_FIELD_TYPES, `must be one of ${BUCKET_FIELD_TYPES.join(', ')}`),
  description: z.string().nullish(),
  enum: z.array(z.unknown()).nullish(),
  examples: z.array(z.unknown()).nullish(),
  required: z.boolean().nullish(),
  /** Of an `array`. */
  get items() {
    return bucketSchemaField.nullish()
  },
  /** Of an `object`. */
  get properties() {
    return z.record(z.string(), bucketSchemaField).nullish()
  },
})

/** The shape of a bucket's schema, which the API's document shows for it. */
export const bucketSchemaFields = z.looseObject({ properties: z.record(z.string(), bucketSchemaField) })

/** CONTRACT 6, BucketSchemaInput. Stored as it was sent, so it is plain JSON that is looked at. */
export const bucketSchema = jsonObject.superRefine((schema, context) => {
  const { error } = bucketSchemaFields.safeParse(schema)
  const issues = error?.issues ?? defaultIssues(schema)
  for (const { path, message } of issues) context.addIssue({ code: 'custom', path, message })
})

/** Filled in by us, a default that its own field does not take would make every create fail that relies on it. */
function defaultIssues(schema: Record<string, unknown>) {
  const files = Object.keys(schemaFields(schema))
  const issues = schemaIssues(schema, { metadata: withDefaults(schema, null), files })
  return issues.map(({ path: [name = '', ...below], message }) => ({
    path: ['properties', name, 'default', ...below],
    message,
  }))
}
