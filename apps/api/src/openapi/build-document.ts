/**
 * OpenAPI 3.1 out of the schemas of core/wire. Nothing of a request or an answer is said a second time here: a route adds
 * its path, query, header and status (operation.ts), everything else is the schema that the procedure itself uses.
 */
import { HTTP_STATUS } from '@landfall/core/domain'
import { bucketSchema } from '@landfall/core/wire'
import { z } from 'zod'
import { BUCKET_OPERATIONS } from './bucket-operations.ts'
import { OBJECT_OPERATIONS } from './object-operations.ts'
import type { Operation, Parameter } from './operation.ts'
import { QUOTA_OPERATIONS, TASK_OPERATIONS } from './other-operations.ts'
import { PART_OPERATIONS } from './part-operations.ts'
import { PARTS, RESPONSES } from './schemas.ts'
import { TOKEN_OPERATIONS } from './token-operations.ts'
import { UPLOAD_OPERATIONS } from './upload-operations.ts'

export const OPERATIONS: readonly Operation[] = [
  ...UPLOAD_OPERATIONS,
  ...PART_OPERATIONS,
  ...BUCKET_OPERATIONS,
  ...OBJECT_OPERATIONS,
  ...TASK_OPERATIONS,
  ...QUOTA_OPERATIONS,
  ...TOKEN_OPERATIONS,
]

type Json = Record<string, unknown>

export interface OpenApiDocument extends Json {
  openapi: '3.1.0'
  paths: Record<string, Record<string, Json>>
  components: { schemas: Record<string, Json> } & Json
}

/** `isClosed`: an answer with a field that is not documented does not fit. For tests; clients ignore what they do not know. */
export function buildDocument({ isClosed = false } = {}): OpenApiDocument {
  const paths: OpenApiDocument['paths'] = {}
  for (const operation of OPERATIONS) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Landfall',
      version: '1.0.0',
      description:
        'Presigned uploads with a mandatory confirm: create an upload, PUT the file to its URL, confirm. Success is 200 (204 for ' +
        'the deletes of uploads and objects). Unknown keys of a request are ignored.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ key: [] }],
    tags: ['Uploads', 'Buckets', 'Objects', 'Tasks', 'Quotas', 'Tokens'].map(name => ({ name })),
    paths,
    components: {
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API key, `sk_...`, or, for uploads alone, an upload token',
        },
      },
      schemas: { ...responseSchemas(isClosed), ...requestSchemas() },
      responses: ERROR_RESPONSES,
    },
  }
}

function describe(operation: Operation): Json {
  const { id, tag, summary, description, body } = operation
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: description ?? `${summary}.`,
    parameters: parametersOf(operation),
    ...(body && {
      requestBody: {
        // Generated clients send a JSON content type with nothing in it for no body at all (CONTRACT 1.5).
        required: isRequired(body.schema),
        content: {
          'application/json': { schema: refTo(body.name), examples: { example: { value: body.example } } },
        },
      },
    }),
    responses: { ...successOf(operation), ...ERROR_REFS },
  }
}

const isRequired = (schema: z.ZodType) =>
  !schema.safeParse({ bucket: 'b', upload_id: 'u', scope: 'organization' }).success

function parametersOf({ path, query = {}, takesIdempotencyKey, ignoresNamespace }: Operation): Json[] {
  const named = (name: string, place: string, { description, schema }: Parameter): Json => ({
    name,
    in: place,
    required: place === 'path',
    description,
    schema,
  })
  return [
    ...Array.from(path.matchAll(/\{(\w+)\}/g), ([, name = '']) => named(name, 'path', IN_PATH[name] ?? NAME)),
    ...Object.entries(query).map(([name, parameter]) => named(name, 'query', parameter)),
    ...(ignoresNamespace ? [] : [named('X-Namespace', 'header', NAMESPACE)]),
    ...(takesIdempotencyKey ? [named('Idempotency-Key', 'header', IDEMPOTENCY_KEY)] : []),
  ]
}

const NAME: Parameter = { description: 'Id', schema: { type: 'string', minLength: 1, maxLength: 255 } }
const IN_PATH: Record<string, Parameter> = {
  bucket_identifier: { ...NAME, description: 'Id or name of the bucket' },
  scope: {
    description: 'Of what',
    schema: { type: 'string', enum: ['organization', 'namespace', 'bucket', 'owner'] },
  },
}
const NAMESPACE: Parameter = {
  description:
    'Id or name of a namespace; default: the one of the key. A name that is not ASCII is sent percent-encoded (UTF-8), as is one with a percent sign',
  schema: { type: 'string' },
}
const IDEMPOTENCY_KEY: Parameter = {
  description:
    'The same request with the same key is answered with what it made the first time, for 24 hours',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
}

function successOf({ response, redirects }: Operation): Json {
  if (redirects) {
    const location = {
      description: 'A signed URL that lives for an hour',
      schema: { type: 'string', format: 'uri' },
    }
    return { 302: { description: 'Where the bytes are', headers: { Location: location } } }
  }
  if (response === null) return { 204: { description: 'Done' } }
  return { 200: { description: 'Done', content: { 'application/json': { schema: refTo(response) } } } }
}

const refTo = (name: string) => ({ $ref: `#/components/schemas/${name}` })

const STATUS_TEXT: Record<string, string> = {
  400: 'What was claimed is not what the store holds, or a policy is missing',
  401: 'No valid credential',
  403: 'Not allowed, or a quota is exceeded',
  404: 'Unknown, or somebody else’s',
  409: 'The present state forbids it',
  413: 'Larger than is allowed',
  422: 'The request does not fit its schema, field by field',
  429: 'Too many; wait as long as `Retry-After` says',
  500: 'A bug on our side, with a request id',
  503: 'Storage or database is unavailable; `Retry-After` says when to try again',
}

const RETRY_AFTER = { description: 'Seconds to wait', schema: { type: 'integer', minimum: 0 } }

const STATUSES = [...new Set(Object.values(HTTP_STATUS))].sort()
const ERROR_REFS = Object.fromEntries(
  STATUSES.map(status => [status, { $ref: `#/components/responses/Error${status}` }]),
)
const ERROR_RESPONSES = Object.fromEntries(
  STATUSES.map(status => [
    `Error${status}`,
    {
      description: STATUS_TEXT[status] ?? 'Refused',
      ...((status === 429 || status === 503) && { headers: { 'Retry-After': RETRY_AFTER } }),
      content: {
        'application/json': { schema: refTo(status === 422 ? 'HTTPValidationError' : 'ErrorResponse') },
      },
    },
  ]),
)

function responseSchemas(isClosed: boolean): Record<string, Json> {
  const registry = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries({ ...RESPONSES, ...PARTS })) registry.add(schema, { id })
  const { schemas } = z.toJSONSchema(registry, {
    io: 'output',
    uri: id => `#/components/schemas/${id}`,
    override: ({ jsonSchema }) => {
      if (!isClosed && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
    },
  })
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, withoutMeta(schema)]))
}

function requestSchemas(): Record<string, Json> {
  return Object.fromEntries(
    OPERATIONS.flatMap(({ body }) => (body ? [[body.name, requestSchema(body)] as const] : [])),
  )
}

function requestSchema({ schema, without = [] }: NonNullable<Operation['body']>): Json {
  const { properties, required, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      // Plain JSON where it is checked; its fields nest in themselves, which only a component of the document can say.
      if (zodSchema === bucketSchema) replaceBy(jsonSchema, refTo('BucketSchema'))
    },
  })
  const names = (required ?? []).filter(name => !without.includes(name))
  return {
    ...withoutMeta(rest),
    properties: Object.fromEntries(
      Object.entries(properties ?? {}).filter(([name]) => !without.includes(name)),
    ),
    ...(names.length > 0 && { required: names }),
  }
}

function replaceBy(schema: object, other: object): void {
  for (const key of Object.keys(schema)) Reflect.deleteProperty(schema, key)
  Object.assign(schema, other)
}

function withoutMeta(schema: object): Json {
  const { $schema: _, $id: _id, ...rest } = schema as Json
  return rest
}
