/**
 * Requests out of the API's own document: those that fit it, and the same broken in one place. Whatever comes, the answer is
 * one that the document has, within its time, and never 5xx.
 */
import fc from 'fast-check'
import { buildDocument, OPERATIONS } from '../../src/openapi/build-document.ts'
import type { Operation } from '../../src/openapi/operation.ts'

type Schema = Record<string, unknown>

const DOCUMENT = buildDocument()

const ODD: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, '', -1, 0, 1.5, 1e300, true, [], {}, '\u0000', '\ud800', '../..', '%', "'; --"),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.json({ maxDepth: 3 }).map(text => JSON.parse(text)),
)

/** A value of the schema, as far as a generator can know; what refinements add is the server's to refuse. */
export function valueFor(schema: Schema, depth = 3): fc.Arbitrary<unknown> {
  if (typeof schema.$ref === 'string') {
    const name = schema.$ref.split('/').at(-1) ?? ''
    return valueFor(DOCUMENT.components.schemas[name] ?? {}, depth)
  }
  return choiceOf(schema, depth) ?? valueOfType(schema, depth)
}

function choiceOf(schema: Schema, depth: number): fc.Arbitrary<unknown> | null {
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum)
  if ('const' in schema) return fc.constant(schema.const)
  const choices: Schema[] | null = Array.isArray(schema.anyOf)
    ? schema.anyOf
    : Array.isArray(schema.type)
      ? schema.type.map(type => ({ ...schema, type }))
      : null
  return choices && fc.oneof(...choices.map(one => valueFor(one, depth)))
}

function valueOfType(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  switch (schema.type) {
    case 'null':
      return fc.constant(null)
    case 'boolean':
      return fc.boolean()
    case 'integer':
    case 'number':
      return fc.integer({
        min: Math.max(Number(schema.minimum ?? 0), -1e9),
        max: Math.min(Number(schema.maximum ?? 1e6), 1e6),
      })
    case 'string':
      return typeof schema.pattern === 'string'
        ? fc.stringMatching(new RegExp(schema.pattern))
        : fc.string({
            minLength: Number(schema.minLength ?? 0),
            maxLength: Math.min(Number(schema.maxLength ?? 40), 40),
          })
    case 'array':
      return fc.array(valueFor((schema.items ?? {}) as Schema, depth - 1), {
        minLength: Number(schema.minItems ?? 0),
        maxLength: 3,
      })
    case 'object':
      return objectOf(schema, depth)
    default:
      return ODD
  }
}

function objectOf(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Schema>)
  const required = (schema.required ?? []) as string[]
  const known = fc.record(
    Object.fromEntries(properties.map(([name, one]) => [name, valueFor(one, depth - 1)])),
    {
      requiredKeys: required.filter(name => properties.some(([known]) => known === name)),
    },
  )
  if (depth <= 0 || !schema.additionalProperties) return known
  return fc
    .tuple(known, fc.dictionary(fc.string({ maxLength: 8 }), ODD, { maxKeys: 2 }))
    .map(([a, b]) => ({ ...b, ...a }))
}

export interface FuzzRequest {
  method: string
  path: string
  json: unknown
}

const IDS: Record<string, string[]> = {
  bucket_identifier: ['uploads', 'fuzzed'],
  scope: ['organization', 'namespace', 'bucket', 'owner'],
}

/** A wait for what never comes would take its time by right. */
const PATIENCE = 'timeout_seconds'

function requestOf(operation: Operation, ids: string[]): fc.Arbitrary<FuzzRequest> {
  const names = Array.from(operation.path.matchAll(/\{(\w+)\}/g), ([, name = '']) => name)
  const path = fc.record(
    Object.fromEntries(
      names.map(name => [
        name,
        fc.oneof(
          { weight: 4, arbitrary: fc.constantFrom(...(IDS[name] ?? ids)) },
          { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }) },
        ),
      ]),
    ),
  )
  const query = fc.record(
    Object.fromEntries(
      Object.entries(operation.query ?? {}).map(([name, { schema }]) => [
        name,
        name === PATIENCE
          ? fc.oneof(fc.constant(0), ODD)
          : fc.oneof(valueFor(schema as Schema), fc.string({ maxLength: 20 })),
      ]),
    ),
    { requiredKeys: operation.query && PATIENCE in operation.query ? [PATIENCE] : [] },
  )
  const body = operation.body
    ? fc.oneof(
        { weight: 5, arbitrary: valueFor({ $ref: `#/components/schemas/${operation.body.name}` }) },
        { weight: 3, arbitrary: broken(operation.body.example) },
        { weight: 1, arbitrary: ODD },
      )
    : fc.constant(undefined)
  return fc.tuple(path, query, body).map(([inPath, inQuery, json]) => ({
    method: operation.method.toUpperCase(),
    path: fill(operation.path, inPath) + search(inQuery),
    json,
  }))
}

/** The example with one of its members replaced. */
const broken = (example: object) =>
  fc
    .tuple(fc.constantFrom(...Object.keys(example)), ODD)
    .map(([name, value]) => ({ ...example, [name]: value }))

const encode = (text: string) => encodeURIComponent(text.toWellFormed())
const fill = (path: string, values: Record<string, string>) =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encode(values[name] ?? ''))

function search(values: Record<string, unknown>): string {
  const parts = Object.entries(values).map(([name, value]) => `${name}=${encode(String(value))}`)
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}

/** What closes buckets, renames them or leaves no room comes last: the others would only be refused after it. */
const LAST = ['patch_bucket', 'update_bucket', 'set_quota', 'delete_bucket']

/** Each operation as often as any other. */
export const requests = (ids: string[]): fc.Arbitrary<FuzzRequest>[] =>
  OPERATIONS.toSorted((a, b) => LAST.indexOf(a.id) - LAST.indexOf(b.id)).map(operation =>
    requestOf(operation, ids),
  )
