/**
 * The bucket's schema held against an upload that will make an object: before a URL is made, and once more at confirm
 * where the schema was changed in between (CONTRACT 4.1). An upload without an object is looked at when one names it.
 */
import { blobPropertyOf, blobTypeOf } from '../../domain/blob-type.ts'
import type { BucketRecord } from '../../domain/bucket.ts'
import { contentFits, fieldOf, namesFiles, schemaFields, schemaIssues } from '../../domain/bucket-schema.ts'
import type { DomainError, FieldIssue } from '../../domain/errors.ts'
import type { JsonObject } from '../../domain/upload.ts'

type Schema = Pick<BucketRecord, 'schema'>

export interface SchemaSubject {
  createObject: boolean
  filename: string
  contentType: string
  /** `null`: left to default. */
  blobProperty: string | null
  blobType: string | null
  objectMetadata: JsonObject | null
}

export function refuseBySchema(bucket: Schema, subject: SchemaSubject): DomainError | null {
  if (!subject.createObject) return null
  const property = subject.blobProperty ?? blobPropertyOf(subject.filename)
  const issues = [
    ...fileIssues(bucket, subject, property),
    ...schemaIssues(bucket.schema, { metadata: subject.objectMetadata, files: [property] }).map(issue => ({
      ...issue,
      path: ['object_metadata', ...issue.path],
    })),
  ]
  return issues.length === 0 ? null : invalidFields(issues)
}

/** 422, naming the first of what is wrong. */
export function invalidFields(issues: FieldIssue[]): DomainError {
  const [first] = issues
  return { code: 'INVALID_INPUT', message: `${first?.path.join('.')} ${first?.message}`, issues }
}

/** What a blob of this property is, upper case: the field says it, else the bytes' own type. */
export function blobTypeFor({ schema }: Schema, property: string, contentType: string): string {
  return (fieldOf(schema, property)?.type ?? blobTypeOf(contentType)).toUpperCase()
}

function fileIssues(bucket: Schema, subject: SchemaSubject, property: string): FieldIssue[] {
  const { schema } = bucket
  const field = fieldOf(schema, property)
  if (field === null) {
    const isFree = subject.blobProperty === null ? !namesFiles(schema) : hasNoFields(schema)
    return isFree ? [] : [issueAt('blob_property', unknownProperty(schema, property))]
  }
  const issues: FieldIssue[] = []
  if (subject.blobType !== null && subject.blobType.toLowerCase() !== field.type) {
    issues.push(issueAt('blob_type', `must be ${field.type}, the type of ${property} in this bucket`))
  }
  if (!contentFits(field.type, subject.contentType)) {
    issues.push(issueAt('content_type', doesNotFit(property, field.type, subject.contentType)))
  }
  return issues
}

export const doesNotFit = (property: string, type: string, contentType: string) =>
  `is ${contentType}, and ${property} is of type ${type} in this bucket`

export const unknownProperty = (schema: JsonObject | null, property: string) =>
  `${property} is not in the schema of this bucket; it has ${Object.keys(schemaFields(schema)).slice(0, 20).join(', ')}`

const hasNoFields = (schema: JsonObject | null) => Object.keys(schemaFields(schema)).length === 0
const issueAt = (field: string, message: string): FieldIssue => ({
  path: [field],
  message,
  type: 'value_error',
})
