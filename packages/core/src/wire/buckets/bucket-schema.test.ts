import { expect, it } from 'vitest'
import { bucketSchema } from './bucket-schema.ts'

const problems = (schema: unknown) =>
  bucketSchema.safeParse(schema).error?.issues.map(({ path }) => path.join('.')) ?? []

it('takes nested fields and keeps what it does not know', () => {
  const schema = {
    title: 'Invoice',
    properties: {
      status: { type: 'string', enum: ['open', 'paid'], required: true, format: 'x' },
      lines: {
        type: 'array',
        items: { type: 'object', properties: { price: { type: 'number', default: 0 } } },
      },
    },
  }
  expect(bucketSchema.parse(schema)).toEqual(schema)
  expect(bucketSchema.parse({ properties: {} })).toEqual({ properties: {} })
})

it.each([
  [{}, 'properties'],
  [{ properties: [] }, 'properties'],
  [{ properties: { a: 'string' } }, 'properties.a'],
  [{ properties: { a: {} } }, 'properties.a.type'],
  [{ properties: { a: { type: 'String' } } }, 'properties.a.type'],
  [{ properties: { a: { type: 'string', required: 'yes' } } }, 'properties.a.required'],
  [{ properties: { a: { type: 'string', enum: 'x' } } }, 'properties.a.enum'],
  [
    { properties: { a: { type: 'integer', default: 'x' }, b: { type: 'pdf', required: true } } },
    'properties.a.default',
  ],
  [{ properties: { a: { type: 'string', enum: ['x'], default: 'y' } } }, 'properties.a.default'],
  [
    { properties: { a: { type: 'array', items: { type: 'number' }, default: [1, 'x'] } } },
    'properties.a.default.1',
  ],
  [{ properties: { a: { type: 'array', items: { type: 'list' } } } }, 'properties.a.items.type'],
  [{ properties: { a: { type: 'object', properties: { b: {} } } } }, 'properties.a.properties.b.type'],
])('names the path of what is wrong in %j', (schema, path) => {
  expect(problems(schema)).toEqual([path])
})
