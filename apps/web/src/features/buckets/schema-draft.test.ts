import { bucketSchema } from '@landfall/core/wire'
import { expect, it } from 'vitest'
import { fieldsOf, newField, problemsOf, propertiesOf, withType } from './schema-draft.ts'
import { readSchemaText, writeSchemaText } from './schema-json.ts'

const SCHEMA = {
  properties: {
    status: { type: 'string', required: true, description: 'Where it is', enum: ['open', 'paid'] },
    stars: { type: 'integer', enum: [1, 2, 3] },
    lines: {
      type: 'array',
      items: { type: 'object', properties: { what: { type: 'string', required: true } } },
    },
    scan: { type: 'pdf', default: null, examples: ['a.pdf'], unit: 'page' },
    odd: { type: 'string', enum: ['a, b', null] },
  },
}

it('writes what it reads, whatever the form shows of it', () => {
  expect(propertiesOf(fieldsOf(SCHEMA.properties))).toEqual(SCHEMA.properties)
})

it('writes what the API takes', () => {
  const list = withType(newField({ name: ' tags ' }), 'array')
  const properties = propertiesOf([
    list,
    newField({ name: 'shape', type: 'object', fields: [newField({ name: 'w' })] }),
  ])
  expect(bucketSchema.parse({ properties })).toEqual({
    properties: {
      tags: { type: 'array', items: { type: 'string' } },
      shape: { type: 'object', properties: { w: { type: 'string' } } },
    },
  })
})

it('forgets what another type has no use for', () => {
  const field = withType(newField({ name: 'a', type: 'array', values: 'x' }), 'boolean')
  expect(propertiesOf([field])).toEqual({ a: { type: 'boolean' } })
})

it('finds what is wrong at every depth, and tells it of its row', () => {
  const unnamed = newField()
  const twice = newField({ name: ' a ' })
  const text = newField({ name: 'n', type: 'number', values: '1, two' })
  const fields = [
    newField({ name: 'a' }),
    twice,
    newField({ name: 'o', type: 'object', fields: [unnamed] }),
    newField({ name: 'l', type: 'array', items: newField({ type: 'object', fields: [text] }) }),
  ]
  expect([...problemsOf(fields).keys()].toSorted()).toEqual([unnamed.key, twice.key, text.key].toSorted())
})

it('reads a schema that was typed', () => {
  expect(readSchemaText(writeSchemaText(SCHEMA))).toEqual({ schema: SCHEMA, problems: null })
})

it.each([
  ['{', /^This is not JSON: /],
  ['[]', /^schema: /],
  ['{}', /^properties: /],
  ['{"properties":{"a":{"type":"array","items":{"type":"list"}}}}', /^properties\.a\.items\.type: /],
])('says of %s where it is wrong', (text, problem) => {
  const { problems } = readSchemaText(text)
  expect(problems).toHaveLength(1)
  expect(problems?.[0]).toMatch(problem)
})

it('names a few of many problems', () => {
  const properties = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`f${index}`, {}]))
  expect(readSchemaText(JSON.stringify({ properties })).problems?.at(-1)).toBe('… and 12 more')
})
