import { createBucketInput } from '@landfall/core/wire'
import { expect, it } from 'vitest'
import { type BucketDraft, EMPTY_DRAFT, errorsOf, inputOf } from './bucket-draft.ts'
import { newField } from './schema-draft.ts'

const draftOf = (part: Partial<BucketDraft>): BucketDraft => ({ ...EMPTY_DRAFT, name: 'invoices', ...part })
const field = (name: string) => newField({ name })

it.each([
  [{ name: '  ' }, ['name']],
  [{ name: 'bkt_mine' }, ['name']],
  [{ fields: [field('a'), field(' ')] }, ['schema']],
  [{ fields: [field('a'), field(' a ')] }, ['schema']],
  [{ schemaText: '{"properties":{"a":{}}}' }, ['schema']],
  [{ maxSize: { text: '0', unit: '1000' } }, ['maxSize']],
  [{ maxSize: { text: 'big', unit: '1000' } }, ['maxSize']],
  [{ contentTypes: 'image/png, image' }, ['contentTypes']],
  [{}, []],
] satisfies [Partial<BucketDraft>, string[]][])('finds what is wrong with %j', (part, wrong) => {
  expect(Object.keys(errorsOf(draftOf(part)))).toEqual(wrong)
})

it('sends what the API takes', () => {
  const input = inputOf(
    draftOf({
      name: ' invoices ',
      description: ' of the year ',
      fields: [field(' title '), newField({ name: 'scan', type: 'pdf' })],
      maxSize: { text: '2.5', unit: '1000000' },
      contentTypes: 'application/pdf, image/*;text/plain',
      requiresSize: true,
    }),
  )
  expect(createBucketInput.parse(input)).toMatchObject({
    bucket_name: 'invoices',
    description: 'of the year',
    bucket_schema: { properties: { title: { type: 'string' }, scan: { type: 'pdf' } } },
    rules: {
      max_file_bytes: 2_500_000,
      content_types: ['application/pdf', 'image/*', 'text/plain'],
      require_size: true,
    },
  })
})

it('leaves out what was left empty', () => {
  expect(createBucketInput.parse(inputOf(draftOf({})))).toMatchObject({
    description: null,
    bucket_schema: { properties: {} },
    rules: { max_file_bytes: null, content_types: [], require_size: false },
  })
})

it('sends the schema that was typed, with all that is in it', () => {
  const schema = { title: 'Invoice', properties: { a: { type: 'date', format: 'x' } } }
  const input = inputOf(draftOf({ schemaText: JSON.stringify(schema), fields: [field('ignored')] }))
  expect(createBucketInput.parse(input)).toMatchObject({ bucket_schema: schema })
})
